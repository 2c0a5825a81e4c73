"""Which words of two languages say the same: a small dictionary of everyday words, one learned, and the index's own."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import combinations, permutations

import numpy as np

from app.search.analysis import base, hashed
from app.search.arrays import Array
from app.search.documents import SearchDocument
from app.search.learn import partners
from app.search.letters import native
from app.search.lexicon import DATA
from app.search.resources import resources
from app.search.tokens import words

# What an entry of the hand-written dictionary is worth; a learned one has its probability.
WRITTEN = 0.8
# What each further alternative of a cell is worth less.
_LATER = 0.1
# Learning takes a second for so many entries; more of them would tell little more.
_MOST_LEARNED_FROM = 1_000

Pair = tuple[str, str, str, str, float]


def _lines(name: str) -> list[str]:
    return (DATA / name).read_text("utf-8").splitlines()


def written() -> Iterator[Pair]:
    """The words of `basic.tsv`, each with each of its partners in the other languages."""
    header, *lines = [line for line in _lines("basic.tsv") if not line.startswith("#")]
    langs = header.split("\t")
    for line in lines:
        row = {lang: _alternatives(cell, lang) for lang, cell in zip(langs, line.split("\t"), strict=True)}
        for one, other in permutations(langs, 2):
            for first in row[one]:
                for place, second in enumerate(row[other]):
                    yield one, first, other, second, WRITTEN - _LATER * place


def _alternatives(cell: str, lang: str) -> list[str]:
    """The single words of a cell; a phrase has no key to be found by."""
    single = (native(word).replace("-", "") for word in cell.split("/") if " " not in word)
    return [base(word, lang) for word in single]


def learned() -> Iterator[Pair]:
    """The words of `learned.tsv`, both ways."""
    for line in _lines("learned.tsv"):
        if not line.startswith("#"):
            one, first, other, second, weight = line.split("\t")
            yield one, first, other, second, float(weight)
            yield other, second, one, first, float(weight)


@cache
def shipped() -> tuple[Pair, ...]:
    """Both dictionaries that ship with the program."""
    return (*written(), *learned())


def parallel(documents: Iterable[SearchDocument]) -> Iterator[Pair]:
    """Word pairs learned from the labels that entries of the index have in several languages, both ways."""
    labels: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for document in documents:
        if document.entry in labels or len(labels) < _MOST_LEARNED_FROM:
            found = (base(token.form, document.lang) for label in document.labels for token in words(label))
            labels[document.entry][document.lang] = list(found)
    entries = [each for each in labels.values() if len(each) > 1]
    for one, other in combinations(sorted({lang for each in entries for lang in each}), 2):
        pairs = [(each[one], each[other]) for each in entries if one in each and other in each]
        for first, others in partners(pairs).items():
            for second, weight in others:
                yield one, first, other, second, weight
                yield other, second, one, first, weight


def table(pairs: Iterable[Pair], langs: Sequence[str]) -> dict[str, Array]:
    """Pairs as sorted arrays: the hash of the word asked for, and the language, key and weight of what it may mean."""
    best: dict[tuple[int, int, int], float] = {}
    for one, first, other, second, weight in pairs:
        if other in langs:
            key, target = _hashes(one, first, other, second)
            place = (key, langs.index(other), target)
            best[place] = max(best.get(place, 0.0), weight)
    rows = sorted(best.items())
    return {
        "word_keys": np.array([key for (key, _, _), _ in rows], dtype=np.uint64),
        "word_langs": np.array([lang for (_, lang, _), _ in rows], dtype=np.uint8),
        "word_targets": np.array([target for (_, _, target), _ in rows], dtype=np.uint64),
        "word_weights": np.array([weight for _, weight in rows], dtype=np.float16),
    }


@lru_cache(1 << 17)
def _hashes(one: str, first: str, other: str, second: str) -> tuple[int, int]:
    return hashed(one, "word", first), hashed(other, "r" if resources(other).affixes else "l", second)
