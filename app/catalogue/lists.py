"""Which entries a reader is shown, and in what order."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from app.catalogue.columns import STANDINGS, WITHDRAWN, letters, microseconds
from app.catalogue.pages import Item, Key, Listing, Numbers
from app.catalogue.resolver import Reader
from app.domain.texts import Status
from app.languages.collation import sort_key

if TYPE_CHECKING:
    from app.catalogue.snapshot import Snapshot

_NO_VIEWS: Final[Mapping[str, int]] = {}


class Sort(StrEnum):
    """In what order entries are listed."""

    TITLE = "title"
    NEWEST = "-updated_at"
    VIEWS = "-views"
    POSITION = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which entries are listed; every condition given must hold, for the text the reader gets."""

    kinds: frozenset[str] = frozenset()
    letter: str | None = None
    series: str | None = None
    ids: frozenset[str] | None = None
    # Only entries that do (or do not) have a text in the language asked for.
    translated: bool | None = None
    # Only entries whose text the reader gets in the language asked for.
    without_fallback: bool = False
    updated_since: datetime | None = None


class Lists:
    """The lists of one snapshot; what was put in order once is kept."""

    # Distinct queries remembered, and entries on all of them together (5 bytes each).
    CAPACITY: Final = 256
    MOST_ENTRIES: Final = 4_000_000

    def __init__(self, snapshot: "Snapshot") -> None:
        self.snapshot = snapshot
        self._kept: OrderedDict[object, Listing] = OrderedDict()
        self._entries = 0

    def listing(self, reader: Reader, wanted: Filter, sort: Sort, *, views: Mapping[str, int] = _NO_VIEWS) -> Listing:
        """The entries that *wanted* lets through, as *reader* gets them, in the order of *sort*.

        *views* tells how often each was read, for the sort that needs it; it must not change any more.
        """
        # A listing keeps its views, so no others have the same identity while it is remembered.
        query = (reader.chain, reader.only_fresh, wanted, sort, id(views) if sort is Sort.VIEWS else 0)
        if query in self._kept:
            self._kept.move_to_end(query)
            return self._kept[query]
        listing = self._kept[query] = self._made(reader, wanted, sort, views)
        self._entries += len(listing)
        while len(self._kept) > self.CAPACITY or (self._entries > self.MOST_ENTRIES and len(self._kept) > 1):
            _, oldest = self._kept.popitem(last=False)
            self._entries -= len(oldest)
        return listing

    def letters(self, reader: Reader) -> dict[str, int]:
        """How many entries stand under each letter of the reader's alphabet; `#` first, if anything needs it."""
        listing = self.listing(reader, Filter(), Sort.TITLE)
        codes = np.zeros(len(listing), np.uint8)
        for index, lang in enumerate(reader.chain):
            there = listing.langs == index
            codes[there] = self.snapshot.columns.letter[reader.lang, lang][listing.numbers[there]]
        names = letters(self.snapshot.locales[reader.lang].data_locale)
        counts = dict(zip(names, np.bincount(codes, minlength=len(names)).tolist(), strict=True))
        return counts if counts[names[0]] else {name: count for name, count in counts.items() if name != names[0]}

    def _made(self, reader: Reader, wanted: Filter, sort: Sort, views: Mapping[str, int]) -> Listing:
        numbers = self._candidates(wanted, in_series_order=sort is Sort.POSITION)
        langs = self._langs(numbers, reader)
        passing = self._passing(numbers, langs, reader, wanted)
        numbers, langs = numbers[passing], langs[passing]
        if sort is Sort.TITLE:
            places = self._of_the_served("rank", numbers, langs, reader)
            order, key, where = np.argsort(places, kind="stable"), self._title_key(reader), self._title_place
        elif sort is Sort.NEWEST:
            times = self._of_the_served("updated", numbers, langs, reader)
            order, key, where = np.argsort(-times, kind="stable"), _newest_key, _found_by_key
        elif sort is Sort.VIEWS:
            counts = self._views(numbers, views)
            order, key, where = np.argsort(-counts, kind="stable"), _views_key(views), _found_by_key
        else:
            # Candidates of a series come in its order.
            order, key, where = np.arange(len(numbers)), _position_key(wanted.series or ""), _found_by_key
        return Listing(self.snapshot, reader, numbers[order], langs[order], key, where)

    def _candidates(self, wanted: Filter, *, in_series_order: bool) -> Numbers:
        """The entries to choose among, in the order of ids unless that of the series is wanted."""
        if wanted.series is not None:
            parts = self.snapshot.series[wanted.series].series.parts
            ids = [part for part in parts if wanted.ids is None or part in wanted.ids]
        elif wanted.ids is not None:
            ids = list(wanted.ids)
        else:
            return self.snapshot.columns.numbers
        numbers = self.snapshot.numbers
        in_order = ids if in_series_order else sorted(ids)
        return np.array([numbers[entry_id] for entry_id in in_order if entry_id in numbers], np.int32)

    def _langs(self, numbers: Numbers, reader: Reader) -> NDArray[np.uint8]:
        """Which language of the chain each entry is served in, as `resolver.resolve` decides."""
        standings = [self.snapshot.columns.status[lang][numbers] for lang in reader.chain]
        langs = _first([standing > WITHDRAWN for standing in standings])
        if reader.only_fresh:
            outdated = STANDINGS[Status.OUTDATED]
            fresh = _first([(standing > WITHDRAWN) & (standing != outdated) for standing in standings])
            langs = np.where(fresh < len(standings), fresh, langs)
        return langs

    def _passing(self, numbers: Numbers, langs: NDArray[np.uint8], reader: Reader, wanted: Filter) -> NDArray[np.bool_]:
        columns = self.snapshot.columns
        passing = np.ones(len(numbers), np.bool_)
        if wanted.kinds:
            codes = [code for code, name in enumerate(columns.kind_names) if name in wanted.kinds]
            passing &= np.isin(columns.kinds[numbers], codes)
        if wanted.translated is not None:
            passing &= (columns.status[reader.lang][numbers] > WITHDRAWN) == wanted.translated
        if wanted.without_fallback:
            passing &= langs == 0
        if wanted.updated_since is not None:
            passing &= self._of_the_served("updated", numbers, langs, reader) >= microseconds(wanted.updated_since)
        if wanted.letter is not None:
            names = letters(self.snapshot.locales[reader.lang].data_locale)
            code = names.index(wanted.letter) if wanted.letter in names else len(names)
            passing &= self._of_the_served("letter", numbers, langs, reader) == code
        return passing

    def _of_the_served(
        self, column: str, numbers: Numbers, langs: NDArray[np.uint8], reader: Reader
    ) -> NDArray[np.int64]:
        """What a column says of the text each entry is served in."""
        columns = self.snapshot.columns
        found = np.zeros(len(numbers), np.int64)
        for index, lang in enumerate(reader.chain):
            there = langs == index
            if column == "updated":
                found[there] = columns.updated[lang][numbers[there]]
            else:
                found[there] = getattr(columns, column)[reader.lang, lang][numbers[there]]
        return found

    def _views(self, numbers: Numbers, views: Mapping[str, int]) -> NDArray[np.int64]:
        """How often each entry was read."""
        counts = np.zeros(len(self.snapshot.columns.numbers), np.int64)
        for entry_id, count in views.items():
            number = self.snapshot.numbers.get(entry_id)
            if number is not None:
                counts[number] = count
        return counts[numbers]

    def _title_key(self, reader: Reader) -> Callable[[Item], bytes]:
        data_locale = self.snapshot.locales[reader.lang].data_locale
        return lambda item: _key_of(item.head.pref_label, data_locale)

    def _title_place(self, listing: Listing, key: Key, beyond: bool) -> int:  # noqa: FBT001 - called by position
        """Where a label of this key would stand, told by the first of all labels that does not come before it."""
        reader = listing.reader
        found = self.snapshot.generation.label_from(reader.lang, *key, beyond=beyond)
        if found is None:
            return len(listing)
        number, lang = found
        places = self._of_the_served("rank", listing.numbers, listing.langs, reader)
        return int(np.searchsorted(places, self.snapshot.columns.rank[reader.lang, lang][number]))


def _first(conditions: list[NDArray[np.bool_]]) -> NDArray[np.uint8]:
    """The index of the first condition that holds, their number where none does."""
    found = np.full(len(conditions[0]), len(conditions), np.uint8)
    for index in range(len(conditions) - 1, -1, -1):
        found[conditions[index]] = index
    return found


# Pages begin and end with the same labels again and again.
_key_of = lru_cache(maxsize=4096)(sort_key)


def _newest_key(item: Item) -> bytes:
    return ((1 << 62) - microseconds(item.head.updated_at)).to_bytes(8, "big")


def _views_key(views: Mapping[str, int]) -> Callable[[Item], bytes]:
    return lambda item: ((1 << 62) - views.get(item.id, 0)).to_bytes(8, "big")


def _position_key(series: str) -> Callable[[Item], bytes]:
    def key(item: Item) -> bytes:
        places: Mapping[str, int] = dict(item.card.series)
        return places[series].to_bytes(4, "big")

    return key


def _found_by_key(listing: Listing, key: Key, beyond: bool) -> int:  # noqa: FBT001 - called by position
    search = bisect_right if beyond else bisect_left
    return search(range(len(listing)), key, key=listing.key)
