"""`GET /v1/search` and `GET /v1/suggest`, over HTTP."""

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from app.feedback.insights import insights
from app.store.engine import open_engine
from tests.content.trees import grow
from tests.sites import Site, site


def ids(answer: dict[str, object]) -> list[str]:
    return [item["id"] for item in answer["items"]]  # type: ignore[attr-defined]


def test_a_hit_is_an_entry_in_the_readers_language_with_what_matched(catalogue: Site) -> None:
    answer = catalogue.ok("/v1/search?lang=sv&q=omdømme")

    hit = answer["items"][0]
    assert (hit["id"], hit["lang"], hit["requested_lang"]) == ("reputation", "sv", "sv")
    assert hit["pref_label"] == catalogue.ok("/v1/entries/reputation?lang=sv")["pref_label"]
    assert (hit["matched"]["form"].casefold(), hit["matched"]["why"]) == ("omdømme", "exact")
    assert hit["matched"]["lang"] in {"da", "no"}


def test_every_label_of_the_shipped_catalogue_finds_its_entry_once_for_any_reader(catalogue: Site) -> None:
    for lang, reader in (("da", "tl"), ("no", "no"), ("sv", "da"), ("tl", "sv")):
        cursor = ""
        while cursor is not None:
            page = catalogue.ok(f"/v1/entries?lang={lang}&limit=200{cursor}")
            for entry in page["items"]:
                found = ids(catalogue.ok(f"/v1/search?lang={reader}&q={quote(entry['pref_label'])}&highlight=none"))
                assert found.count(entry["id"]) == 1, (reader, entry["pref_label"])
            cursor = page["page"]["next_cursor"] and f"&cursor={page['page']['next_cursor']}"


def test_words_are_marked_in_escaped_html_or_told_as_offsets_or_not_at_all(catalogue: Site) -> None:
    def highlights(how: str) -> list[dict[str, object]]:
        found = catalogue.ok(f"/v1/search?lang=da&q=servicepyramide&limit=1&highlight={how}")["items"][0]["highlights"]
        assert isinstance(found, list)
        return found

    assert highlights("none") == []
    (marked, *_), (told, *_) = highlights("html"), highlights("offsets")
    assert marked["field"] == "pref_label"
    assert re.fullmatch(r"<mark>[Ss]ervicepyramiden?</mark>", str(marked["html"]))
    assert told == marked | {"html": None}


def test_a_highlight_in_a_long_text_is_a_piece_of_it(catalogue: Site) -> None:
    hits = catalogue.ok("/v1/search?lang=da&q=spørgeskema&limit=50")["items"]
    pieces = [piece for hit in hits for piece in hit["highlights"] if piece["field"] == "body"]
    assert pieces
    for piece in pieces:
        assert len(piece["text"]) <= 240
        assert all(0 <= span["start"] < span["end"] <= len(piece["text"]) for span in piece["spans"])


def test_facets_count_what_each_filter_would_leave(catalogue: Site) -> None:
    facets = catalogue.ok("/v1/search?lang=da&q=service")["facets"]

    assert {facet["value"] for facet in facets["kind"]} == {"concept", "style", "model"}
    for name in ("kind", "series"):
        for facet in facets[name]:
            narrowed = catalogue.ok(f"/v1/search?lang=da&q=service&{name}={facet['value']}")
            assert narrowed["page"]["total"] == facet["count"]
    assert all(facet["label"] for name in facets for facet in facets[name])


def test_pages_of_hits_follow_each_other_back_and_forth(catalogue: Site) -> None:
    whole = ids(catalogue.ok("/v1/search?lang=no&q=kunde&limit=30"))

    first = catalogue.ok("/v1/search?lang=no&q=kunde&limit=10")
    second = catalogue.ok(first["links"]["next"])
    third = catalogue.ok(second["links"]["next"])

    assert ids(first) + ids(second) + ids(third) == whole
    assert ids(catalogue.ok(second["links"]["prev"])) == ids(first)
    assert first["links"]["prev"] is None


