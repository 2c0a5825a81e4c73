"""BM25F over expanded words: how well each document of one language answers a query."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.search.expansion import Expansion, Group
from app.search.postings import Places, Postings, Span

# Saturation of repeated words (Robertson & Zaragoza 2009, §3.5).
K1 = 1.2
# The share of a word's score that it gets for being there at all. Looking for a single word, the surest reading of it
# comes first whatever the text's length; in a sentence, how much a text says of each word decides.
PRESENCE_ALONE, PRESENCE_AMONG = 0.7, 0.05
# How much a document loses that answers only part of the query.
COVERAGE = 0.15
# A word found nowhere counts half a rare one's weight against every document.
_UNKNOWN = 0.5


@dataclass(frozen=True, slots=True)
class Scored:
    """Documents of one language that answer, their scores, and what explains them."""

    docs: npt.NDArray[np.intp]
    scores: npt.NDArray[np.float32]
    words: npt.NDArray[np.uint8]
    reasons: tuple[tuple[float, Group, Places], ...]


def score(expansions: Sequence[Expansion], postings: Postings, span: Span) -> Scored:
    """Score the documents of *span*, all there are of one language, by one expansion for each typed word."""
    size = span.size
    presence = PRESENCE_ALONE if len(expansions) == 1 else PRESENCE_AMONG
    total = np.zeros(size, dtype=np.float32)
    covered = np.zeros(size, dtype=np.float32)
    words = np.zeros(size, dtype=np.uint8)
    mass = 0.0
    touched: list[npt.NDArray[np.intp]] = []
    reasons: list[tuple[float, Group, Places]] = []
    for expansion in expansions:
        if not expansion.groups:
            mass += _UNKNOWN * math.log1p(span.alive)
        answered = []
        for group in expansion.groups:
            places = postings.places(group)
            docs = span.local(places.docs)
            rarity = _rarity(group, places, span.alive)
            mass += rarity
            amount = np.zeros(size, dtype=np.float32)
            surest = np.zeros(size, dtype=np.float32)
            np.add.at(amount, docs, places.impacts)
            np.maximum.at(surest, docs, places.weights)
            # A document stands in `docs` once for each of its forms; assigning twice the same does no harm.
            found, sure = amount[docs], surest[docs] * rarity
            total[docs] = total[docs] + sure * (presence + (1 - presence) * found / (found + K1))
            covered[docs] = covered[docs] + sure
            answered.append(docs)
            reasons.append((rarity, group, places))
        if answered:
            mine = np.zeros(size, dtype=bool)
            for docs in answered:
                mine[docs] = True
            words += mine
        touched += answered
    hits = np.zeros(size, dtype=bool)
    for docs in touched:
        hits[docs] = True
    answering = hits.nonzero()[0]
    scores = total[answering]
    if mass:
        scores = scores * (covered[answering] / mass) ** COVERAGE
    return Scored(span.docs(answering), scores, words[answering], tuple(reasons))


def _rarity(group: Group, places: Places, size: int) -> float:
    """Inverse document frequency of a group; its less sure forms make it only a little more common."""
    shares = (group.weights / group.weights[0]) ** 2
    frequency = min(float(size), float(shares @ places.lengths))
    return math.log1p((size - frequency + 0.5) / (frequency + 0.5))
