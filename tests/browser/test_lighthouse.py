"""Lighthouse finds next to nothing to improve, on a small phone with a slow line."""

from tests.browser.chromium import drive
from tests.servers import free_port

PAGES = ("/tl", "/da/servicepyramiden", "/no/kinds/style", "/sv/a-z", "/da/series/nine-service-styles")
LEAST = 95


def test_pages_reach_95_points_in_every_category(server: str) -> None:
    plan = {"port": free_port(), "server": server, "pages": PAGES, "least": LEAST, "attempts": 3}
    found = drive("lighthouse.mjs", plan, seconds=600)

    assert set(found) == set(PAGES)
    for path, categories in found.items():
        assert set(categories) == {"performance", "accessibility", "best-practices", "seo"}
        for name, category in categories.items():
            assert category["score"] >= LEAST, (path, name, category)


def test_pages_of_hits_are_as_good_and_kept_out_of_other_search_engines(server: str) -> None:
    path = "/sv/search?q=service"
    plan = {"port": free_port(), "server": server, "pages": [path], "least": LEAST, "attempts": 3}
    found = drive("lighthouse.mjs", plan)[path]

    assert found["seo"]["lost"] == ["is-crawlable"]
    assert min(category["score"] for name, category in found.items() if name != "seo") >= LEAST
