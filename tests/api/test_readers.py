"""The languages that readers get, on the shipped content."""

import shutil
from collections.abc import Iterator

import pytest

from tests.conftest import CONTENT
from tests.sites import Site, items, site


@pytest.mark.parametrize(
    ("accept_language", "lang", "match"),
    [
        ("nb-NO,nb;q=0.9", "no", "exact"),
        ("nn", "no", "close"),
        ("fil-PH", "tl", "exact"),
        ("tl", "tl", "exact"),
        ("fo", "da", "close"),
        ("sv-FI", "sv", "close"),
        ("de, sv;q=0.5", "sv", "exact"),
        ("*", "da", "any"),
        ("ja", "da", "default"),
        ("", "da", "default"),
        ("da;q=0, no;q=0.1", "no", "exact"),
        ("\xff\xfe;;;q=, sv", "sv", "exact"),
    ],
)
def test_a_reader_gets_the_nearest_language(catalogue: Site, accept_language: str, lang: str, match: str) -> None:
    entry = catalogue.ok("/v1/entries/service-pyramid", accept_language)

    assert (entry["lang"], entry["requested_lang"], entry["match"], entry["fallback"]) == (lang, lang, match, None)


@pytest.fixture(scope="module")
def danish_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shipped content with `servicegen` in Danish only."""
    folder = tmp_path_factory.mktemp("danish-only")
    shutil.copytree(CONTENT, folder / "content")
    for lang in ("no", "sv", "tl"):
        (folder / "content" / lang / "concepts" / "servicegen.md").unlink()
    with site(folder / "content", folder) as client:
        yield client


def test_an_entry_in_danish_only_says_so_to_a_reader_of_tagalog(danish_only: Site) -> None:
    answer = danish_only.ask("/v1/entries/servicegen?include=sections", "tl")
    entry = answer.json()

    assert answer.headers["content-language"] == "da"
    assert (entry["requested_lang"], entry["lang"]) == ("tl", "da")
    assert entry["fallback"] == {"reason": "missing", "chain": ["tl", "da"]}
    assert {section["lang"] for section in entry["sections"]} == {"da"}


def test_an_untranslated_link_target_shows_its_label_with_its_language(danish_only: Site) -> None:
    label = danish_only.ok("/v1/entries/servicegen?lang=da")["pref_label"]
    linking = danish_only.ok("/v1/entries/servicegen/relations?lang=tl")["items"][0]["entry"]["id"]
    edges = danish_only.ok(f"/v1/entries/{linking}/relations?lang=tl")["items"]
    target = next(edge["entry"] for edge in edges if edge["entry"]["id"] == "servicegen")

    assert (target["pref_label"], target["lang"], target["is_fallback"]) == (label, "da", True)


def test_an_entry_that_is_insisted_on_in_a_missing_language_is_a_404_that_lists_the_languages(
    danish_only: Site,
) -> None:
    answer = danish_only.ask("/v1/entries/servicegen?lang=tl&fallback=none")

    assert answer.status_code == 404
    assert (answer.json()["code"], answer.json()["languages"]) == ("not-translated", ["da"])
    swedish = danish_only.ask("/v1/entries/servicegen?lang=sv&fallback=none").json()["detail"]
    assert swedish == "Artikeln finns inte på svenska. Den finns på: danska."
    assert danish_only.ask("/v1/entries/servicegen?lang=da&fallback=none").status_code == 200


def test_lists_without_fallback_leave_out_what_is_not_translated(danish_only: Site) -> None:
    whole = danish_only.ok("/v1/entries?lang=tl&limit=200")
    only = danish_only.ok("/v1/entries?lang=tl&limit=200&fallback=none")
    missing = danish_only.ok("/v1/entries?lang=tl&translated=false")

    assert items(missing, "id", "lang") == [("servicegen", "da")]
    assert set(items(whole, "id")) - set(items(only, "id")) == {"servicegen"}


@pytest.mark.parametrize(
    ("lang", "last"),
    [("sv", ["Å", "Ä", "Ö"]), ("da", ["Æ", "Ø", "Å"]), ("no", ["Æ", "Ø", "Å"]), ("tl", ["X", "Y", "Z"])],
)
def test_the_alphabet_ends_as_the_language_has_it(catalogue: Site, lang: str, last: list[str]) -> None:
    assert items(catalogue.ok(f"/v1/alphabet?lang={lang}"), "letter")[-3:] == last


@pytest.mark.parametrize("lang", ["da", "no", "sv", "tl"])
def test_part_25_of_the_series_has_its_neighbours_in_every_language(catalogue: Site, lang: str) -> None:
    (place,) = catalogue.ok(f"/v1/entries/service-pyramid?include=series&lang={lang}")["series"]

    assert (place["id"], place["position"], place["length"]) == ("service-and-service-management", 25, 47)
    assert (place["previous"]["id"], place["previous"]["position"]) == ("service-strategy", 24)
    assert (place["next"]["id"], place["next"]["position"]) == ("service-quality", 26)
    assert {place[end]["lang"] for end in ("previous", "next")} == {lang}
    assert place["previous"]["pref_label"] != place["next"]["pref_label"]


@pytest.mark.parametrize(("name", "meant"), [("fallbak", "fallback"), ("includ", "include"), ("Lang", "lang")])
def test_a_typo_in_a_query_parameter_is_a_400_that_names_it(catalogue: Site, name: str, meant: str) -> None:
    answer = catalogue.ask(f"/v1/entries/service-pyramid?{name}=x", "en")

    assert answer.status_code == 400
    (wrong,) = answer.json()["errors"]
    assert wrong["parameter"] == name
    assert wrong["detail"] == f"There is no parameter “{name}” here. Did you mean “{meant}”?"


def test_every_text_of_the_shipped_catalogue_is_readable_with_all_its_members(catalogue: Site) -> None:
    include = "sections,translations,relations,backlinks,series,figure,sources"
    for lang in ("da", "no", "sv", "tl"):
        for entry_id in items(catalogue.ok(f"/v1/entries?lang={lang}&limit=200"), "id"):
            entry = catalogue.ok(f"/v1/entries/{entry_id}?lang={lang}&include={include}")
            assert entry["id"] == entry_id
            assert "entry:" not in "".join(section["html"] for section in entry["sections"])
