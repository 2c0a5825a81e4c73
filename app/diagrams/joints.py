"""Where the words of a figure are joined: a compound is best broken between the words it is made of."""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeVar

from app.diagrams.drawing import Drawing, Part
from app.diagrams.wrapping import SOFT_HYPHEN, is_onset, may_begin

_WORD: Final = re.compile(r"[^\W\d_]+")
# Letters of a word that may have to be broken, of one that it may be made of, and of one that is enough to tell.
_LONG: Final = 9
_LEAST: Final = 4
_PART: Final = 5
# Endings of the Scandinavian languages: those of words to compare, and what is no word but a row of them.
_ENDINGS: Final = ("", "s", "e", "n", "r", "a", "t", "en", "et", "er", "ar", "or", "na", "ne", "ens", "ets", "ers")
_ENDING: Final = re.compile(r"[aeo]?r?n?[aeo]?[nrt]?s?")
# Words that end like this are joined to the next one by an s.
_JOINED_BY_S: Final = ("hed", "het", "ion", "tet", "ning", "skab", "skap", "dom")

_P = TypeVar("_P", bound=Part)


def with_joints(drawing: Drawing) -> Drawing:
    """*drawing* with soft hyphens in its long words, where one of its other words begins or ends inside."""
    words = {word.lower() for text in _texts(drawing) for word in _WORD.findall(text) if len(word) >= _LEAST}
    stems = {stem for word in words for stem in _stems(word)}

    def jointed(text: str) -> str:
        return _WORD.sub(lambda found: _jointed(found[0], words, stems), text)

    def marked(part: _P) -> _P:
        text = None if part.text is None else jointed(part.text)
        variants = {lane: jointed(said) for lane, said in part.variants.items()}
        return replace(part, label=jointed(part.label), text=text, variants=variants)

    edges = (replace(edge, part=marked(edge.part)) if edge.part else edge for edge in drawing.edges)
    return replace(
        drawing,
        nodes=tuple(map(marked, drawing.nodes)),
        edges=tuple(edges),
        groups=tuple(map(marked, drawing.groups)),
        axes=(marked(drawing.axes[0]), marked(drawing.axes[1])) if drawing.axes else None,
        lines=tuple(map(marked, drawing.lines)),
        lanes=tuple(map(marked, drawing.lanes)),
    )


def _texts(drawing: Drawing) -> Iterator[str]:
    yield drawing.title
    for part in drawing.parts():
        yield part.label
        yield part.text or ""
        yield from part.variants.values()


def _stems(word: str) -> Iterator[str]:
    """*word* and what it may be without its ending."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if len(stem) >= _LEAST:
            yield stem


def _jointed(word: str, words: AbstractSet[str], stems: AbstractSet[str]) -> str:
    lower = word.lower()
    # Lower case may be longer than the word itself: then its places are not the word's.
    if len(word) < _LONG or len(lower) != len(word):
        return word
    places = [at for at in range(_LEAST, len(word)) if _is_joint(lower[:at], lower[at:], words, stems)]
    # Of two joints side by side the later one: "bruger" is a longer word than "bruge".
    places = [at for at in places if not {at + 1, at + 2} & set(places)]
    return SOFT_HYPHEN.join(word[begin:end] for begin, end in pairwise([0, *places, len(word)]))


def _is_joint(head: str, rest: str, words: AbstractSet[str], stems: AbstractSet[str]) -> bool:
    """Whether *head* is another word, perhaps with the s that joins, or *rest* is one, perhaps with an ending."""
    if len(rest) < _PART or _ENDING.fullmatch(rest):
        return False
    if rest.startswith("s") and head.endswith(_JOINED_BY_S):
        return False
    joined = head.endswith("s") and head[:-1].endswith(_JOINED_BY_S) and head[:-1] in stems
    known = (len(head) >= _PART and head in words) or (len(head) > _LONG and head in stems)
    return (
        joined
        or (known and is_onset(rest))
        or (may_begin(rest) and any(len(stem) > _PART and stem in stems for stem in _stems(rest)))
    )
