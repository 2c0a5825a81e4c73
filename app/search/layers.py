"""An index file opened: whole, or what differs read over its base as if the two were one.

What is laid over gets the numbers after those of the base: documents, entries that the base does not have, forms that
it does not have. Of an entry that differs no document of the base counts any more.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from app.search import arrays
from app.search.analysis import ANALYSIS_VERSION
from app.search.arrays import Array, IndexFormatError, Strings, numbers
from app.search.expansion import Group
from app.search.labels import Labels, Opening
from app.search.postings import Places, Postings, Span
from app.search.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """All that is asked of an index file; arrays are by document or by entry."""

    langs: tuple[str, ...]
    kinds: tuple[str, ...]
    # The entries of each series.
    series: Mapping[str, Array]
    vocabulary: Vocabulary
    postings: Postings
    labels: "Labels | _Labels"
    entries: "Strings | _Strings"
    doc_langs: Array
    doc_entries: npt.NDArray[np.intp]
    # Where each document's entry comes in the order of ids.
    doc_order: npt.NDArray[np.intp]
    entry_kinds: Array
    # The documents of each language.
    spans: tuple[Span, ...]


def opened(path: Path) -> Opened:
    """What the file at *path* holds; raises IndexFormatError for any other file or another version's."""
    parts, meta = _read(path)
    base = meta.get("base")
    if base is None:
        return _whole(parts, meta)
    below, of_base = _read(path.with_name(base))
    if (of_base["mark"], of_base.get("base")) != (meta["mark"], None):
        raise IndexFormatError(f"{base} is not the index that {path.name} was laid over")
    return _laid_over(parts, meta, below, of_base)


def base_of(path: Path) -> Path | None:
    """The file that the one at *path* is laid over, None for one that is whole; raises IndexFormatError."""
    base = _read(path)[1].get("base")
    return None if base is None else path.with_name(base)


def _read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    parts, meta = arrays.read(path)
    if meta.get("analysis") != ANALYSIS_VERSION:
        raise IndexFormatError(f"{path.name} was analysed by version {meta.get('analysis')}, not {ANALYSIS_VERSION}")
    return parts, meta


def _whole(parts: Mapping[str, Array], meta: Mapping[str, Any]) -> Opened:
    langs = tuple(meta["langs"])
    doc_entries = parts["doc_entries"].astype(np.intp)
    ends = np.searchsorted(parts["doc_langs"], np.arange(len(langs) + 1)).tolist()
    return Opened(
        langs=langs,
        kinds=tuple(meta["kinds"]),
        series=_series(parts, meta),
        vocabulary=Vocabulary(parts, langs),
        postings=Postings(parts),
        labels=Labels(parts),
        entries=Strings("entry", parts),
        doc_langs=parts["doc_langs"],
        doc_entries=doc_entries,
        doc_order=doc_entries,
        entry_kinds=parts["entry_kinds"],
        spans=tuple(Span(first, end - first, 0, 0, end - first) for first, end in pairwise(ends)),
    )


