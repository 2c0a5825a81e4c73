"""Decks for Anki: what a note says, and how Anki knows it again. Anki itself opens one in tests/clients."""

import json
from typing import Any

from tests.content.trees import TRUST_NO, concept
from tests.exports.packed import archive, collection
from tests.sites import Serve, Site

FIELDS = ("front", "back", "note", "names", "language", "lang", "licence", "link", "id")


def notes(site: Site, query: str = "lang=da") -> dict[str, dict[str, Any]]:
    """The notes of a package by the entry's id: their columns, and their fields by name."""
    with collection(site.get(f"/v1/exports/anki?{query}").content) as database:
        rows = [dict(row) for row in database.execute("SELECT * FROM notes")]
    fields = [dict(zip(FIELDS, row["flds"].split("\x1f"), strict=True)) for row in rows]
    return {field["id"]: {**row, **field} for row, field in zip(rows, fields, strict=True)}


def column(site: Site, name: str, query: str = "lang=da") -> Any:
    """What a package's collection says of itself."""
    with collection(site.get(f"/v1/exports/anki?{query}").content) as database:
        return json.loads(database.execute(f"SELECT {name} FROM col").fetchone()[0])


def test_a_note_says_what_an_entry_means_and_where_it_comes_from(serve: Serve) -> None:
    front = "alt_labels: [Tiltro, Fortrøstning]\nscope_note: Ikke tro.\n"
    site = serve({"da/concepts/trust.md": concept(front=front)}, public_base_url="https://viden.example")
    trust = notes(site)["trust"]

    assert {name: trust[name] for name in FIELDS} == {
        "front": "Tillid",
        "back": "At regne med nogen.",
        "note": "Ikke tro.",
        "names": "Tiltro, Fortrøstning",
        "language": "",
        "lang": "da",
        "licence": "CC-BY-4.0",
        "link": "https://viden.example/da/tillid",
        "id": "trust",
    }
    assert trust["tags"] == " kind::concept lang::da "


def test_without_a_public_address_a_note_leads_nowhere(serve: Serve) -> None:
    assert notes(serve())["trust"]["link"] == ""


def test_a_note_in_another_language_says_so(serve: Serve) -> None:
    found = notes(serve({"no/concepts/trust.md": TRUST_NO}), "lang=no")

    assert (found["trust"]["lang"], found["trust"]["language"]) == ("nb", "")
    assert (found["loyalty"]["lang"], found["loyalty"]["language"]) == ("da", "Dansk")
    assert "lang::da" in found["loyalty"]["tags"].split()


def test_a_note_is_the_same_in_every_choice_and_every_release(serve: Serve) -> None:
    site = serve()
    before = notes(site)
    alone = notes(site, "lang=da&id=trust")
    changed = serve({"da/concepts/trust.md": concept(front="scope_note: Ny.\n")})
    site.publish(changed.settings.data_dir.parent / "content")
    after = notes(site)

    for name in ("id", "guid", "mid", "csum"):
        assert alone["trust"][name] == before["trust"][name] == after["trust"][name]
        assert before["loyalty"][name] == after["loyalty"][name]
    assert before["trust"]["mod"] < after["trust"]["mod"]
    assert before["loyalty"]["mod"] == after["loyalty"]["mod"]


def test_notes_of_two_languages_are_two_notes(serve: Serve) -> None:
    site = serve({"no/concepts/trust.md": TRUST_NO})

    danish, norwegian = (notes(site, f"lang={lang}")["loyalty"] for lang in ("da", "no"))
    assert danish["front"] == norwegian["front"]
    assert danish["guid"] != norwegian["guid"]


def test_a_deck_tells_its_release_and_its_licence(serve: Serve) -> None:
    deck = column(serve(), "decks").popitem()[1]

    assert deck["name"] == "Viden"
    assert deck["desc"].startswith("Udgivelse 1 fra 2")
    assert "Licens: CC-BY-4.0." in deck["desc"]


def test_a_series_is_a_deck_below_the_catalogue_and_new_cards_come_in_its_order(catalogue: Site) -> None:
    query = "lang=sv&series=nine-service-styles"
    names = {deck["name"] for deck in column(catalogue, "decks", query).values()}
    series = catalogue.ok("/v1/series/nine-service-styles?lang=sv")
    with collection(catalogue.get(f"/v1/exports/anki?{query}").content) as database:
        asked = "SELECT notes.sfld, notes.tags FROM cards JOIN notes ON notes.id = cards.nid ORDER BY cards.due"
        cards = database.execute(asked).fetchall()

    assert names == {"Default", f"Servicekunskap::{series['pref_label']}"}
    assert [card["sfld"] for card in cards] == [part["pref_label"] for part in series["parts"]]
    assert all("series::nine-service-styles" in card["tags"].split() for card in cards)


def test_the_cards_have_colours_for_day_and_night_and_words_in_the_reader_s_language(serve: Serve) -> None:
    note_type = column(serve(), "models").popitem()[1]
    answer = note_type["tmpls"][0]["afmt"]

    assert ".card.nightMode" in note_type["css"]
    assert [field["name"] for field in note_type["flds"]] == list(FIELDS)
    assert 'lang="{{lang}}"' in answer
    assert "Kaldes også" in answer
    assert "Læs" in answer


def test_a_package_has_no_media(serve: Serve) -> None:
    package = archive(serve(), "anki?lang=da")

    assert package.namelist() == ["collection.anki2", "media"]
    assert package.read("media") == b"{}"
