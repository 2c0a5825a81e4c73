import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.letters import native
from app.search.tokens import LONGEST, places, tokens, words


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


# Words, some of them hyphenated, with what stands between and around words.
_TEXTS = st.lists(
    st.sampled_from(
        ["e", "post", "e-post", "Service", "serviceløfte", "a\u0308pple", "4P/7P", "tao'y", "løfte\u00adbrud", "(post)",
         "-post-", "e--post", "x_y", "\u2028", " ", "  ", "\n", "-", ",", "“", "post,e", "İ", "שָׁלוֹם", "x" * 70]
    )
).map("".join)  # fmt: skip


@given(_TEXTS | st.text(), st.data())
def test_the_places_of_words_are_those_of_its_tokens_and_a_whole_hides_its_parts(
    text: str, data: st.DataObject
) -> None:
    everything = list(tokens(text))
    forms = data.draw(st.sets(st.sampled_from([token.form for token in everything] or ["post"])))
    wanted = [(token.start, token.end) for token in everything if token.form in forms]
    hidden = {
        (start, end) for start, end in wanted for a, b in wanted if (a, b) != (start, end) and a <= start < end <= b
    }

    assert places(text, forms) == sorted(set(wanted) - hidden)
