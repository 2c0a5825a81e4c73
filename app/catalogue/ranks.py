"""The place of every label among all labels in the order of each language, as columns."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# (language whose order it is, language of the label) -> place of that label, by the entry's number.
Ranks = Mapping[tuple[str, str], NDArray[np.int32]]


class Label(NamedTuple):
    """A label that comes in anew, and how many labels of the former file stand before it."""

    number: int
    lang: str
    before: int


def ranked(order: Sequence[tuple[int, str]], collation: str, langs: Sequence[str], size: int) -> Ranks:
    """The ranks in one language's order, of labels given in it as (number, language); numbers are below *size*."""
    numbers = np.array([number for number, _ in order], np.int32)
    index = {lang: place for place, lang in enumerate(langs)}
    of = np.array([index[lang] for _, lang in order], np.uint8)
    ranks: dict[tuple[str, str], NDArray[np.int32]] = {}
    for lang, code in index.items():
        places = (of == code).nonzero()[0]
        ranks[collation, lang] = np.zeros(size, np.int32)
        ranks[collation, lang][numbers[places]] = places
    return ranks


def reranked(
    former: Ranks,
    gone: Sequence[tuple[int, str]],
    come: Sequence[Label],
    *,
    collation: str,
    langs: Sequence[str],
    size: int,
) -> Ranks:
    """The ranks in one language's order once the labels *gone* are out of it and *come*, given in that order, in."""
    gaps = np.sort(np.array([former[collation, lang][number] for number, lang in gone], np.int32))
    before = np.array([label.before for label in come], np.int64)
    ranks: dict[tuple[str, str], NDArray[np.int32]] = {}
    for lang in langs:
        old = former[collation, lang]
        ranks[collation, lang] = np.zeros(size, np.int32)
        kept = old[:size]
        ranks[collation, lang][: len(kept)] = kept - gaps.searchsorted(kept) + before.searchsorted(kept, side="right")
    for place, label in enumerate(come):
        ranks[collation, label.lang][label.number] = label.before - gaps.searchsorted(label.before) + place
    return ranks
