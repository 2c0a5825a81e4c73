"""Where the forms of an index stand, and how much each place adds to a document."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.search.arrays import Array
from app.search.expansion import Group


@dataclass(frozen=True, slots=True)
class Places:
    """All places of a group's forms: the document, what the form weighs there, and which of the group's forms it is."""

    docs: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]
    impacts: npt.NDArray[np.float32]
    lengths: list[int]


class Postings:
    """Mapped postings, form by form."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._starts: Array = arrays["post_starts"]
        self._docs: Array = arrays["post_docs"]
        self._impacts: Array = arrays["post_impacts"]
        self._fields: Array = arrays["post_fields"]

    def places(self, group: Group) -> Places:
        """Where any form of the group stands."""
        starts = self._starts[group.numbers].tolist()
        ends = self._starts[group.numbers + 1].tolist()
        runs = list(zip(starts, ends, strict=True))
        lengths = [end - start for start, end in runs]
        docs = np.concatenate([self._docs[start:end] for start, end in runs])
        weights = np.repeat(group.weights, lengths)
        impacts = np.concatenate([self._impacts[start:end] for start, end in runs]).astype(np.float32)
        return Places(docs, weights, impacts, lengths)

    def fields(self, number: int, doc: int) -> int:
        """Which fields of a document a form stands in, as bits."""
        start, end = int(self._starts[number]), int(self._starts[number + 1])
        place = start + int(self._docs[start:end].searchsorted(doc))
        return int(self._fields[place])
