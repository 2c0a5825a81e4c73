"""Where the forms of an index stand, and how much each place adds to a document."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from app.search.arrays import Array, numbers
from app.search.expansion import Group


@dataclass(frozen=True, slots=True)
class Places:
    """All places of a group's forms, form by form: document, the form's weight, and its weighted impact there.

    `lengths` tells how many places each form has, `ends` where they end.
    """

    docs: npt.NDArray[np.intp]
    weights: npt.NDArray[np.float32]
    impacts: npt.NDArray[np.float32]
    lengths: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Span:
    """The documents of one language: a run of them, and another of those laid over the first; `alive` of them count."""

    first: int
    below: int
    over_first: int
    over: int
    alive: int

    @property
    def size(self) -> int:
        """How many places there are to score in."""
        return self.below + self.over

    def local(self, docs: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The places of documents, from 0."""
        if not self.over:
            return docs - self.first
        return docs - np.where(docs >= self.over_first, self.over_first - self.below, self.first)

    def docs(self, places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """The documents at places."""
        if not self.over:
            return places + self.first
        return places + np.where(places >= self.below, self.over_first - self.below, self.first)


class Postings:
    """Mapped postings, form by form."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._starts: Array = arrays["post_starts"]
        self._docs: Array = arrays["post_docs"]
        self._impacts: Array = arrays["post_impacts"]
        self._fields, self._ends = numbers(arrays["post_fields"]), numbers(arrays["post_starts"])

    def places(self, group: Group) -> Places:
        """Where any form of the group stands."""
        docs, impacts, lengths = self.rows(group.numbers)
        weights = np.repeat(group.weights, lengths)
        return Places(docs, weights, impacts * weights, lengths, lengths.cumsum())

    def rows(
        self, numbers: npt.NDArray[np.integer[Any]]
    ) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float16], npt.NDArray[np.intp]]:
        """Documents and impacts of the forms *numbers*, one after the other, and how many each form has."""
        starts = self._starts[numbers].astype(np.intp)
        lengths = self._starts[numbers + 1] - starts
        ends = lengths.cumsum()
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - (ends - lengths), lengths)
        return self._docs[places].astype(np.intp), self._impacts[places], lengths

    def fields(self, number: int, doc: int) -> int:
        """Which fields of a document a form stands in, as bits."""
        start, end = self._ends[number], self._ends[number + 1]
        return self._fields[start + int(self._docs[start:end].searchsorted(doc))]
