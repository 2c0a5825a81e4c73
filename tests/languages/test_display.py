"""Names, lists, numbers and dates as each language writes them, by its CLDR data locale."""

from datetime import UTC, date, datetime

import pytest

from app.languages.display import format_date, format_list, format_number, language_name, plural_rule


@pytest.mark.parametrize(
    ("data_locale", "names"),
    [  # of da, no, nb, sv, tl, fil, pt-BR, zh-Hant
        ("da", "dansk|norsk|bokmål|svensk|tagalog|filippinsk|brasiliansk portugisisk|traditionelt kinesisk"),
        ("no", "dansk|norsk|norsk bokmål|svensk|tagalog|filipino|portugisisk (Brasil)|tradisjonell kinesisk"),
        (
            "sv",
            "danska|norska|norskt bokmål|svenska|tagalog|filippinska|brasiliansk portugisiska|traditionell kinesiska",
        ),
        ("fil", "Danish|Norwegian|Norwegian Bokmål|Swedish|Tagalog|Filipino|Portuges ng Brasil|Tradisyonal na Chinese"),
        ("xx", "Danish|Norwegian|Norwegian Bokmål|Swedish|Tagalog|Filipino|Brazilian Portuguese|Traditional Chinese"),
    ],
)
def test_each_language_has_its_own_names_for_the_others(data_locale: str, names: str) -> None:
    tags = ["da", "no", "nb", "sv", "tl", "fil", "pt-BR", "zh-Hant"]

    assert [language_name(tag, data_locale) for tag in tags] == names.split("|")


def test_a_variety_without_a_name_of_its_own_is_told_by_script_and_region() -> None:
    assert language_name("sr-Latn-ME", "da") == "serbisk (latinsk, Montenegro)"
    assert language_name("da-QQ", "da") == "dansk"


def test_a_language_without_a_name_is_told_by_its_tag() -> None:
    assert language_name("qqq", "da") == "qqq"


@pytest.mark.parametrize(
    ("data_locale", "conjunction", "disjunction"),
    [
        ("da", "a, b og c", "a, b eller c"),
        ("no", "a, b og c", "a, b eller c"),
        ("no_NO", "a, b og c", "a, b eller c"),
        ("sv", "a, b och c", "a, b eller c"),
        ("fil", "a, b, at c", "a, b, o c"),
        ("", "a, b, and c", "a, b, or c"),
    ],
)
def test_lists_are_joined_as_in_a_sentence(data_locale: str, conjunction: str, disjunction: str) -> None:
    assert format_list(["a", "b", "c"], data_locale) == conjunction
    assert format_list(["a", "b", "c"], data_locale, "or") == disjunction


def test_a_short_list_needs_no_conjunction() -> None:
    assert format_list([], "da") == ""
    assert format_list(["a"], "da") == "a"


@pytest.mark.parametrize(
    ("data_locale", "number", "day"),
    [
        ("da", "12.345,5", "31. januar 2026"),
        ("no", "12\u00a0345,5", "31. januar 2026"),
        ("sv", "12\u00a0345,5", "31 januari 2026"),
        ("fil", "12,345.5", "Enero 31, 2026"),
        ("pt-BR", "12.345,5", "31 de janeiro de 2026"),
    ],
)
def test_numbers_and_dates_are_written_as_in_the_language(data_locale: str, number: str, day: str) -> None:
    assert format_number(12345.5, data_locale) == number
    assert format_date(date(2026, 1, 31), data_locale) == day
    assert format_date(datetime(2026, 1, 31, 23, 59, tzinfo=UTC), data_locale) == day


def test_a_plural_rule_is_written_as_gettext_has_it() -> None:
    assert plural_rule("sv").startswith("nplurals=2; plural=(")
    assert plural_rule("ja") == "nplurals=1; plural=(0);"
