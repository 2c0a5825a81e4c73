"""What CLDR says of a tag: its canonical form, its likely subtags, its neighbours and its kin (UTS #35)."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.languages.cldr import canonical, common_group_size, maximize, subtags, tables
from app.languages.matcher import best_match, distance


@pytest.mark.parametrize(
    ("tag", "replaced"),
    [
        ("TL-ph", "fil-ph"),
        ("swe", "sv"),
        ("iw", "he"),
        ("mo", "ro"),
        ("no-bok", "nb"),
        ("no-nyn-NO", "nn-no"),
        ("zh-cmn-Hant-TW", "zh-hant-tw"),
        ("i-klingon", "tlh"),
        ("prs", "fa-af"),
        ("da", "da"),
        ("", ""),
    ],
)
def test_aliases_are_replaced_the_longest_first(tag: str, replaced: str) -> None:
    assert canonical(tag) == replaced


@pytest.mark.parametrize(
    ("tag", "likely"),
    [
        ("da", "da-Latn-DK"),
        ("no", "no-Latn-NO"),
        ("tl", "fil-Latn-PH"),
        ("zh", "zh-Hans-CN"),
        ("zh-TW", "zh-Hant-TW"),
        ("zh-Hant-HK", "zh-Hant-HK"),
        ("und-Hant", "zh-Hant-TW"),
        ("und-SE", "sv-Latn-SE"),
        ("und", "und--"),
        ("sr-ME", "sr-Latn-ME"),
        ("de-1996-x-da", "de-Latn-DE"),
        ("uk-SU", "uk-Cyrl-UA"),
        ("en-SU", "en-Latn-RU"),
        ("da-208", "da-Latn-DK"),
        ("ar-Qaai", "ar-Zinh-EG"),
        ("en-XA", "'en-'-XA"),
        ("x-secret", "x-secret--"),
        ("91", "91--"),
    ],
)
def test_a_tag_is_brought_to_its_likely_language_script_and_region(tag: str, likely: str) -> None:
    assert "-".join(maximize(tag)[:3]) == likely


def test_subtags_are_told_apart_by_their_form_and_place() -> None:
    assert subtags("sl-latn-it-rozaj-1994-u-co-phonebk") == ("sl", "Latn", "IT", ("rozaj", "1994"))
    assert subtags("es-419") == ("es", "", "419", ())
    assert subtags("de-1996-DE") == ("de", "", "", ("1996", "de"))


@pytest.mark.parametrize(
    ("desired", "supported", "apart"),
    [
        ("da", "da-DK", 0),
        ("tl", "fil", 0),
        ("nb", "no", 1),
        ("nn", "no", 20),
        ("da", "no", 12),
        ("sv-FI", "sv", 4),
        ("fo", "da", 24),
        ("da", "fo", 84),
        ("ceb", "tl", 30),
        ("sv", "da", 84),
        ("sr-Latn", "sr", 5),
        ("zh-Hant", "zh", 54),
        ("en-GB", "en", 5),
        ("en-AU", "en-GB", 3),
        ("en-001", "en", 5),
        ("es-AR", "es-419", 4),
        ("zh-HK", "zh-MO", 4),
        ("zh-HK", "zh-TW", 5),
        ("bh", "hi", 30 + 0),
    ],
)
def test_distances_are_those_of_the_tables(desired: str, supported: str, apart: int) -> None:
    assert distance(desired, supported) == apart


def test_the_smallest_common_group_tells_kinship() -> None:
    assert common_group_size("sv", "da") < common_group_size("sv", "de") < common_group_size("sv", "hi")
    assert common_group_size("sv", "tl") == math.inf
    assert common_group_size("tl", "ceb") < common_group_size("tl", "mi")
    assert common_group_size("xx", "da") == math.inf


def test_without_any_language_there_is_no_match_but_the_default() -> None:
    assert best_match(["da"], []) is None
    assert best_match(["da"], [], default="en") == "en"
    assert best_match([], ["no", "da"]) == "no"


@given(st.text(max_size=40))
def test_any_text_is_a_tag_to_itself(tag: str) -> None:
    assert distance(tag, tag) == 0


def test_the_tables_are_read_in_at_most_twenty_milliseconds() -> None:
    def seconds() -> float:
        tables.cache_clear()
        started = time.process_time()
        tables()
        return time.process_time() - started

    assert min(seconds() for _ in range(3)) < 0.020
