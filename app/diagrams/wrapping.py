"""Breaking text into lines that fit: at spaces, after hyphens, and inside words only where nothing else helps."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from app.diagrams.metrics import Weight, graphemes, width_of

SOFT_HYPHEN: Final = "\u00ad"
# A line may end after white space, and after a hyphen, a dash or a slash that follows more than one letter; a dash
# between spaces stays with the word before it, and U+00A0 keeps words together.
_PIECES: Final = re.compile(r"(?:[^ /‐–—-]?[‐-])?[^ /‐–—-]*[/‐–—-]* *(?:[–—] +)?")
# Words that a heading at 320 pixels may have no room for.
_WORD: Final = re.compile(r"[^\W\d_]{17,}")
_WHITE: Final = re.compile(r"[ \t\n\r\f\v]+")
_VOWELS: Final = frozenset("aeiouyæøåäöéàèüáíóúâêîôûëïAEIOUYÆØÅÄÖÉ")
# Two consonants that begin a syllable together in the Scandinavian languages.
_ONSETS: Final = frozenset(
    "bj bl br dr fj fl fr gl gr kl kn kr kv pl pr sk sl sm sn sp st sv tj tr vr".split()  # noqa: SIM905 -- to be read
)
# Letters left before and after a break inside a word.
_SHORTEST_HEAD: Final = 3
_SHORTEST_REST: Final = 5
_HALVINGS: Final = 5

_measure = lru_cache(maxsize=4096)(width_of)


def wrap(text: str, width: float, size: float, weight: Weight = "regular") -> tuple[str, ...]:
    """*text* in lines of at most *width*; nothing is lost, and a hyphen shows where a word is broken."""
    lines: list[str] = []
    line, taken = "", 0.0
    for piece in _pieces(text):
        if taken + _measure(_clean(piece), size, weight) <= width:
            line, taken = line + piece, taken + _measure(visible(piece), size, weight)
            continue
        if _clean(line):
            lines.append(_clean(line))
        line = piece
        while not _fits(line, width, size, weight):
            head, line = _split(line, width, size, weight)
            lines += [head] if head else []
        taken = _measure(visible(line), size, weight)
    if _clean(line):
        lines.append(_clean(line))
    return tuple(lines)


def balance(text: str, width: float, size: float, weight: Weight = "regular") -> tuple[str, ...]:
    """The same in as few lines, of lengths as even as can be: better for what is centred."""
    lines = wrap(text, width, size, weight)
    if len(lines) < 2 or breaks_words(text, width, size, weight):  # noqa: PLR2004 -- one line is even
        return lines
    narrow, wide = width / len(lines), width
    for _ in range(_HALVINGS):
        middle = (narrow + wide) / 2
        tried = wrap(text, middle, size, weight)
        if len(tried) == len(lines) and not breaks_words(text, middle, size, weight):
            lines, wide = tried, middle
        else:
            narrow = middle
    return lines


def breaks_words(text: str, width: float, size: float, weight: Weight = "regular") -> bool:
    """Whether a word of *text* is too long for a line of *width*."""
    return any(not _fits(piece, width, size, weight) for piece in _pieces(text))


def hyphenated(text: str) -> str:
    """*text* with soft hyphens between the syllables of words that are longer than a small screen is wide."""
    return _WORD.sub(lambda found: _in_syllables(found[0]), text)


def _in_syllables(word: str) -> str:
    clusters = list(graphemes(word))
    places = [at for at in range(_SHORTEST_HEAD, len(clusters) - _SHORTEST_REST + 1) if _is_onset(clusters, at)]
    bounds = pairwise([0, *places, len(clusters)])
    return SOFT_HYPHEN.join("".join(clusters[begin:end]) for begin, end in bounds)


def _pieces(text: str) -> list[str]:
    """*text* cut where a line may end, its white space folded as SVG folds it."""
    return [piece for piece in _PIECES.findall(_WHITE.sub(" ", text).strip(" ")) if piece]


def visible(piece: str) -> str:
    """*piece* without the soft hyphens at which it was not broken."""
    return piece.replace(SOFT_HYPHEN, "")


def _clean(line: str) -> str:
    return visible(line).strip(" ")


def _fits(line: str, width: float, size: float, weight: Weight) -> bool:
    return _measure(_clean(line), size, weight) <= width


def _split(word: str, width: float, size: float, weight: Weight) -> tuple[str, str]:
    """A line's worth of *word* and the rest: at a soft hyphen, before a syllable, or where the line is full."""
    clusters = list(graphemes(word))
    most = 1
    while most < len(clusters) and _fits("".join(clusters[: most + 1]) + "-", width, size, weight):
        most += 1
    length = len(clusters)
    soft = [at for at in range(1, most + 1) if clusters[at - 1].endswith(SOFT_HYPHEN)]
    onsets = [at for at in range(_SHORTEST_HEAD, min(most + 1, length - 2)) if _is_onset(clusters, at)]
    good = [at for at in onsets if length - at >= _SHORTEST_REST]
    at = max(soft or good or onsets or [min(most, max(length - 2, 1))])
    head, rest = _clean("".join(clusters[:at])), "".join(clusters[at:])
    # Only scripts with capitals divide words with a hyphen.
    hyphen = "-" if _is_cased(head[-1:]) and _is_cased(rest[:1]) and _fits(head + "-", width, size, weight) else ""
    return head + hyphen, rest


def _is_cased(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _is_onset(clusters: list[str], at: int) -> bool:
    """Whether a syllable may begin at *at*: consonants before a vowel, and a vowel somewhere before them."""
    before, first, second = (cluster[0].lower() for cluster in clusters[at - 1 : at + 2])
    third = clusters[at + 2][0] if at + 2 < len(clusters) else ""
    begins = third in _VOWELS if first + second in _ONSETS else second in _VOWELS and before + first not in _ONSETS
    return (
        begins and first.isalpha() and first not in _VOWELS and any(cluster[0] in _VOWELS for cluster in clusters[:at])
    )


def is_onset(word: str) -> bool:
    """Whether *word*, in lower case, begins as a syllable with consonants does: with one, or two that go together."""
    first, second = word[:1], word[1:2]
    return first not in _VOWELS and (second in _VOWELS or first + second in _ONSETS)


def may_begin(word: str) -> bool:
    """Whether a syllable may begin like *word*, in lower case."""
    return word[:1] in _VOWELS or is_onset(word)