def _laid_over(
    parts: Mapping[str, Array], meta: Mapping[str, Any], below: Mapping[str, Array], of_base: Mapping[str, Any]
) -> Opened:
    base, names = _whole(below, of_base), Strings("entry", below)
    size = len(base.doc_langs)
    replaced = np.zeros(len(names), dtype=bool)
    replaced[parts["replaced"]] = True
    alive = ~replaced[base.doc_entries]
    kinds = tuple(sorted({*base.kinds, *meta["kinds"]}))
    entries = _Strings(names, Strings("entry", parts))
    entry_kinds = np.zeros(len(entries), dtype=np.uint8)
    entry_kinds[: len(names)] = _renumbered(base.entry_kinds, base.kinds, kinds)
    entry_kinds[parts["own_entries"]] = _renumbered(parts["entry_kinds"], meta["kinds"], kinds)
    own = _series(parts, meta)
    none = np.zeros(0, dtype=np.uint32)
    series = {
        name: np.append((members := base.series.get(name, none))[~replaced[members]], own.get(name, none))
        for name in sorted({*base.series, *own})
    }
    doc_langs = np.append(base.doc_langs, parts["doc_langs"])
    doc_entries = np.append(base.doc_entries, parts["doc_entries"].astype(np.intp))
    doc_order = _order(names, Strings("entry", parts))[doc_entries]
    ends = np.searchsorted(parts["doc_langs"], np.arange(len(base.langs) + 1)).tolist()
    spans = []
    for span, (first, end) in zip(base.spans, pairwise(ends), strict=True):
        counting = int(alive[span.first : span.first + span.below].sum())
        spans.append(Span(span.first, span.below, size + first, end - first, counting + end - first))
    return Opened(
        langs=base.langs,
        kinds=kinds,
        series={name: members for name, members in series.items() if len(members)},
        vocabulary=_Vocabulary(parts, below, base.langs),
        postings=_Postings(parts, below, alive),
        labels=_Labels(parts, below, alive, doc_langs, doc_order),
        entries=entries,
        doc_langs=doc_langs,
        doc_entries=doc_entries,
        doc_order=doc_order,
        entry_kinds=entry_kinds,
        spans=tuple(spans),
    )


def _series(parts: Mapping[str, Array], meta: Mapping[str, Any]) -> dict[str, Array]:
    belongs = parts["series_entries"].reshape(-1, 2)
    return {name: belongs[belongs[:, 0] == number, 1] for number, name in enumerate(meta["series"])}


def _renumbered(numbers: Array, names: Sequence[str], among: Sequence[str]) -> Array:
    """Numbers of *names* as numbers of the same ones *among* more."""
    return np.array([among.index(name) for name in names], dtype=np.uint8)[numbers]


def _order(below: Strings, over: Strings) -> npt.NDArray[np.intp]:
    """Where each entry comes in the order of ids; in each of the two they are in order."""
    before = np.array([below.starting(over[number])[0] for number in range(len(over))], dtype=np.intp)
    of_base = np.arange(len(below)) + before.searchsorted(np.arange(len(below)), side="right")
    return np.append(of_base, before + np.arange(len(over)))


class _Strings:
    """Two runs of strings as one."""

    def __init__(self, below: Strings, over: Strings) -> None:
        self._below, self._over = below, over
        self._size = len(below)

    def __len__(self) -> int:
        return self._size + len(self._over)

    def __getitem__(self, number: int) -> str:
        return self._below[number] if number < self._size else self._over[number - self._size]


class _Vocabulary(Vocabulary):
    """The forms of both; one that stands in no document any more is not there."""

    def __init__(self, parts: Mapping[str, Array], below: Mapping[str, Array], langs: Sequence[str]) -> None:
        # What words mean in other languages stays as the base has it.
        words = {name: below[f"word_{name}"] for name in ("keys", "langs", "targets", "weights")}
        super().__init__({**parts, **{f"word_{name}": array for name, array in words.items()}}, langs)
        self._below = Vocabulary(below, langs)
        self._size = len(self._below)
        own = np.zeros(len(self), dtype=np.int64)
        own[: self._size] = self._below.frequency
        own[parts["lost_forms"]] -= parts["lost_counts"]
        own[parts["post_forms"]] += np.diff(parts["post_starts"])
        self.frequency = own
        self._count = numbers(own)

    def __len__(self) -> int:
        return self._size + super().__len__()

    def form(self, number: int) -> str:
        return self._below.form(number) if number < self._size else super().form(number - self._size)

    def shown(self, number: int) -> str:
        return self._below.shown(number) if number < self._size else super().shown(number - self._size)

    def filed(self, keys: Sequence[int]) -> list[list[int]]:
        found = []
        for old, new in zip(self._below.filed(keys), super().filed(keys), strict=True):
            there = [number for number in old if self._count[number]]
            # As in a whole index, those that are filed under one key come in the order of the alphabet.
            both = [*there, *(number + self._size for number in new)]
            found.append(sorted(both, key=self.form) if new else there)
        return found


