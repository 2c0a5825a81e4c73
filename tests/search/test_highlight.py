import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.highlight import Span, marked, marked_snippet, snippet, spans
from app.search.letters import native
from app.search.tokens import tokens

LONG = "Indledning uden noget. " * 40 + "Et løfte skal holdes, og løftet er givet. " + "Slut. " * 80


@pytest.mark.parametrize(
    ("text", "forms", "html"),
    [
        ("Et løfte skal holdes", {"løfte"}, "Et <mark>løfte</mark> skal holdes"),
        ("Bemo\u0308tande!", {"bemøtande"}, "<mark>Bemo\u0308tande</mark>!"),
        ("STRASSE, Straße", {"strasse"}, "<mark>STRASSE</mark>, <mark>Straße</mark>"),
        ("İyi <b>& Ærlig</b>", {"ærlig"}, "İyi &lt;b&gt;&amp; <mark>Ærlig</mark>&lt;/b&gt;"),
        ("service-løfte", {"service"}, "<mark>service</mark>-løfte"),
        ("service-løfte", {"service", "løfte", "serviceløfte"}, "<mark>service-løfte</mark>"),
        ("service-løfte", {"serviceløfte"}, "<mark>service-løfte</mark>"),
        ("tao'y", {"tao"}, "<mark>tao</mark>&#x27;y"),
        ("intet", {"andet"}, "intet"),
        ("", {"andet"}, ""),
    ],
)
def test_words_are_marked_in_the_text_as_it_was_written(text: str, forms: set[str], html: str) -> None:
    assert marked(text, spans(text, forms)) == html


@given(st.text(), st.data())
def test_every_span_is_a_word_that_was_wanted_and_none_overlap(text: str, data: st.DataObject) -> None:
    wanted = data.draw(st.sets(st.sampled_from([token.form for token in tokens(text)] or [""])))

    found = spans(text, wanted)

    assert all(one.end <= other.start for one, other in pairwise(found))
    for span in found:
        inside = [token.form for token in tokens(text[span.start : span.end])]
        assert wanted.intersection(inside)
        assert native(unicodedata.normalize("NFD", text[span.start : span.end])) == native(text[span.start : span.end])


def test_a_snippet_shows_where_most_of_the_words_stand() -> None:
    piece = snippet(LONG, {"løfte", "løftet"}, 120)

    end = piece.start + len(piece.text)
    assert piece.text == LONG[piece.start : end]
    assert 90 < len(piece.text) <= 120
    assert [piece.text[span.start : span.end] for span in piece.spans] == ["løfte", "løftet"]
    assert marked_snippet(piece, len(LONG)).startswith("…")
    assert marked_snippet(piece, len(LONG)).endswith("…")
    assert LONG[piece.start - 1] == LONG[end] == " "


def test_a_short_text_is_its_own_snippet() -> None:
    piece = snippet("Et løfte", {"løfte"})
    assert (piece.text, piece.spans) == ("Et løfte", (Span(3, 8),))
    assert marked_snippet(piece, 8) == "Et <mark>løfte</mark>"


def test_a_text_without_the_words_is_shown_from_its_beginning() -> None:
    piece = snippet(LONG, {"kvalitet"}, 50)
    assert (piece.start, piece.spans) == (0, ())
    assert not marked_snippet(piece, len(LONG)).startswith("…")


def test_a_snippet_may_go_to_the_end_of_its_text() -> None:
    piece = snippet(LONG + "Udgang.", {"udgang"}, 60)

    assert piece.text.endswith("Udgang.")
    assert not marked_snippet(piece, len(LONG) + len("Udgang.")).endswith("…")


def test_a_snippet_of_one_word_without_end_begins_inside_it() -> None:
    text = "x" * 300 + " løfte"
    piece = snippet(text, {"løfte"}, 40)
    assert piece.text[piece.spans[0].start : piece.spans[0].end] == "løfte"


@given(st.text(alphabet="ab -", max_size=400), st.integers(min_value=30, max_value=200))
def test_a_snippet_is_a_piece_of_the_text_and_no_longer_than_asked(text: str, size: int) -> None:
    piece = snippet(text, {"a", "ab"}, size)
    assert text[piece.start : piece.start + len(piece.text)] == piece.text
    assert len(piece.text) <= size
    assert all(0 <= span.start < span.end <= len(piece.text) for span in piece.spans)
