from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bench.peers import Peers, directus, entries, strapi

SECTION = {"id": "how-to", "title": "Sådan", "html": "<p>Lyt.</p>", "markdown": "Lyt.", "lang": "da"}


def answer(lang: str, slug: str) -> dict[str, Any]:
    """What the product answers for an entry, shortened."""
    return {
        "id": "trust", "kind": "concept", "lang": lang, "source_lang": "da", "licence": "CC-BY-4.0", "slug": slug,
        "pref_label": slug.title(), "alt_labels": [], "definition": "…", "scope_note": None, "status": "source",
        "sections": [SECTION], "links": {},
    }  # fmt: skip


def test_an_entry_is_told_once_with_the_text_of_each_language() -> None:
    found = entries.entry("trust", {"da": answer("da", "tillid"), "sv": answer("sv", "tillit")})

    assert found["identifier"] == "trust"
    assert (found["kind"], found["source_lang"], found["licence"]) == ("concept", "da", "CC-BY-4.0")
    assert {lang: text["slug"] for lang, text in found["texts"].items()} == {"da": "tillid", "sv": "tillit"}
    assert found["texts"]["da"]["sections"] == [
        {"anchor": "how-to", "title": "Sådan", "html": "<p>Lyt.</p>", "markdown": "Lyt."}
    ]


def test_a_text_that_stands_in_for_a_missing_one_is_not_a_text() -> None:
    found = entries.entry("trust", {"da": answer("da", "tillid"), "tl": answer("da", "tillid")})

    assert list(found["texts"]) == ["da"]


def test_directus_gets_an_entry_and_its_translations_in_one_item() -> None:
    found = directus.item(entries.entry("trust", {"da": answer("da", "tillid"), "sv": answer("sv", "tillit")}))

    assert found["id"] == "trust"
    assert found["kind"] == "concept"
    assert [(one["languages_code"], one["slug"]) for one in found["translations"]] == [
        ("da", "tillid"),
        ("sv", "tillit"),
    ]
    assert all(len(one["sections"]) == 1 for one in found["translations"])


@pytest.mark.parametrize("system", [strapi, directus])
def test_each_is_asked_for_the_entry_the_list_and_the_search_in_one_language(system: Any) -> None:
    asked = {
        what: parse_qsl(urlsplit(path).query) for what, path in system.targets("blå-ö", "sv", "god service").items()
    }

    assert list(asked) == ["entry", "list of 50", "search"]
    assert all("sv" in dict(query).values() for query in asked.values())
    assert "blå-ö" in dict(asked["entry"]).values()
    assert "50" in dict(asked["list of 50"]).values()
    assert "god service" in dict(asked["search"]).values()


def test_what_could_not_be_measured_is_told_beside_what_was() -> None:
    assert Peers(missing={"Strapi": "not measured, npm is not installed"}).told() == {
        "Strapi": "not measured, npm is not installed"
    }
    assert Peers().told() == {}
