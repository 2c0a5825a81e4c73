"""Compounds and their parts: `serviceløftets` is service + løfte, `arbetsgivarorganisation` arbete + givare + …."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.search.resources import Resources

SHORTEST_PART = 3
SHORTEST_COMPOUND = 7
MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a compound: as it stands there, and as a word by itself."""

    text: str
    word: str


def split(form: str, known: Callable[[str], float], language: Resources) -> tuple[Part, ...]:
    """The best reading of *form* as two to five known words, () if there is none.

    `known` tells how surely a string is a word: 0 for none, up to 1. Few, long and sure parts win; the last part is
    inflected freely, the others end in one of the language's links.
    """
    if len(form) < SHORTEST_COMPOUND or not language.links or not form.isalpha():
        return ()
    best: list[tuple[float, tuple[Part, ...]] | None] = [None] * (len(form) + 1)
    best[0] = (0.0, ())
    for end in range(SHORTEST_PART, len(form) + 1):
        for start in range(end - SHORTEST_PART + 1):
            before = best[start]
            if before is None or len(before[1]) >= MOST_PARTS or (start == 0 and end == len(form)):
                continue
            text = form[start:end]
            readings = _last(text, known, language) if end == len(form) else _first(text, known, language)
            for cost, word in readings:
                total = before[0] + cost
                found = best[end]
                if found is None or total < found[0]:
                    best[end] = (total, (*before[1], Part(text, word)))
    found = best[len(form)]
    return found[1] if found else ()


def _cost(sureness: float, length: int) -> float:
    """What a part costs: one for being a part, more for being short or doubtful."""
    return 1.0 + (1.0 - sureness) + max(0, 5 - length) * 0.6


def _last(text: str, known: Callable[[str], float], language: Resources) -> Iterator[tuple[float, str]]:
    sure = known(text)
    if sure and text not in language.suffixes:
        yield _cost(sure, len(text)), text


def _first(text: str, known: Callable[[str], float], language: Resources) -> Iterator[tuple[float, str]]:
    for link, ending in language.links:
        if not text.endswith(link):
            continue
        word = text[: len(text) - len(link)] + ending
        if len(word) < SHORTEST_PART or word in language.suffixes:
            continue
        sure = known(word)
        if sure:
            yield _cost(sure, len(text)) + (0.15 if link or ending else 0.0), word


def stretches(parts: tuple[Part, ...]) -> Iterator[tuple[str, str]]:
    """Every run of neighbouring parts but the whole: (as it stands, as a word), single parts first."""
    for length in range(1, len(parts)):
        for first in range(len(parts) - length + 1):
            run = parts[first : first + length]
            joined = "".join(part.text for part in run[:-1])
            yield joined + run[-1].text, joined + run[-1].word
