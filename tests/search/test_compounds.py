import pytest

from app.search.analysis import part_keys, split
from app.search.compounds import Part, stretches
from app.search.words import dictionary, with_corpus


@pytest.mark.parametrize(
    ("lang", "form", "parts"),
    [
        ("da", "servicepyramiden", ["service", "pyramiden"]),
        ("da", "kundetilfredshed", ["kunde", "tilfredshed"]),
        ("da", "kundetilfredshedsmåling", ["kunde", "tilfredshed", "måling"]),
        ("da", "medarbejdertilfredshed", ["med", "arbejder", "tilfredshed"]),
        ("no", "kundereise", ["kunde", "reise"]),
        ("no", "forventningsgapet", ["forventning", "gapet"]),
        ("no", "kundekvalitet", ["kunde", "kvalitet"]),
        ("sv", "servicekultur", ["service", "kultur"]),
        ("sv", "kundnøjdhet", ["kund", "nøjdhet"]),
        ("sv", "skolbarn", ["skola", "barn"]),
        ("sv", "gatukontor", ["gata", "kontor"]),
        ("sv", "kvinnofrid", ["kvinna", "frid"]),
        ("da", "betingelser", []),
        ("no", "forventninger", []),
        ("sv", "bemøtande", []),
        ("da", "himmel", []),
        ("da", "web2service", []),
        ("tl", "kasiyahan", []),
        ("da", "x" * 60, []),
    ],
)
def test_a_compound_is_taken_apart_into_the_words_it_is_made_of(lang: str, form: str, parts: list[str]) -> None:
    assert [part.word for part in split(form, lang, dictionary(lang))] == parts


def test_a_language_without_a_dictionary_splits_by_the_words_of_the_corpus() -> None:
    words = with_corpus("de", ["dienst", "leistung", "garantie"])

    parts = split("dienstleistungsgarantie", "de", words)

    assert parts == (Part("dienst", "dienst"), Part("leistungs", "leistung"), Part("garantie", "garantie"))
    assert list(stretches(parts)) == ["dienst", "leistung", "garantie", "dienstleistung", "leistungsgarantie"]


def test_a_compound_is_filed_under_every_run_of_its_parts_and_their_lemmas() -> None:
    parts = split("kundetilfredshedsmålinger", "da", dictionary("da"))

    keys = part_keys(parts, "da")

    assert {"kunde", "tilfredshed", "måling", "kundetilfredshed", "tilfredshedsmålinger"} <= keys
    assert "kundetilfredshedsmålinger" not in keys
