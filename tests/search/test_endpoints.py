"""`GET /v1/search` and `GET /v1/suggest`, over HTTP."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest

from app.api.answers import CACHED
from app.api.indexing import MOST_ALWAYS_WHOLE, is_usable, make
from app.api.searching import FOR_NOW, SearchableLive
from app.feedback.insights import insights
from app.search import FormerIndex, Results, base_of
from app.store.engine import open_engine
from tests.content.trees import BASE, concept, grow
from tests.search.shelf import index_of, text
from tests.sites import Serve, Site, live, release, site, until


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


def test_a_new_release_is_searched_as_soon_as_it_is_served_where_its_index_is_there(
    serve: Serve, tmp_path: Path
) -> None:
    site = serve()
    first = site.ok("/v1/search?lang=da&q=tillid+loyalitet&limit=1")
    assert site.ok("/v1/search?lang=da&q=fortrolighed")["page"]["total"] == 0

    text = BASE["da/concepts/trust.md"].replace("pref_label: Tillid", "pref_label: Fortrolighed")
    site.publish(grow(tmp_path / "next", {"da/concepts/trust.md": text}, stamped=True))

    assert ids(site.ok("/v1/search?lang=da&q=fortrolighed")) == ["trust"]
    # The hits of the release before are gone, and so is the way through them.
    assert site.ask(first["links"]["next"]).json()["code"] == "invalid-cursor"


def test_a_release_is_served_at_once_and_searched_by_the_index_before_until_its_own_is_there(
    serve: Serve, tmp_path: Path
) -> None:
    site = serve()
    site.ok("/v1/search?lang=da&q=loyalitet")
    renamed = BASE["da/concepts/trust.md"].replace("pref_label: Tillid", "pref_label: Fortrolighed")
    number = release(
        site.settings.database_url, grow(tmp_path / "next", {"da/concepts/trust.md": renamed}, stamped=True)
    )
    site.portal.call(live(site.app).refresh)
    site.wait_for(number)

    # Found by what it was called before, told by what it is called now.
    for_now = site.ask("/v1/search?lang=da&q=tillid&limit=1")
    assert [item["pref_label"] for item in for_now.json()["items"]] == ["Fortrolighed"]
    assert for_now.headers["cache-control"] == FOR_NOW
    addresses = ("/v1/suggest?lang=da&q=till", "/da/search?q=tillid", "/v1/search?lang=da&q=fortrolighed")
    until(lambda: {site.get(address).headers["cache-control"] for address in addresses} == {CACHED})
    assert ids(site.ok("/v1/search?lang=da&q=fortrolighed")) == ["trust"]


def test_what_the_index_before_finds_is_computed_once_a_second_not_at_every_request(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched: list[str] = []

    class Counting(FormerIndex):
        def search(self, query: str, **how: object) -> Results:
            searched.append(query)
            return super().search(query, **how)

    monkeypatch.setattr("app.api.searching.FormerIndex", Counting)
    # Its own index is never there.
    monkeypatch.setattr(SearchableLive, "_follow", lambda *_: asyncio.sleep(0))
    site = serve()
    site.ok("/v1/search?lang=da&q=loyalitet")
    renamed = BASE["da/concepts/trust.md"].replace("pref_label: Tillid", "pref_label: Fortrolighed")
    number = release(
        site.settings.database_url, grow(tmp_path / "next", {"da/concepts/trust.md": renamed}, stamped=True)
    )
    site.portal.call(live(site.app).refresh)
    site.wait_for(number)

    answers = [site.ask("/v1/search?lang=da&q=tillid") for _ in range(200)]

    assert {answer.headers["cache-control"] for answer in answers} == {FOR_NOW}
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert 1 <= len(searched) <= 5


def test_a_change_to_a_large_catalogue_is_indexed_by_itself(serve: Serve, tmp_path: Path) -> None:
    def shared(number: int) -> tuple[str, str]:
        return f"_shared/concepts/many-{number}.yaml", "source_lang: da\nrelations: {related: [trust]}\n"

    def said(number: int, label: str) -> tuple[str, str]:
        return f"da/concepts/many-{number}.md", f"---\npref_label: {label}\ndefinition: Nummer {number}.\n---\n"

    many = range(MOST_ALWAYS_WHOLE)
    files = dict([*map(shared, many), *(said(number, f"Hylde {number}") for number in many)])
    site = serve(files)
    site.ok("/v1/search?lang=da&q=hylde")
    files |= dict([said(7, "Skuffe 7"), shared(1000), said(1000, "Skab 1000")])
    files |= {"_shared/moved.yaml": "many-8: {why: withdrawn}\n"}
    for path, _ in (shared(8), said(8, "")):
        del files[path]
    site.publish(grow(tmp_path / "next", files, stamped=True))
    until(lambda: site.ask("/v1/search?lang=da&q=skuffe").headers["cache-control"] == CACHED)

    assert ids(site.ok("/v1/search?lang=da&q=skuffe")) == ["many-7"]
    assert ids(site.ok("/v1/search?lang=da&q=skab")) == ["many-1000"]
    assert site.ok("/v1/search?lang=da&q=hylde&limit=1")["page"]["total"] == len(many) - 2
    folder = site.settings.data_dir / "generations"
    over, whole = sorted(folder.glob("*.search"), key=lambda file: file.stat().st_size)
    assert base_of(over) == whole
    assert over.stat().st_size * 5 < whole.stat().st_size

    # An index is of no use without the one it was laid over.
    whole.chmod(0o644)
    whole.write_bytes(whole.read_bytes()[:-100])
    assert not is_usable(over)
    make(site.settings.data_dir / "generations" / over.name.rsplit(".", 2)[0])
    assert is_usable(over)


def test_what_is_gone_is_not_found_by_the_index_before(tmp_path: Path) -> None:
    index = index_of(tmp_path, text("trust", "da", "Tillid"), text("hope", "da", "Tillid og håb", series=("path",)))
    former = FormerIndex(index, is_there=lambda entry, _: entry == "hope", has_series=lambda _: False)

    assert [hit.entry for hit in former.search("tillid", lang="da").hits] == ["hope"]
    assert former.search("tillid", lang="da").series == {}
    assert [one.entry for one in former.suggest("till", lang="da")] == ["hope"]


def test_indexes_of_releases_that_are_gone_go_too(serve: Serve, tmp_path: Path) -> None:
    site = serve()
    site.ok("/v1/search?lang=da&q=tillid")
    folder = site.settings.data_dir / "generations"
    stray = folder / "release-99-abc-1.generation.1-1.search"
    stray.write_bytes(b"")

    site.publish(grow(tmp_path / "next", {"da/concepts/trust.md": concept()}, stamped=True))
    site.ok("/v1/search?lang=da&q=tillid")

    assert not stray.exists()
    assert len(list(folder.glob("*.search"))) == 2


def test_a_search_without_a_hit_is_counted_for_the_editors(tmp_path: Path) -> None:
    with site(grow(tmp_path / "content", stamped=True), tmp_path) as client:
        client.ok("/v1/search?lang=da&q=qqqqzzzz")
        client.ok("/v1/search?lang=da&q=tillid")

    engine = open_engine(client.settings.database_url, threads=1)
    missed = insights(engine, datetime.now(UTC), days=2, limit=5).misses
    engine.dispose()
    assert [(miss.lang, miss.query) for miss in missed] == [("da", "qqqqzzzz")]