def test_a_cursor_belongs_to_its_query(catalogue: Site) -> None:
    cursor = catalogue.ok("/v1/search?lang=da&q=service&limit=2")["page"]["next_cursor"]
    for query in (f"q=kunde&limit=2&cursor={cursor}", f"q=service&limit=3&cursor={cursor}", "q=service&cursor=abc"):
        assert catalogue.ask(f"/v1/search?lang=da&{query}").json()["code"] == "invalid-cursor"


def test_a_slip_is_pointed_out(catalogue: Site) -> None:
    better = catalogue.ok("/v1/search?lang=da&q=kundetilfredhed&kind=concept")["did_you_mean"]
    assert better["q"] == "kundetilfredshed"
    assert "kind=concept" in better["url"]
    assert catalogue.ok(better["url"])["did_you_mean"] is None


def test_all_words_may_be_asked_for(catalogue: Site) -> None:
    some = catalogue.ok("/v1/search?lang=da&q=kunde+klage+pyramide")["page"]["total"]
    every = catalogue.ok("/v1/search?lang=da&q=kunde+klage+pyramide&match=all")["page"]["total"]
    assert every < some


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("", "q"),
        ("q=", "q"),
        ("q=%20%20", "q"),
        (f"q={'a' * 201}", "q"),
        (f"q={'a' * 6000}", "q"),
        ("q=service&kind=thing", "kind"),
        ("q=service&series=none", "series"),
        ("q=service&limit=0", "limit"),
        ("q=service&limit=101", "limit"),
        ("q=service&highlight=bold", "highlight"),
        ("q=service&match=some", "match"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(catalogue: Site, query: str, parameter: str) -> None:
    answer = catalogue.ask(f"/v1/search?lang=da&{query}")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize(
    "query",
    [
        "AND OR NOT",
        'a:"b" (c* OR -d)~2^3',
        "'; DROP TABLE entry; --",
        "\x00",
        "🙂👩‍👩‍👧‍👦",
        "שירות",
        "خدمة",
        "\u202eecivres",
        "%_",
        "\\",
        "★",
        "a " * 99,
        "ＳＥＲＶＩＣＥ",
    ],
)
def test_any_other_query_is_answered(catalogue: Site, query: str) -> None:
    for path in ("search", "suggest"):
        assert catalogue.ask(f"/v1/{path}?lang=da&q={quote(query)}").status_code == 200


def test_bytes_that_are_no_text_are_answered_too(catalogue: Site) -> None:
    assert catalogue.ask("/v1/search?lang=da&q=%ff%fe%ed%a0%80").status_code in {200, 400}


def test_suggestions_lead_to_entries_in_the_readers_language(catalogue: Site) -> None:
    items = catalogue.ok("/v1/suggest?lang=sv&q=bem")["items"]

    assert items[0]["label"].startswith("Bem")
    assert items[0]["lang"] == "sv"
    assert items[0]["entry"]["id"] == "service-encounter"
    assert items[0]["label"][items[0]["start"] : items[0]["end"]].casefold() == "bem"
    assert len(catalogue.ok("/v1/suggest?lang=da&q=s")["items"]) == 10
    assert catalogue.ok("/v1/suggest?lang=da&q=zzzz")["items"] == []


def test_a_search_without_a_language_varies_by_it(catalogue: Site) -> None:
    answer = catalogue.ask("/v1/search?q=service", accept_language="sv")
    assert "Accept-Language" in answer.headers["vary"]
    assert answer.json()["requested_lang"] == "sv"
    assert catalogue.ask("/v1/search?q=service", "sv", if_none_match=answer.headers["etag"]).status_code == 304


def test_a_search_without_a_hit_is_counted_for_the_editors(tmp_path: Path) -> None:
    with site(grow(tmp_path / "content", stamped=True), tmp_path) as client:
        client.ok("/v1/search?lang=da&q=qqqqzzzz")
        client.ok("/v1/search?lang=da&q=tillid")

    engine = open_engine(client.settings.database_url, threads=1)
    missed = insights(engine, datetime.now(UTC), days=2, limit=5).misses
    engine.dispose()
    assert [(miss.lang, miss.query) for miss in missed] == [("da", "qqqqzzzz")]
