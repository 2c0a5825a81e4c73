"""Titles sort as each language's readers expect: the same order as ICU's, for our languages and for others."""

import json
import random
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import icu
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.languages.cldr import DATA
from app.languages.collation import OTHER, alphabet, index_letter, sort_key, table
from app.languages.condense_collation import condensed

LETTERS = {
    "da": "aabcdefghijklmnopqrstuvwxyzæøåÆØÅéüäöðþđœABCDEAANÖ",
    "no": "aabcdefghijklmnopqrstuvwxyzæøåÆØÅéüäöęþœABCDEAANÖ",
    "sv": "aabcdefghijklmnopqrstuvwxyzåäöÅÄÖéüæøðþôőœABCDEWVW",
    "fil": "abcdefghijklmnñngopqrstuvwxyzNGÑNgngngéáâ",
    "pt-BR": "aáàâãbcçdeéêfgiíoõuúüABCÁÇÃÕ",
    "vi": "aăâbcdđeêghioôơuưyẩằệỗợửĐƠẸ",
    "hu": "aábccscsdzdzseéggyllyoóöőssztyuúüűzzsCSZSGY",
    "cs": "aábcčdďeéěhchiřsštťuúůžCHČ",
    "tr": "abcçgğhıiİIoösşuü",
    "mt": "abċġgħhiżzieĠĦŻ",
    "ru": "абвгдеёжзийклмнАБВГДЕЁЙabc",
    "xx": "abcßæøłžñABCαβγδабвг",
}
OTHERS = "0123456789 -–—.,:;!?()“”’/&%€$+*…§²½\u0301\u0308\u030a\u0323\u0327\u00ad"


def titles(data_locale: str, count: int) -> list[str]:
    chance = random.Random(data_locale)  # noqa: S311 -- the same titles every time
    made = [
        "".join(chance.choice(LETTERS[data_locale] if chance.random() < 0.8 else OTHERS) for _ in range(length))
        for length in (chance.randint(0, 12) for _ in range(count))
    ]
    return [unicodedata.normalize("NFD", title) if place % 10 == 0 else title for place, title in enumerate(made)]


def icu_collator(data_locale: str) -> icu.Collator:
    collator = icu.Collator.createInstance(icu.Locale(data_locale.replace("xx", "und")))
    collator.setAttribute(icu.UCollAttribute.NORMALIZATION_MODE, icu.UCollAttributeValue.ON)
    return collator


def comparisons(keys: Sequence[bytes]) -> list[int]:
    return [(one > other) - (one < other) for one, other in pairwise(keys)]


@pytest.mark.parametrize("data_locale", LETTERS.keys() - {"ru"})
def test_two_thousand_titles_come_in_the_same_order_as_icus(data_locale: str) -> None:
    collator = icu_collator(data_locale)
    ordered = sorted(titles(data_locale, 2000), key=collator.getSortKey)

    assert comparisons([sort_key(title, data_locale) for title in ordered]) == comparisons(
        [collator.getSortKey(title) for title in ordered]
    )


def test_cyrillic_is_in_order_though_after_latin() -> None:
    words = [title for title in titles("ru", 2000) if not set("abc0123456789").intersection(title)]
    collator = icu_collator("ru")
    ordered = sorted(words, key=collator.getSortKey)

    assert sorted(words, key=lambda word: sort_key(word, "ru")) == ordered


@pytest.mark.parametrize(
    ("data_locale", "ordered"),
    [
        ("da", ["#1", "1", "a", "A 1", "Z", "Æble", "Øl", "Aalborg", "Aarhus", "Åse"]),
        ("da", ["A", "a", "É", "é", "F"]),
        ("no", ["a", "A", "é", "f", "z", "ære", "ønske", "åse", "Aase", "åser"]),
        ("sv", ["aa", "Vera", "Vy", "Wallenberg", "wå", "z", "åka", "ärlig", "öl"]),
        ("fil", ["nuno", "Ñ", "ngayon", "ngiti", "oo"]),
        ("xx", ["a", "å", "n", "ñ", "z"]),
    ],
)
def test_each_language_has_its_own_order(data_locale: str, ordered: list[str]) -> None:
    assert set(comparisons([sort_key(title, data_locale) for title in ordered])) == {-1}


def test_what_is_not_in_the_table_comes_by_code_point_symbols_before_digits_and_letters_last() -> None:
    ordered = ["-", "€", "😀", "😁", "1", "a", "ω", "я", "あ", "日本", "日本語", "本"]

    assert set(comparisons([sort_key(title, "da") for title in ordered])) == {-1}


