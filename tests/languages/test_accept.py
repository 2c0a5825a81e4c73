"""What an Accept-Language header says, by RFC 9110 §12.5.4 and the grammar of its weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.languages.accept import MAX_BYTES, MAX_RANGES, Accepted, parse_accept_language


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        (None, ()),
        ("", ()),
        ("da", ("da",)),
        ("DA, en-GB;q=0.8, en;q=0.7", ("da", "en-gb", "en")),
        ("en;q=0.7, da", ("da", "en")),
        ("sv;q=0.5,tl;q=0.5", ("sv", "tl")),
        ("da\t;\tq=0.5 , sv;Q=0.9", ("sv", "da")),
        (", ,da,,sv,", ("da", "sv")),
        ("da;q=1.000, sv;q=0.999, no;q=1., tl;q=0.", ("da", "no", "sv")),
        ("da, sv, da;q=0.5", ("da", "sv")),
        ("x-foo, i-klingon, a-b-c", ("x-foo", "i-klingon", "a-b-c")),
    ],
)
def test_ranges_come_by_weight_and_then_as_written(header: str | None, wanted: tuple[str, ...]) -> None:
    assert parse_accept_language(header).wanted == wanted


@pytest.mark.parametrize(
    "malformed",
    [
        "da;q=nan",
        "da;q=1.1",
        "da;q=2",
        "da;q=-1",
        "da;q=.5",
        "da;q=0.1234",
        "da;q=",
        "da;q",
        "da; q = 0.5",
        "da;level=1",
        "da;q=0.5;q=0.6",
        "da;q=٠",
        "da_DK",
        "da-",
        "-da",
        "d a",
        "danskeren1",
        "abcdefghi",
        "1a",
        "dansk-ø",
        "**",
        "*-DK",
        "da-*",
        '"da"',
        "da\u00a0",
        "\u212a",  # the Kelvin sign, which lowers to k
    ],
)
def test_a_malformed_element_is_dropped_and_the_rest_kept(malformed: str) -> None:
    assert parse_accept_language(f"{malformed}, sv;q=0.5") == Accepted(wanted=("sv",))


def test_a_weight_of_nothing_excludes_whatever_else_is_said_of_the_range() -> None:
    assert parse_accept_language("da;q=0.000, DA, sv") == Accepted(wanted=("sv",), excluded=frozenset({"da"}))


def test_a_star_is_told_apart_from_languages() -> None:
    assert parse_accept_language("*;q=0.1, da") == Accepted(wanted=("da",), any_wanted=True)
    assert parse_accept_language("*;q=0, da") == Accepted(wanted=("da",), any_excluded=True)


def test_only_the_first_64_well_formed_ranges_are_kept() -> None:
    ranges = [f"{first}{second}" for first in "abcdefghij" for second in "abcdefghij"]

    assert parse_accept_language("?, " + ", ".join(ranges)).wanted == tuple(ranges[:MAX_RANGES])


def test_only_4_kib_are_read_and_what_is_cut_there_is_dropped() -> None:
    exactly = "da," + " " * (MAX_BYTES - 5) + "sv"

    assert parse_accept_language(exactly).wanted == ("da", "sv")
    assert parse_accept_language(exactly + "e").wanted == ("da",)
    assert parse_accept_language("a" * 10_000).wanted == ()


@given(st.text())
def test_no_header_raises(header: str) -> None:
    accepted = parse_accept_language(header)

    assert not accepted.excluded.intersection(accepted.wanted)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20))
def test_weights_order_the_ranges_and_zero_excludes(weights: list[int]) -> None:
    tags = {f"a{chr(97 + place)}": weight for place, weight in enumerate(weights)}
    header = ",".join(f"{tag};q={weight / 1000:.3f}" for tag, weight in tags.items())

    accepted = parse_accept_language(header)

    assert list(accepted.wanted) == sorted((tag for tag in tags if tags[tag]), key=lambda tag: -tags[tag])
    assert accepted.excluded == {tag for tag, weight in tags.items() if not weight}
