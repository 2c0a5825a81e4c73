"""Compounds and their parts: `serviceløftet` is service + løftet, `skolbarn` skola + barn."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.search.resources import Resources
from app.search.words import CORPUS, Words

SHORTEST_PART = 3
SHORTEST_COMPOUND = 7
LONGEST_COMPOUND = 48
MOST_PARTS = 5
# What a part costs beyond one: for each letter short of five, for a link or ending, for doubt.
_SHORT, _FULL_LENGTH, _LINKED = 0.6, 5, 0.15
# What the parts of a word of the dictionary may cost on average.
_LIKELY = 1.75


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a compound: as it stands there, and as a word by itself."""

    text: str
    word: str


def split(form: str, words: Words, language: Resources) -> tuple[Part, ...]:
    """The best reading of *form* as two to five known words, () if there is none.

    Few, long and sure parts win; the last part is inflected freely, the others end in one of the language's links.
    """
    if not SHORTEST_COMPOUND <= len(form) <= LONGEST_COMPOUND or not language.links or not form.isalpha():
        return ()
    # Cheapest reading of everything before each place.
    best: dict[int, tuple[float, tuple[Part, ...]]] = {0: (0.0, ())}
    for start in range(len(form) - SHORTEST_PART + 1):
        cost, parts = best.get(start, (0.0, None))
        if parts is None or len(parts) == MOST_PARTS:
            continue
        for step, part in _parts(form, start, words, language):
            end = start + len(part.text)
            if end not in best or cost + step < best[end][0]:
                best[end] = (cost + step, (*parts, part))
    cost, parts = best.get(len(form), (0.0, ()))
    # A word that the dictionary has may only look like a compound: ser + vice.
    return () if cost > _LIKELY * len(parts) and words.sureness(form) > CORPUS else parts


def _cost(sureness: float, length: int) -> float:
    return 2.0 - sureness + max(0, _FULL_LENGTH - length) * _SHORT


def _parts(form: str, start: int, words: Words, language: Resources) -> Iterator[tuple[float, Part]]:
    """Every word that may stand in *form* at *start*, and what it costs to believe so."""
    rest = form[start:]
    if start and rest not in language.suffixes:
        sureness = words.sureness(rest)
        if sureness:
            yield _cost(sureness, len(rest)), Part(rest, rest)
    latest = len(rest) - SHORTEST_PART
    for length, word, links in _openings(rest, latest, words, language):
        sureness = 0.0 if word in language.suffixes else words.sureness(word)
        for link in links if sureness else ():
            end = length + len(link)
            if SHORTEST_PART <= end <= latest and rest.startswith(link, length):
                linked = _LINKED if end > length or len(word) > length else 0.0
                yield _cost(sureness, end) + linked, Part(rest[:end], word)


def _openings(rest: str, latest: int, words: Words, language: Resources) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Words that *rest* may begin with: how much of it, the word by itself, and what may link it to the next."""
    for length in words.starting(rest[:latest]):
        if length >= SHORTEST_PART:
            yield length, rest[:length], language.links
    for link, ending in language.endings:
        for length in range(SHORTEST_PART, latest - len(link) + 1):
            if rest.startswith(link, length):
                yield length, rest[:length] + ending, (link,)


def stretches(parts: tuple[Part, ...]) -> Iterator[str]:
    """Every run of neighbouring parts but the whole, as a word by itself; single parts first."""
    for length in range(1, len(parts)):
        for first in range(len(parts) - length + 1):
            *head, last = parts[first : first + length]
            yield "".join(part.text for part in head) + last.word
