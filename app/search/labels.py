"""Whole labels: found by their exact words, and offered while a reader is still typing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from app.search.analysis import base, hashed
from app.search.arrays import Array, Strings, strings
from app.search.documents import FIELDS, SearchDocument
from app.search.letters import bare, digraph, native
from app.search.tokens import Token, words

_PREF, _ALT = 0, 1
# So many labels that begin as typed are compared, at most.
_MOST_COMPARED = 5_000
# What comes first among labels that go on from what was typed: a step of each kind outweighs all below it.
_INNER, _OTHER_LANGUAGE, _ALTERNATIVE = 4_000, 2_000, 1_000
_LONGEST = 999
# Words further inside a label than this are not offered.
_FURTHEST = 500


def label_key(lang: str, label: str) -> int:
    """The hash of a whole label: its words' native forms, or its bare characters if it has no words."""
    return hashed(lang, "label", " ".join(token.form for token in words(label)) or label.strip().casefold())


def signature(lang: str, forms: Iterable[str]) -> int:
    """The hash of a label's base forms without marks, the same for its inflections and for bare letters."""
    return hashed(lang, "signature", " ".join(bare(base(form, lang)) for form in forms))


def label_arrays(documents: Sequence[SearchDocument]) -> dict[str, Array]:
    """All labels, their documents and fields, sorted hashes to find them whole and sorted openings to find them by."""
    labels = [
        (doc, _PREF if place == 0 else _ALT, label)
        for doc, document in enumerate(documents)
        for place, label in enumerate(document.labels)
    ]
    keys = [label_key(documents[doc].lang, label) for doc, _, label in labels]
    keys += [signature(documents[doc].lang, (each.form for each in words(label))) for doc, _, label in labels]
    order = np.argsort(np.array(keys, dtype=np.uint64), kind="stable")
    openings = sorted(
        (opening, number, start, end)
        for number, (_, _, label) in enumerate(labels)
        for opening, start, end in _openings(label)
    )
    return {
        "label_keys": np.array(keys, dtype=np.uint64)[order],
        "label_numbers": (order % max(len(labels), 1)).astype(np.uint32),
        "label_docs": np.array([doc for doc, _, _ in labels], dtype=np.uint32),
        "label_fields": np.array([field for _, field, _ in labels], dtype=np.uint8),
        "label_lengths": np.array([min(len(label), _LONGEST) for _, _, label in labels], dtype=np.uint16),
        **strings("label", [label for _, _, label in labels]),
        "opening_labels": np.array([number for _, number, _, _ in openings], dtype=np.uint32),
        "opening_places": np.array([place for _, _, place, _ in openings], dtype=np.uint16),
        "opening_offsets": np.array([start for _, _, _, start in openings], dtype=np.uint16),
        **strings("opening", [opening for opening, _, _, _ in openings]),
    }


def _openings(label: str) -> Iterator[tuple[str, int, int]]:
    """What can be typed to arrive at a label: it from any of its words on, without marks or with digraphs."""
    found = list(words(label))
    for place, token in enumerate(found):
        if token.start <= _FURTHEST:
            for spelled in {_spelled(found[place:], fold) for fold in (bare, digraph)}:
                yield spelled, place, token.start


def _spelled(found: Sequence[Token], fold: Callable[[str], str]) -> str:
    return " ".join(fold(token.form) for token in found)


class Opening(NamedTuple):
    """A label that goes on from what was typed: how far behind it comes, and the frame of the typed part in it."""

    rank: int
    # From the word on that was typed, as it is compared.
    spelled: bytes
    doc: int
    field: str
    label: str
    start: int
    end: int


class Labels:
    """Reads what `label_arrays` wrote."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._keys, self._numbers = arrays["label_keys"], arrays["label_numbers"]
        self._docs, self._fields, self._lengths = (arrays[f"label_{name}"] for name in ("docs", "fields", "lengths"))
        self._texts, self._openings = Strings("label", arrays), Strings("opening", arrays)
        self._opening_labels, self._places = arrays["opening_labels"], arrays["opening_places"]
        self._offsets = arrays["opening_offsets"]

    def whole(self, lang: str, query: str) -> list[tuple[int, str, str]]:
        """The labels of *lang* that are exactly *query*: document, field and label."""
        return self._filed(label_key(lang, query))

    def alike(self, lang: str, forms: Iterable[str]) -> list[tuple[int, str, str]]:
        """The labels of *lang* that have the base forms of these words in their order: document, field and label."""
        return self._filed(signature(lang, forms))

    def _filed(self, key: int) -> list[tuple[int, str, str]]:
        wanted = np.uint64(key)
        start, end = (int(self._keys.searchsorted(wanted, side=side)) for side in ("left", "right"))
        numbers = self._numbers[start:end].tolist()
        return [(int(self._docs[n]), FIELDS[self._fields[n]], self._texts[n]) for n in numbers]

    def going_on(self, typed: str, preferred: Array) -> Iterator[Opening]:
        """Labels that go on from what was typed, best first.

        `preferred` tells of each document whether it is in the reader's language. Of more than 5,000 labels that
        begin so, only the first in alphabetical order are compared.
        """
        found = list(words(typed))
        numbers: Array = np.zeros(0, dtype=np.intp)
        for spelled in sorted({_spelled(found, fold) for fold in (bare, digraph)} - {""}):
            start, end = self._openings.starting(spelled)
            numbers = np.append(numbers, np.arange(start, min(end, start + _MOST_COMPARED)))
        labels = self._opening_labels[numbers]
        rank = self._lengths[labels].astype(np.int64)
        rank += _INNER * (self._places[numbers] > 0) + _ALTERNATIVE * (self._fields[labels] > 0)
        rank += _OTHER_LANGUAGE * ~preferred[self._docs[labels]]
        for chosen in np.argsort(rank, kind="stable").tolist():
            number, opening = int(labels[chosen]), int(numbers[chosen])
            text, start = self._texts[number], int(self._offsets[opening])
            yield Opening(
                rank=int(rank[chosen]),
                spelled=self._openings.encoded(opening),
                doc=int(self._docs[number]),
                field=FIELDS[self._fields[number]],
                label=text,
                start=start,
                end=_end(text, start, found),
            )


def _end(label: str, start: int, typed: Sequence[Token]) -> int:
    """How far into a label the typed words reach, the last of which may be the beginning of one."""
    following = [token for token in words(label) if token.start >= start]
    last = following[len(typed) - 1]
    for end in range(last.start + 1, last.end):
        reached = native(label[last.start : end])
        if any(fold(reached).startswith(fold(typed[-1].form)) for fold in (bare, digraph)):
            return end
    return last.end
