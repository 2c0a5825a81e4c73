"""Pages of lists: cursors that neither lose nor repeat an item, whatever is published meanwhile."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.api.cursors import Place, _seal, decode, encode
from app.api.problems import InvalidCursor
from app.domain.library import Library
from tests.sites import Serve, Site, items
from tests.store.libraries import concept, library, series, text

QUERIES = [
    "lang=da",
    "lang=sv&sort=title",
    "lang=tl&sort=-updated_at",
    "lang=no&series=service-and-service-management&sort=position",
    "lang=sv&kind=model&kind=style",
]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("limit", [1, 7, 50])
def test_following_the_links_meets_every_item_once_in_both_directions(catalogue: Site, query: str, limit: int) -> None:
    whole = catalogue.ok(f"/v1/entries?{query}&limit=200")
    forwards = [catalogue.ok(f"/v1/entries?{query}&limit={limit}")]
    while forwards[-1]["links"]["next"]:
        forwards.append(catalogue.ok(forwards[-1]["links"]["next"]))
    backwards = [forwards[-1]]
    while backwards[-1]["links"]["prev"]:
        backwards.append(catalogue.ok(backwards[-1]["links"]["prev"]))

    ids = items(whole, "id")
    assert [entry for page in forwards for entry in items(page, "id")] == ids
    assert [entry for page in reversed(backwards) for entry in items(page, "id")][-len(ids) :] == ids
    assert {page["page"]["total"] for page in forwards} == {len(ids)}
    assert forwards[0]["page"]["prev_cursor"] is None
    assert forwards[-1]["page"]["next_cursor"] is None


def test_newest_first_is_newest_first_and_titles_follow_the_alphabet(serve: Serve) -> None:
    site = serve(library(*(concept(f"e{n}", text("da", label)) for n, label in enumerate(["Å", "Z", "Ø"]))))
    site.publish(library(*(concept(f"e{n}", text("da", label)) for n, label in enumerate(["Å", "Z", "Øl"]))))

    assert items(site.ok("/v1/entries?lang=da"), "pref_label") == ["Z", "Øl", "Å"]
    assert items(site.ok("/v1/entries?lang=da&sort=-updated_at"), "pref_label")[0] == "Øl"
    changed = site.ok("/v1/entries/e2?lang=da")["updated_at"]
    assert items(site.ok(f"/v1/entries?updated_since={quote(changed)}"), "id") == ["e2"]


def entries(*labels: str) -> Library:
    return library(
        *(concept(label.lower(), text("da", label)) for label in labels),
        all_series=[series("all", text("da", "Alle"), parts=tuple(label.lower() for label in labels))],
    )


def test_a_page_goes_on_where_it_was_when_a_release_came_between(serve: Serve) -> None:
    site = serve(entries("B", "D", "F", "H"))
    first = site.ok("/v1/entries?lang=da&limit=2")
    site.publish(entries("A", "B", "C", "D", "E", "F", "H"))

    following = site.ok(first["links"]["next"])
    before = site.ok(following["links"]["prev"])

    assert items(first, "id") == ["b", "d"]
    assert items(following, "id") == ["e", "f"]
    assert items(before, "id") == ["c", "d"]


@pytest.fixture
def first_page(catalogue: Site) -> str:
    cursor: str = catalogue.ok("/v1/entries?lang=da&limit=2")["page"]["next_cursor"]
    return cursor


@pytest.mark.parametrize(
    "query",
    ["lang=sv", "lang=da&sort=-updated_at", "lang=da&kind=style", "lang=da&stale=fallback", "lang=da&letter=s"],
)
def test_a_cursor_of_another_query_is_a_400_that_says_so(catalogue: Site, first_page: str, query: str) -> None:
    answer = catalogue.ask(f"/v1/entries?{query}&cursor={first_page}")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")
    assert answer.json()["detail"] in {
        "Markøren er beskadiget eller hører til en anden forespørgsel. Begynd forfra uden den.",
        "Markören är skadad eller hör till en annan fråga. Börja om utan den.",
    }


def test_a_cursor_may_be_used_with_another_limit(catalogue: Site, first_page: str) -> None:
    assert len(catalogue.ok(f"/v1/entries?lang=da&limit=3&cursor={first_page}")["items"]) == 3


def test_every_damage_to_a_cursor_is_a_400(catalogue: Site, first_page: str) -> None:
    other = {place: "A" if letter != "A" else "B" for place, letter in enumerate(first_page)}
    damaged = [first_page[:place] + letter + first_page[place + 1 :] for place, letter in other.items()]
    damaged += [first_page[:-1], first_page + "A", f"{first_page}!", f"{first_page}=", "å", "*", "A"]

    for cursor in damaged[::3]:
        answer = catalogue.ask(f"/v1/entries?lang=da&cursor={quote(cursor)}")
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor"), cursor


@given(key=st.binary(max_size=30), item=st.text(max_size=10), query=st.text(max_size=10), back=st.booleans())
def test_what_is_encoded_is_decoded_for_the_same_query_only(key: bytes, item: str, query: str, *, back: bool) -> None:
    place = Place((key, item), back)

    assert decode(encode(place, query), query) == place
    with pytest.raises(InvalidCursor):
        decode(encode(place, query), query + "?")


@pytest.mark.parametrize("packed", [b"", b"\x93\xc4\x01a\xa2\xff\xfe\xc2", b"\x93\x01\x02\x03", b"\xc1"])
def test_a_well_sealed_cursor_that_holds_no_place_is_refused(packed: bytes) -> None:
    cursor = base64.urlsafe_b64encode(_seal(packed, "q") + packed).rstrip(b"=").decode()

    with pytest.raises(InvalidCursor):
        decode(cursor, "q")


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("sort=position", "sort"),
        ("sort=views", "sort"),
        ("kind=song", "kind"),
        ("series=no-such-series", "series"),
        ("ids=" + ",".join(f"id-{number}" for number in range(101)), "ids"),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-01-01", "updated_since"),
        ("updated_since=1767225600", "updated_since"),
        ("updated_since=0001-01-01T00:00:00%2B10:00", "updated_since"),
        ("translated=perhaps", "translated"),
        ("letter=ABCDEFGHI", "letter"),
        ("lang=xx", "lang"),
        ("stale=never", "stale"),
        ("fallback=some", "fallback"),
    ],
)
def test_a_value_that_cannot_be_used_is_a_400_that_names_its_parameter(
    catalogue: Site, query: str, parameter: str
) -> None:
    answer = catalogue.ask(f"/v1/entries?{query}")

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-parameter")
    assert [wrong["parameter"] for wrong in answer.json()["errors"]] == [parameter]


def test_a_hundred_ids_are_listed_in_one_request_and_unknown_ones_are_left_out(catalogue: Site) -> None:
    ids = items(catalogue.ok("/v1/entries?lang=da&limit=99"), "id")

    found = catalogue.ok(f"/v1/entries?ids={','.join([*ids, 'no-such-entry'])}&limit=200&lang=da")

    assert sorted(items(found, "id")) == sorted(ids)
    assert items(catalogue.ok("/v1/entries?ids="), "id") == []


def test_ids_and_series_are_filtered_together(catalogue: Site) -> None:
    query = "series=nine-service-styles&sort=position&ids=the-utility,servicegen,the-bargain"

    assert items(catalogue.ok(f"/v1/entries?{query}"), "id") == ["the-bargain", "the-utility"]


@pytest.mark.parametrize(
    ("lang", "letter"), [("da", "s"), ("sv", "Ä"), ("sv", "ä"), ("sv", "a\N{COMBINING DIAERESIS}")]
)
def test_a_letter_is_found_in_whatever_case_and_composition(serve: Serve, lang: str, letter: str) -> None:
    site = serve(library(*(concept(label.lower(), text("da", label)) for label in ("Service", "Ærlighed", "Ärlighet"))))

    assert len(site.ok(f"/v1/entries?lang={lang}&letter={quote(letter)}")["items"]) == (2 if lang == "sv" else 1)


@pytest.mark.parametrize("lang", ["da", "no", "sv", "tl"])
def test_every_letter_of_the_alphabet_links_to_as_many_entries_as_it_counts(catalogue: Site, lang: str) -> None:
    for letter in catalogue.ok(f"/v1/alphabet?lang={lang}&stale=fallback")["items"]:
        if letter["count"]:
            listed = catalogue.ok(letter["url"])
            assert listed["page"]["total"] == letter["count"]
            assert "stale=fallback" in letter["url"]
        else:
            assert letter["url"] is None