def test_a_mark_between_the_parts_of_a_letter_does_not_hide_it() -> None:
    assert sort_key("a\u0323\u030a", "da") == sort_key("å\u0323", "da") > sort_key("z", "da")
    assert sort_key("a\u0327\u0301\u030a", "da") < sort_key("b", "da")  # the acute stands in the way


def test_a_tailoring_is_found_by_any_name_of_its_language() -> None:
    assert table("tl").elements == table("fil").elements
    assert table("no_NO").elements == table("nb").elements
    assert table("zz").elements == table("und").elements


@given(st.text(), st.text())
def test_the_same_text_in_another_form_has_the_same_key(one: str, other: str) -> None:
    text = f"{one}å{other}"

    assert sort_key(unicodedata.normalize("NFD", text), "da") == sort_key(text, "da")


latin = st.text(st.characters(max_codepoint=0x24F, categories=["L", "N", "P", "Z", "M"]), max_size=12)


@given(latin, latin, st.sampled_from(["da", "no", "sv", "fil"]))
def test_keys_compare_as_icu_compares(one: str, other: str, data_locale: str) -> None:
    collator = icu_collator(data_locale)
    keys = sort_key(one, data_locale), sort_key(other, data_locale)

    assert comparisons(keys) == comparisons([collator.getSortKey(one), collator.getSortKey(other)])


# What looks like a letter written with two may be half of one with a mark: aå, nĝ, and marks in whatever order.
knotty = st.text(st.sampled_from("aAåÅàgGĝnNñlL·szšd \u030a\u0323\u0327\u0301"), max_size=8)


@given(knotty, knotty, st.sampled_from(["da", "no", "sv", "fil", "hu"]))
def test_letters_written_with_two_compare_as_icu_compares_among_marks(one: str, other: str, data_locale: str) -> None:
    collator = icu_collator(data_locale)
    keys = sort_key(one, data_locale), sort_key(other, data_locale)

    assert comparisons(keys) == comparisons([collator.getSortKey(one), collator.getSortKey(other)])


def test_the_alphabet_is_the_languages_own() -> None:
    latin = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    assert alphabet("da") == alphabet("no") == alphabet("nb") == (*latin, "Æ", "Ø", "Å")
    assert alphabet("sv") == (*latin, "Å", "Ä", "Ö")
    assert alphabet("fil") == alphabet("tl") == (*latin[:14], "Ñ", "Ng", *latin[14:])
    assert alphabet("pt-BR") == alphabet("xx") == latin
    assert "Ё" not in alphabet("ru") != latin


@pytest.mark.parametrize(
    ("text", "letters"),
    [  # in da, no, sv, fil, pt-BR
        ("Aalborg", "Å Å A A A"),
        ("aarhus", "Å Å A A A"),
        ("Årsag", "Å Å Å A A"),
        ("A\u030arsag", "Å Å Å A A"),
        ("Ærlig", "Æ Æ Ä A A"),
        ("Öl", "Ø Ø Ö O O"),
        ("Éclair", "E E E E E"),
        ("Wallenberg", "W W W W W"),
        ("ngiti", "N N N Ng N"),
        ("NG", "N N N Ng N"),
        ("ñandu", "N N N Ñ N"),
        ("Üble", "Y Y Y U U"),
        ("Þing", "T T T Z Z"),
        ("ß", "S S S S S"),
        ("zebra", "Z Z Z Z Z"),
        ("3 ting", "# # # # #"),
        ("“Quote”", "# # # # #"),
        ("Ωmega", "# # # # #"),
        ("日本", "# # # # #"),
        ("ª", "# # # # #"),
        ("", "# # # # #"),
    ],
)
def test_a_title_is_found_under_its_letter(text: str, letters: str) -> None:
    assert [index_letter(text, data_locale) for data_locale in ("da", "no", "sv", "fil", "pt-BR")] == letters.split()


def test_an_index_of_another_script_takes_its_own_letters() -> None:
    assert index_letter("Ёлка", "ru") == "ЕЁ"
    assert index_letter("Adam", "ru") == OTHER
    assert index_letter("一", "zh-Hant") == "一"


@given(st.lists(latin, max_size=20), st.sampled_from(["da", "no", "sv", "fil"]))
def test_sorted_titles_come_letter_by_letter(made: list[str], data_locale: str) -> None:
    ordered = sorted(made, key=lambda title: sort_key(title, data_locale))
    letters = [index_letter(title, data_locale) for title in ordered]
    places = [alphabet(data_locale).index(letter) for letter in letters if letter != OTHER]

    assert places == sorted(places)


@pytest.mark.skipif(not icu.ICU_VERSION.startswith("78."), reason="the vendored table is that of ICU 78")
def test_the_vendored_table_is_what_icu_says() -> None:
    assert json.loads(json.dumps(condensed())) == json.loads((DATA / "collation.json").read_text("utf-8"))
