"""Where the forms of an index stand, and how much each place adds to a document."""

from collections.abc import Mapping
from dataclasses import dataclass

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


class Postings:
    """Mapped postings, form by form."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._starts: Array = arrays["post_starts"]
        self._docs: Array = arrays["post_docs"]
        self._impacts: Array = arrays["post_impacts"]
        self._fields, self._ends = numbers(arrays["post_fields"]), numbers(arrays["post_starts"])

    def places(self, group: Group) -> Places:
        """Where any form of the group stands."""
        starts = self._starts[group.numbers].astype(np.intp)
        lengths = self._starts[group.numbers + 1] - starts
        ends = lengths.cumsum()
        places = np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)
        weights = np.repeat(group.weights, lengths)
        return Places(self._docs[places].astype(np.intp), weights, self._impacts[places] * weights, lengths, ends)

    def fields(self, number: int, doc: int) -> int:
        """Which fields of a document a form stands in, as bits."""
        start, end = self._ends[number], self._ends[number + 1]
        return self._fields[start + int(self._docs[start:end].searchsorted(doc))]
