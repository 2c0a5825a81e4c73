"""Where the words that matched stand in a text as it was written, and a piece of the text around the most of them."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from html import escape

from app.search.tokens import places

# How many characters a snippet has at most, and how far it may move to begin and end at a word.
SNIPPET = 240
_STEP_BACK = 24
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `text[start:end]`, in Unicode code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a text, its place in the whole, and the spans in it (counted from its own beginning)."""

    text: str
    start: int
    spans: tuple[Span, ...]


def spans(text: str, forms: Container[str]) -> tuple[Span, ...]:
    """The words of *text* whose native form is in *forms*, in order; a word is marked whole, and once."""
    return tuple(Span(start, end) for start, end in places(text, forms))


def snippet(text: str, forms: Container[str], size: int = SNIPPET) -> Snippet:
    """The piece of *text* of at most *size* characters that shows the most matches, its beginning if there are none."""
    every = spans(text, forms)
    if len(text) <= size:
        return Snippet(text, 0, every)
    start = max((_shown(every, span.start, size), -span.start) for span in every)[1] if every else 0
    start = _word_start(text, max(0, min(-start - _STEP_BACK, len(text) - size)))
    end = _word_end(text, start + size)
    inside = tuple(Span(s.start - start, s.end - start) for s in every if s.start >= start and s.end <= end)
    return Snippet(text[start:end], start, inside)


def _shown(every: Iterable[Span], start: int, size: int) -> int:
    """How many matches a piece shows that begins a little before *start*."""
    return sum(span.start >= start and span.end <= start + size - _STEP_BACK for span in every)


def _word_start(text: str, start: int) -> int:
    """The nearest beginning of a word from *start* on, if one is near."""
    if start == 0:
        return 0
    space = text.find(" ", start, start + _STEP_BACK)
    return space + 1 if space >= 0 else start


def _word_end(text: str, end: int) -> int:
    """The nearest end of a word up to *end*, if one is near."""
    if end >= len(text):
        return len(text)
    space = text.rfind(" ", end - _STEP_BACK, end + 1)
    return space if space >= 0 else end


def marked(text: str, found: Iterable[Span]) -> str:
    """HTML: the text escaped, each span in a `mark` element."""
    pieces: list[str] = []
    end = 0
    for span in found:
        pieces += (escape(text[end : span.start]), "<mark>", escape(text[span.start : span.end]), "</mark>")
        end = span.end
    return "".join((*pieces, escape(text[end:])))


def marked_snippet(piece: Snippet, length: int) -> str:
    """A snippet of a text of *length* characters as HTML, with an ellipsis where the text goes on."""
    before = _ELLIPSIS if piece.start else ""
    after = _ELLIPSIS if piece.start + len(piece.text) < length else ""
    return f"{before}{marked(piece.text, piece.spans)}{after}"
