"""A closer reading warns of another language, of English left over, and of figures and names that were lost."""

from pathlib import Path

import pytest

from app.content.reader import read
from app.content.rules import DEEP_RULES, RULES, language
from app.content.rules.faithful import numbers
from app.content.tree import open_tree
from tests.content.trees import BASE, concept, grow

TRUST, NO = "da/concepts/trust.md", "no/concepts/trust.md"
DANISH = (
    "Kunderne lægger især mærke til, hvordan de bliver mødt, når noget er gået galt. Virksomheden bør derfor øve sig "
    "i at lytte, undskylde og rette fejlen hurtigt, så kunden ikke skal gentage sin forklaring."
)
NORWEGIAN = (
    "Kundene legger særlig merke til hvordan de blir møtt når noe har gått galt. Bedriften bør derfor øve seg på å "
    "lytte, beklage og rette feilen raskt, slik at kunden slipper å gjenta forklaringen sin flere ganger."
)
ENGLISH = (
    "Customers notice above all how they are met when something has gone wrong. The company should therefore practise "
    "listening, apologising and mending the mistake quickly, so that nobody has to repeat their story."
)


def closely(root: Path, changes: dict[str, str | None]) -> list[str]:
    """The problems of a stamped tree under every rule."""
    found = read(open_tree(grow(root, changes, stamped=True)), rules=(*RULES, *DEEP_RULES))
    return [problem.told() for problem in found.problems]


def section(words: str) -> str:
    return concept(f"## A {{#a}}\n\n{words}\n")


@pytest.mark.parametrize(("words", "name"), [(NORWEGIAN, "Bokmal"), (ENGLISH, "English")])
def test_a_section_in_another_language_is_told(tmp_path: Path, words: str, name: str) -> None:
    assert f"{TRUST}:5: warning: this reads as {name}\n  Write it in the language of da/." in closely(
        tmp_path, {TRUST: section(words)}
    )


@pytest.mark.parametrize("words", [DANISH, "Kundene merker det.", "**Service Management and Marketing** kom i 2000."])
def test_a_section_in_its_language_or_too_short_to_judge_is_not_told(tmp_path: Path, words: str) -> None:
    assert closely(tmp_path, {TRUST: section(words)}) == []


def test_a_language_that_the_detector_does_not_know_is_not_judged(tmp_path: Path) -> None:
    greenlandic = BASE["da/_locale.yaml"].replace("data_locale: da", "data_locale: kl")

    assert closely(tmp_path, {"da/_locale.yaml": greenlandic, TRUST: section(NORWEGIAN)}) == []


def test_without_the_detector_languages_are_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "find_spec", lambda _name: None)

    assert closely(tmp_path, {TRUST: section(NORWEGIAN)}) == []


def test_an_english_sentence_is_told_among_others(tmp_path: Path) -> None:
    words = f"{DANISH} This is what the customers would have wanted of their company. {DANISH}"

    assert closely(tmp_path, {TRUST: section(words)}) == [
        (
            f"{TRUST}:5: warning: this reads as English: {words[len(DANISH) + 1 :][:60]!r}\n"
            "  Write it in the language of da/."
        )
    ]


def test_english_is_welcome_in_an_english_text(tmp_path: Path) -> None:
    english = BASE["da/_locale.yaml"].replace("data_locale: da", "data_locale: en")

    assert closely(tmp_path, {"da/_locale.yaml": english, TRUST: section(ENGLISH)}) == []


NUMBERS = [
    ("2.000 dollar", ["2000"]),
    ("2 000 kroner", ["2000"]),
    ("2\u00a0000 kroner", ["2000"]),
    ("2,000 dolyar", ["2000"]),
    ("1.234.567", ["1234567"]),
    ("4,5 af 5", ["4.5"]),
    ("4.5 sa 5", ["4.5"]),
    ("fra 1985 til 1990'erne.", ["1985", "1990"]),
    ("side 133–139", ["133", "139"]),
    ("ISO 9241-210:2019", ["9241", "210", "2019"]),
    ("de 4 P'er og 12 trin", []),
    ("15 20 000", ["15", "20000"]),
]


@pytest.mark.parametrize(("words", "found"), NUMBERS)
def test_a_number_is_the_same_however_a_language_writes_it(words: str, found: list[str]) -> None:
    assert list(numbers(words)) == found


def test_numbers_that_a_translation_lost_are_told(tmp_path: Path) -> None:
    source = section("Siden 1985 koster den 2.000 kroner, 25 gange.")
    translation = section("Siden 1958 koster den 2 000 kroner, tjuefem ganger.")

    assert closely(tmp_path, {TRUST: source, NO: translation}) == [
        f"{NO}: warning: 1985, 25 of the source are not in the translation\n  Compare with {TRUST}."
    ]


def test_names_that_a_translation_lost_are_told(tmp_path: Path) -> None:
    changes: dict[str, str | None] = {
        "_shared/bibliography.yaml": (
            "b: {type: book, title: T, authors: [{family: Grönroos}, {family: Oliver}, {literal: ISO}]}\n"
        ),
        "_shared/styles/classic.yaml": (
            "source_lang: da\nrelations: {related: [trust]}\nsources: [b]\nleaders: [Four Seasons, Mayo Clinic]\n"
        ),
        "da/styles/classic.md": section("Four Seasons og Mayo Clinic er Grönroos' eksempler.").replace("Tillid", "K"),
        "no/styles/classic.md": section("Four Seasons og Mayo-klinikken.").replace("Tillid", "K"),
    }

    assert closely(tmp_path, changes) == [
        (
            "no/styles/classic.md: warning: Mayo Clinic, Grönroos, whom the source names, are not in the translation\n"
            "  Compare with da/styles/classic.md."
        )
    ]
