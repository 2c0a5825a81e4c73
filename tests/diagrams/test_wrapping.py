"""Lines fit, nothing is lost, and words are broken where a reader would break them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.diagrams.metrics import graphemes, width_of
from app.diagrams.wrapping import balance, breaks_words, hyphenated, wrap

TEXTS = st.text(max_size=120) | st.text(st.sampled_from("abcdeø -–/\u00ad\u0301 \n"), max_size=80)


@given(TEXTS, st.integers(40, 300))
def test_every_line_fits_and_every_letter_is_in_one(text: str, width: int) -> None:
    lines = wrap(text, width, 13)

    assert all(width_of(line, 13) <= width + 0.01 for line in lines)
    assert all(line.strip(" \t\n\r\f\v") for line in lines)
    assert _letters("".join(lines)) == _letters(text)


@given(TEXTS, st.integers(40, 300))
def test_balanced_lines_are_as_few_and_break_no_other_words(text: str, width: int) -> None:
    lines, even = wrap(text, width, 13), balance(text, width, 13)

    assert len(even) == len(lines)
    assert breaks_words(text, width, 13) or max(map(_length, even), default=0) <= max(map(_length, lines), default=0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("Pris", ("Pris",)),
        ("før og efter", ("før og", "efter")),
        ("varen – listepris", ("varen –", "listepris")),
        ("på e-post", ("på", "e-post")),
        ("Serviceleverancesystem", ("Service-", "leveran-", "cesy-", "stem")),
        ("service\u00adleverance\u00adsystem", ("service-", "leveran-", "ce-", "system")),
        ("før-\u00adkøb", ("før-køb",)),
        ("marknadsföring", ("mar-", "knads-", "föring")),
        ("xxxxxxxxxxxxxx", ("xxxxxx-", "xxxxxx-", "xx")),
        ("顧客満足度調査", ("顧客満足", "度調査")),
    ],
)
def test_lines_end_where_a_reader_expects_it(text: str, lines: tuple[str, ...]) -> None:
    assert wrap(text, 60, 13) == lines


@pytest.mark.parametrize(
    ("text", "softened"),
    [
        ("Tjänsteledningssystemet", "Tjän-ste-led-nings-sy-stemet"),
        ("Servicepyramiden", "Servicepyramiden"),
        ("Om planlægningsdimensioner", "Om plan-læg-nings-di-men-sioner"),
    ],
)
def test_a_heading_has_soft_hyphens_only_where_a_word_is_wider_than_a_small_screen(text: str, softened: str) -> None:
    assert hyphenated(text).replace("\u00ad", "-") == softened


def test_the_last_line_of_what_is_centred_is_not_a_single_word() -> None:
    text = "De anställda skapar tjänsten tillsammans med kunden, och sättet de gör det på är en del av den."

    assert wrap(text, 210, 13)[-1] == "av den."
    assert len(balance(text, 210, 13)[-1]) > len("av den.")


@given(st.text(max_size=50))
def test_graphemes_make_up_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


def test_a_letter_and_its_marks_stay_together() -> None:
    assert list(graphemes("e\u0301a\u030a👩\u200d🔧👍\U0001f3fd")) == [
        "e\u0301",
        "a\u030a",
        "👩\u200d🔧",
        "👍\U0001f3fd",
    ]


def test_marks_take_no_room_and_what_is_unknown_takes_much() -> None:
    assert width_of("e\u0301", 10) == width_of("e", 10)
    assert width_of("\u202e", 10) == width_of("\U000e0001", 10) == 0
    assert width_of("i", 10) < width_of("ø", 10) < width_of("m", 10) < width_of("字", 10) < width_of("🙂", 10)
    assert width_of("Pris", 10) < width_of("Pris", 10, "bold") < width_of("Pris", 12, "bold")


def _length(line: str) -> float:
    return width_of(line, 13)


def _letters(text: str) -> str:
    return re.sub(r"[ \t\n\r\f\v\xad-]", "", text)
