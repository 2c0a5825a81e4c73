from pathlib import Path

import pytest

from app.search.compile import compile_lexicon, main, normalised, rule
from app.search.lexicon import DATA, Lexicon, lexicon


@pytest.mark.parametrize(
    ("lang", "form", "lemma"),
    [
        ("da", "kunderne", "kunde"),
        ("da", "husene", "hus"),
        ("da", "klagen", "klage"),
        ("no", "forventningene", "forventning"),
        ("no", "målgruppene", "målgruppe"),
        ("no", "tenestene", "teneste"),
        ("sv", "kunderna", "kund"),
        ("sv", "bøckerna", "bok"),
        ("sv", "upplevelserna", "upplevelse"),
        ("tl", "naglalakad", "lakad"),
        ("tl", "kumain", "kain"),
        ("tl", "service-pyramid", None),
        ("da", "xyzzy", None),
    ],
)
def test_an_inflected_form_leads_to_its_lemma(lang: str, form: str, lemma: str | None) -> None:
    words = lexicon(lang)
    assert words is not None
    assert words.lemma(form) == lemma


def test_a_language_without_a_dictionary_has_none() -> None:
    assert lexicon("fo") is None


@pytest.mark.parametrize(
    ("form", "lemma", "found"), [("kunder", "kund", (2, "")), ("bøcker", "bok", (5, "ok")), ("hus", "hus", (0, ""))]
)
def test_a_rule_tells_what_to_drop_and_what_to_add(form: str, lemma: str, found: tuple[int, str]) -> None:
    assert rule(form, lemma) == found


def test_of_two_lemmas_the_first_wins_and_a_name_comes_last() -> None:
    known = normalised([("Huse", "Huse"), ("huse", "hus"), ("huse", "huse"), ("IT-hus", "IT-hus")])
    assert known == {"huse": "hus", "hus": "hus"}


def test_the_shipped_dictionaries_are_what_is_compiled_from_their_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(tmp_path, {"tl": ("tl",)})

    for name in ("tl.trie", "tl.rules"):
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()
    assert capsys.readouterr().out == "tl: 78224 forms\n"


def test_a_dictionary_reads_back_as_it_was_compiled(tmp_path: Path) -> None:
    compile_lexicon([("Kunderna", "kund"), ("Äpplen", "äpple"), ("går", "gå")], tmp_path / "sv")
    words = Lexicon(tmp_path / "sv")

    lemmas = {form: words.lemma(form) for form in ("kunderna", "kund", "æpplen", "går", "gå", "springa")}

    assert lemmas == {"kunderna": "kund", "kund": "kund", "æpplen": "æpple", "går": "gå", "gå": "gå", "springa": None}
    assert sorted(words.starting("kunderna är nöjda")) == [4, 8]
