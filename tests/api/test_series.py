"""Series: one reading order for all languages, each part in the nearest one."""

from dataclasses import replace

import pytest

from app.domain.library import Library
from tests.sites import Serve, Site, items
from tests.store.libraries import concept, library, series, text


def planned_path() -> Library:
    words = {"da": replace(text("da", "Vej", body="Se [a](entry:a)."), planned={"b": "Begge"})}
    words["sv"] = replace(text("sv", "Väg"), planned={"b": "Båda"}, status=words["da"].status)
    path = replace(series("path", text("da", "Vej"), parts=("a", "b", "c")), texts=words)
    return library(
        concept("a", text("da", "A"), text("sv", "Å")),
        concept("c", text("da", "C")),
        all_series=[path],
    )


@pytest.fixture
def path(serve: Serve) -> Site:
    return serve(planned_path())


def test_a_planned_part_has_a_label_in_the_reader_s_language_and_nothing_to_open(path: Site) -> None:
    told = path.ok("/v1/series/path?lang=sv")

    assert [(part["id"], part["lang"], part["pref_label"], part["planned"]) for part in told["parts"]] == [
        ("a", "sv", "Å", False),
        ("b", "sv", "Båda", True),
        ("c", "da", "C", False),
    ]
    assert [part["position"] for part in told["parts"]] == [1, 2, 3]
    assert (told["parts"][1]["url"], told["parts"][1]["slug"]) == (None, None)
    assert (told["length"], told["planned"], told["release"]) == (3, 1, 1)


def test_the_sections_of_a_series_link_to_entries(path: Site) -> None:
    (section,) = path.ok("/v1/series/path?lang=da")["sections"]

    assert 'href="/v1/entries/a?lang=da"' in section["html"]
    assert section["markdown"] == "Se [a](entry:a)."


def test_series_are_listed_with_their_lengths(path: Site) -> None:
    listed = path.ok("/v1/series?lang=sv")

    assert items(listed, "id", "pref_label", "lang", "length", "planned") == [("path", "Väg", "sv", 3, 1)]
    assert path.ok(listed["items"][0]["url"])["id"] == "path"


@pytest.mark.parametrize(("entry", "previous", "following"), [("a", None, "b"), ("c", "b", None)])
def test_the_ends_of_a_series_have_one_neighbour(
    path: Site, entry: str, previous: str | None, following: str | None
) -> None:
    (place,) = path.ok(f"/v1/entries/{entry}?include=series&lang=sv")["series"]

    assert (place["previous"] and place["previous"]["id"], place["next"] and place["next"]["id"]) == (
        previous,
        following,
    )


@pytest.mark.parametrize("lang", ["da", "no", "sv", "tl"])
def test_every_part_of_the_shipped_series_has_its_neighbours_in_every_language(catalogue: Site, lang: str) -> None:
    for listed in catalogue.ok(f"/v1/series?lang={lang}")["items"]:
        parts = catalogue.ok(f"/v1/series/{listed['id']}?lang={lang}")["parts"]
        for number, part in enumerate(parts):
            places = catalogue.ok(f"/v1/entries/{part['id']}?include=series&lang={lang}")["series"]
            place = next(place for place in places if place["id"] == listed["id"])
            assert place["previous"] == (parts[number - 1] if number else None)
            assert place["next"] == (parts[number + 1] if number + 1 < len(parts) else None)
            assert (place["position"], place["length"]) == (number + 1, len(parts))
