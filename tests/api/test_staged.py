"""Staged releases: kept, compared, read by editors and nobody else, published or forgotten."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.answers import CACHED
from app.store.bare import open_bare
from app.store.engine import open_engine
from app.store.pulse import expire_staged
from app.store.staged import MOST, stage
from app.store.values import Scope
from tests.api.test_admin import call, token
from tests.content.archives import TAR, pack
from tests.content.trees import BASE, concept, grow
from tests.sites import Site, live, release, site, until
from tests.store.libraries import concept as concept_of
from tests.store.libraries import library, text

TRO = BASE["da/concepts/trust.md"].replace("Tillid", "Tro")
LOYALTY = BASE["da/concepts/loyalty.md"].replace("igen", "tilbage")
READS = (
    "/v1/entries?lang=da",
    "/v1/entries/trust?lang=da&include=sections,relations",
    "/v1/slugs/da/tro",
    "/v1/search?lang=da&q=tro",
    "/v1/alphabet?lang=da",
    "/v1/coverage?lang=da",
    "/v1/graph?lang=da",
    "/v1/exports/csv",
    "/embed/da/tro",
)


class Desk:
    """A site with one release, a key that may do everything with releases, and a tree that says something else."""

    def __init__(self, started: Site, folder: Path) -> None:
        self.site = started
        self.key = token(started, Scope.RELEASES_READ, Scope.RELEASES_WRITE, Scope.AUDIT_READ)
        self.folder = folder

    def stage(self, query: str = "", **changes: str) -> httpx.Response:
        named = {path.replace("__", "/") + ".md": words for path, words in changes.items()}
        root = grow(self.folder / f"tree-{len(list(self.folder.iterdir()))}", named, stamped=True)
        return call(
            self.site,
            f"POST /v1/admin/staged-releases{query}",
            self.key,
            content=pack(root),
            headers={"content-type": TAR},
        )

    def do(self, request: str, **headers: str) -> httpx.Response:
        """The answer to a request with the key, asked again while what it needs is prepared, as clients do."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = call(self.site, request, self.key, headers=named)
        while answer.status_code == 503 and answer.json()["code"] == "preparing":
            time.sleep(0.1)
            answer = call(self.site, request, self.key, headers=named)
        return answer

    def read(self, path: str, name: str) -> httpx.Response:
        return self.do(f"GET {path}{'&' if '?' in path else '?'}release={name}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "site").mkdir()
    with site(
        grow(tmp_path / "content", stamped=True), tmp_path / "site", public_base_url="https://example.org"
    ) as started:
        (tmp_path / "trees").mkdir()
        yield Desk(started, tmp_path / "trees")


def test_a_tree_is_kept_compared_read_and_published(desk: Desk) -> None:
    made = desk.stage("?message=Faith&days=3", da__concepts__trust=TRO)
    staged = made.json()["staged"]
    again = desk.stage(da__concepts__trust=TRO)
    name = staged["id"]

    assert (made.status_code, again.status_code) == (201, 200)
    assert again.json()["staged"] == staged
    assert made.headers["location"] == f"https://example.org/v1/admin/staged-releases/{name}"
    assert (staged["base"], staged["message"], staged["is_behind"]) == (1, "Faith", False)
    assert made.json()["changes"]["text"] == {"added": 0, "changed": 1, "removed": 0}
    assert desk.do("GET /v1/admin/staged-releases").json()["items"] == [staged]
    assert desk.do(f"GET /v1/admin/staged-releases/{name}").json() == staged
    lives = datetime.fromisoformat(staged["expires_at"]) - datetime.fromisoformat(staged["created_at"])
    assert lives == timedelta(days=3)

    differences = desk.do(f"GET /v1/admin/staged-releases/{name}/changes").json()
    assert (differences["since"], differences["next"]) == (1, None)
    assert [(one["subject"], one["id"], one["lang"], one["what"]) for one in differences["items"]] == [
        ("text", "trust", "da", "changed")
    ]
    seen = {path: desk.read(path, name) for path in READS}
    assert {answer.status_code for answer in seen.values()} == {200}, {path: a.text for path, a in seen.items()}

    published = desk.do(f"POST /v1/admin/staged-releases/{name}/publish")
    assert (published.status_code, published.headers["etag"]) == (201, '"2"')
    assert published.json()["changes"] == made.json()["changes"]
    desk.site.portal.call(live(desk.site.app).refresh)
    assert desk.do("GET /v1/admin/releases/2").json()["message"] == "Faith"
    assert desk.do("GET /v1/admin/releases/2").json()["digest"] == staged["digest"]
    assert desk.do("GET /v1/admin/staged-releases").json()["items"] == []
    # Until then the index of the release before stands in.
    until(lambda: desk.site.get("/v1/search?lang=da&q=tro").headers["cache-control"] == CACHED)
    for path in ("/v1/entries?lang=da", "/v1/search?lang=da&q=tro", "/v1/alphabet?lang=da"):
        now = desk.site.get(path).json()["items"]
        told = seen[path].json()["items"]
        assert [_timeless(item) for item in told] == [_timeless(item) for item in now]
    deeds = desk.do(f"GET /v1/admin/audit?subject={name[2:]}").json()["items"]
    assert [deed["action"] for deed in deeds] == ["release.publish_staged", "release.stage"]


@pytest.mark.parametrize("path", READS)
def test_the_public_cannot_tell_it_from_one_that_there_is_not(desk: Desk, path: str) -> None:
    name = desk.stage(da__concepts__trust=TRO).json()["staged"]["id"]
    weak = token(desk.site, *(set(Scope) - {Scope.RELEASES_READ}))
    seen = desk.read(path, name)
    query = "&" if "?" in path else "?"
    refused = [
        desk.site.get(f"{path}{query}release={one}", headers=headers)
        for one in (name, "s-000000000000")
        for headers in ({}, {"authorization": "Bearer skn_x"}, {"authorization": f"Bearer {weak}"})
    ]

    assert seen.status_code == 200, seen.text
    assert seen.headers["cache-control"] == "private, no-store"
    assert seen.headers["x-robots-tag"] == "noindex, nofollow"
    assert {answer.status_code for answer in refused} == {404}
    assert {answer.json()["code"] for answer in refused} == {"release-not-found"}
    assert len({answer.json()["detail"].replace(name, "s-000000000000") for answer in refused}) == 1
    assert desk.read(path, "s-000000000000").status_code == 404
    assert desk.site.get(path.replace("/tro", "/tillid").replace("q=tro", "q=tillid")).status_code == 200


def test_nothing_public_names_it(desk: Desk) -> None:
    before = {path: desk.site.get(path).text for path in ("/v1/changes", "/v1/exports", "/sitemap.xml", "/llms.txt")}
    desk.stage(da__concepts__trust=TRO)

    assert {path: desk.site.get(path).text for path in before} == before


def test_what_has_been_published_since_is_not_undone_unawares(desk: Desk) -> None:
    first = desk.stage(da__concepts__trust=TRO).json()["staged"]["id"]
    second = desk.stage(da__concepts__loyalty=LOYALTY).json()["staged"]["id"]
    assert desk.do(f"POST /v1/admin/staged-releases/{first}/publish").status_code == 201

    behind = desk.do(f"POST /v1/admin/staged-releases/{second}/publish")
    wrong = desk.do(f"POST /v1/admin/staged-releases/{second}/publish", if_match='"1"')
    differences = desk.do(f"GET /v1/admin/staged-releases/{second}/changes").json()
    told = desk.do(f"POST /v1/admin/staged-releases/{second}/publish?message=Both", if_match=behind.headers["etag"])

    assert (behind.status_code, behind.json()["code"], behind.headers["etag"]) == (409, "staged-behind", '"2"')
    assert (wrong.status_code, wrong.json()["code"]) == (412, "release-moved")
    assert {one["id"] for one in differences["items"]} == {"trust", "loyalty"}
    assert told.status_code == 201
    assert desk.do("GET /v1/admin/releases/3").json()["message"] == "Both"


def test_any_release_will_do_for_those_who_say_so(desk: Desk) -> None:
    name = desk.stage(da__concepts__trust=TRO).json()["staged"]["id"]
    release(
        desk.site.settings.database_url, grow(desk.folder / "other", {"da/concepts/loyalty.md": LOYALTY}, stamped=True)
    )

    assert desk.do("GET /v1/admin/staged-releases").json()["items"][0]["is_behind"]
    assert desk.do(f"POST /v1/admin/staged-releases/{name}/publish", if_match="*").status_code == 201


def test_what_is_silent_about_a_new_entry_is_behind(desk: Desk) -> None:
    name = desk.stage(da__concepts__trust=TRO).json()["staged"]["id"]
    new = {
        "_shared/concepts/hope.yaml": "source_lang: da\nrelations: {related: [trust]}\n",
        "da/concepts/hope.md": concept().replace("Tillid", "Håb"),
    }
    release(desk.site.settings.database_url, grow(desk.folder / "other", new, stamped=True))

    compared = desk.do(f"GET /v1/admin/staged-releases/{name}/changes")
    published = desk.do(f"POST /v1/admin/staged-releases/{name}/publish", if_match="*")

    assert (compared.status_code, compared.json()["code"]) == (409, "staged-behind")
    assert "hope" in compared.json()["detail"]
    assert (published.status_code, published.json()["code"]) == (422, "invalid-content")


def test_what_the_active_release_says_already_is_not_kept(desk: Desk) -> None:
    answer = desk.stage()

    assert (answer.status_code, answer.json()["staged"]) == (200, None)
    assert desk.do("GET /v1/admin/staged-releases").json()["items"] == []


def test_a_broken_tree_is_not_kept_and_told_file_by_file(desk: Desk) -> None:
    answer = desk.stage(da__concepts__trust="---\npref_label: Tro\n---\n")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-content")
    assert answer.json()["errors"][0]["file"]["path"] == "da/concepts/trust.md"


def test_what_is_discarded_is_gone_at_once(desk: Desk) -> None:
    name = desk.stage(da__concepts__trust=TRO).json()["staged"]["id"]
    assert desk.read("/v1/entries/trust?lang=da", name).status_code == 200

    assert desk.do(f"DELETE /v1/admin/staged-releases/{name}").status_code == 204
    assert desk.read("/v1/entries/trust?lang=da", name).status_code == 404
    for gone in ("GET {}", "GET {}/changes", "DELETE {}", "POST {}/publish", "POST {}/preview"):
        answer = desk.do(gone.format(f"/v1/admin/staged-releases/{name}"))
        assert (answer.status_code, answer.json()["code"]) == (404, "release-not-found"), gone


def test_a_browser_is_shown_it_for_a_while(desk: Desk) -> None:
    name = desk.stage(da__concepts__trust=TRO).json()["staged"]["id"]
    shown = desk.do(f"POST /v1/admin/staged-releases/{name}/preview?minutes=5").json()
    (page,) = shown["pages"]
    lives = datetime.fromisoformat(shown["expires_at"]) - datetime.now(UTC)

    address = page["url"].removeprefix("https://example.org")
    answer = desk.site.get(address)
    assert (page["id"], page["lang"]) == ("trust", "da")
    assert answer.status_code == 200
    assert "Dette er en forhåndsvisning." in answer.text
    assert "<h1>Tro</h1>" in answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    assert f'href="/embed/da/loyalitet?release={shown["release"]}"' in answer.text
    assert timedelta(minutes=4) < lives <= timedelta(minutes=5)
    assert desk.site.get(f"/v1/entries/trust?release={shown['release']}").status_code == 200
    signed = shown["release"].split(".")
    for wrong in (f"{signed[0]}.{int(signed[1]) + 60}.{signed[2]}", f"{signed[0]}.1000000000.{signed[2]}"):
        assert desk.site.get(f"/embed/da/tro?release={wrong}").status_code == 404
    desk.do(f"DELETE /v1/admin/staged-releases/{name}")
    assert desk.site.get(address).status_code == 404


def test_only_so_many_are_kept_and_those_whose_time_is_over_go(desk: Desk) -> None:
    url = desk.site.settings.database_url
    engine, bare = open_engine(url, threads=1), open_bare(url)
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    now = datetime.now(UTC)
    for number in range(MOST):
        other = library(concept_of("trust", text("da", f"T{number}")), concept_of("loyalty", text("da", "L")))
        at = long_ago if number == 0 else now
        stage(engine, other, message="", clock=lambda at=at: at, actor="cli", lives=timedelta(days=1))  # type: ignore[misc]

    assert len(desk.do("GET /v1/admin/staged-releases").json()["items"]) == MOST - 1
    assert desk.stage(da__concepts__trust=TRO).status_code == 201
    full = desk.stage(da__concepts__loyalty=LOYALTY)
    assert (full.status_code, full.json()["code"]) == (409, "staged-full")
    assert [expire_staged(bare, now) for _ in range(2)] == [1, 0]
    bare.close()
    engine.dispose()


def _timeless(item: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on when it was published, and where it leads."""
    return {name: value for name, value in item.items() if name not in {"updated_at", "url"}}
