import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.letters import native
from app.search.tokens import LONGEST, tokens, words


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Kundens rejse", ["kundens", "rejse"]),
        ("e-post", ["e", "post", "epost"]),
        ("kunde-til-kunde, salg", ["kunde", "til", "kunde", "kundetilkunde", "salg"]),
        ("araw-araw na", ["araw", "araw", "arawaraw", "na"]),
        ("før - efter", ["før", "efter"]),
        ("-service-", ["service"]),
        ("tao'y iba’t iba", ["tao", "y", "iba", "t", "iba"]),
        ("4P / 7P", ["4p", "7p"]),
        ("snake_case", ["snake", "case"]),
        ("a\u0308pple", ["æpple"]),
        ("שָׁלוֹם עולם", ["שָׁלוֹם", "עולם"]),
        ("★ 🙂 —", []),
        ("", []),
        ("\x00nul\x00", ["nul"]),
        ("\ud800 løst", ["løst"]),
    ],
)
def test_a_text_is_words_and_hyphenated_ones_are_whole_too(text: str, forms: list[str]) -> None:
    assert [token.form for token in tokens(text)] == forms


def test_a_run_of_letters_without_end_is_cut() -> None:
    (token,) = tokens("a" * 10_000)
    assert len(token.form) == LONGEST
    assert token.end == 10_000


def test_a_chain_of_parts_without_end_gives_no_whole() -> None:
    assert max(len(token.form) for token in tokens("-".join(["abcdefgh"] * 50))) == 8


@given(st.text())
def test_a_token_stands_where_it_says_in_the_text_as_it_was_written(text: str) -> None:
    for token in words(text):
        assert native(text[token.start : token.end][:LONGEST]) == token.form