class _Postings(Postings):
    def __init__(self, parts: Mapping[str, Array], below: Mapping[str, Array], alive: npt.NDArray[np.bool_]) -> None:
        super().__init__(parts)
        self._below = Postings(below)
        self._forms_below = len(below["form_starts"]) - 1
        self._forms: Array = parts["post_forms"]
        self._alive = alive
        self._size = len(alive)

    def places(self, group: Group) -> Places:
        numbers = group.numbers
        of_base = (numbers < self._forms_below).nonzero()[0]
        docs, impacts, lengths = self._below.rows(numbers[of_base])
        which = np.repeat(of_base, lengths)
        alive = self._alive[docs]
        docs, impacts, which = docs[alive], impacts[alive], which[alive]
        rows, mine = self._own(numbers)
        if len(mine):
            own_docs, own_impacts, own_lengths = self.rows(rows)
            docs = np.append(docs, own_docs + self._size)
            impacts = np.append(impacts, own_impacts)
            which = np.append(which, np.repeat(mine, own_lengths))
            order = np.argsort(which, kind="stable")
            docs, impacts, which = docs[order], impacts[order], which[order]
        weights = group.weights[which]
        counts = np.bincount(which, minlength=len(numbers))
        return Places(docs, weights, impacts * weights, counts, counts.cumsum())

    def fields(self, number: int, doc: int) -> int:
        if doc < self._size:
            return self._below.fields(number, doc)
        rows, _ = self._own(np.array([number], dtype=np.uint32))
        return super().fields(int(rows[0]), doc - self._size)

    def _own(self, numbers: npt.NDArray[np.uint32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        """Rows here of forms, and which of *numbers* have one."""
        rows = np.minimum(self._forms.searchsorted(numbers), max(len(self._forms) - 1, 0))
        mine = (self._forms[rows] == numbers).nonzero()[0] if len(self._forms) else np.zeros(0, dtype=np.intp)
        return rows[mine], mine


class _Labels:
    """The labels of both."""

    def __init__(
        self,
        parts: Mapping[str, Array],
        below: Mapping[str, Array],
        alive: npt.NDArray[np.bool_],
        doc_langs: Array,
        doc_order: npt.NDArray[np.intp],
    ) -> None:
        self._over, self._below = Labels(parts), Labels(below)
        self._alive, self._size = alive, len(alive)
        self._doc_langs, self._doc_order = doc_langs, doc_order

    def whole(self, lang: str, query: str) -> list[tuple[int, str, str]]:
        """As `Labels` does."""
        return [*self._still(self._below.whole(lang, query)), *self._moved(self._over.whole(lang, query))]

    def alike(self, lang: str, forms: Iterable[str]) -> list[tuple[int, str, str]]:
        """As `Labels` does."""
        listed = list(forms)
        return [*self._still(self._below.alike(lang, listed)), *self._moved(self._over.alike(lang, listed))]

    def going_on(self, typed: str, preferred: Array) -> Iterator[Opening]:
        """As `Labels` does, of each of the two."""
        below = (one for one in self._below.going_on(typed, preferred[: self._size]) if self._alive[one.doc])
        over = (one._replace(doc=one.doc + self._size) for one in self._over.going_on(typed, preferred[self._size :]))
        return heapq.merge(below, over, key=self._place)

    def _place(self, one: Opening) -> tuple[int, bytes, int, int]:
        """Where a label would come in a whole index."""
        return one.rank, one.spelled, int(self._doc_langs[one.doc]), int(self._doc_order[one.doc])

    def _still(self, found: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
        return (each for each in found if self._alive[each[0]])

    def _moved(self, found: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str, str]]:
        return ((doc + self._size, field, label) for doc, field, label in found)
