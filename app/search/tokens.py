"""Words of a text with their place in it, counted in characters of the text as it was written."""

import re
import string
from collections.abc import Container, Iterator
from typing import NamedTuple

from app.search.letters import native

# Combining marks belong to the letter before them (NFD, Hebrew points, Arabic vowels, Indic vowel signs).
_MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
_MARKS += "\u0900-\u0903\u093a-\u094f\u0e31-\u0e3a\u0e47-\u0e4e\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_HYPHENS = frozenset("-\u2010\u2011\u00ad")
# What may stand around a word without being a part of it.
_AROUND = string.punctuation + "«»“”„‘’…–—"
# Longer runs of letters are not words anybody looks for; the rest of one is passed over.
LONGEST = 64


class Token(NamedTuple):
    """A word: its native form and where it stands, `text[start:end]`; a tuple, because texts have so many."""

    form: str
    start: int
    end: int


def words(text: str) -> Iterator[Token]:
    """The words of *text* in order; hyphens and apostrophes part them."""
    for found in _WORD.finditer(text):
        start, end = found.span()
        yield Token(native(found[0][:LONGEST]), start, end)


def tokens(text: str) -> Iterator[Token]:
    """The words of *text*, and after the parts of a hyphenated one the whole (`e`, `post`, `epost`)."""
    chain: list[Token] = []
    for token in words(text):
        if chain and not (token.start == chain[-1].end + 1 and text[chain[-1].end] in _HYPHENS):
            if len(chain) > 1:
                yield from _whole(chain)
            chain.clear()
        chain.append(token)
        yield token
    if len(chain) > 1:
        yield from _whole(chain)


def places(text: str, forms: Container[str]) -> list[tuple[int, int]]:
    """Where the tokens of *text* stand whose form is in *forms*, as (start, end), in order; a whole hides its parts.

    No token goes over a space, so that each different piece between spaces is looked at once, and most only briefly: a
    quarter of the time of going through `tokens`.
    """
    found: list[tuple[int, int]] = []
    wanted = [
        piece
        for piece in set(text.split())
        if (
            native(word[:LONGEST]) in forms
            if (word := piece.strip(_AROUND)).isalpha()
            else any(token.form in forms for token in tokens(piece))
        )
    ]
    for piece in wanted:
        inside = _places_in(piece, forms)
        size = len(piece)
        at = text.find(piece)
        while at >= 0:
            end = at + size
            if (at == 0 or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
                found += [(at + first, at + last) for first, last in inside]
            at = text.find(piece, end)
    return sorted(found)


def _places_in(piece: str, forms: Container[str]) -> list[tuple[int, int]]:
    word = piece.strip(_AROUND)
    if word.isalpha():
        start = piece.index(word)
        return [(start, start + len(word))]
    found: list[tuple[int, int]] = []
    for token in tokens(piece):
        if token.form in forms:
            # A hyphenated whole comes after its parts.
            while found and found[-1][1] > token.start:
                found.pop()
            found.append((token.start, token.end))
    return found


def _whole(chain: list[Token]) -> Iterator[Token]:
    whole = "".join(token.form for token in chain)
    if len(whole) <= LONGEST:
        yield Token(whole, chain[0].start, chain[-1].end)
