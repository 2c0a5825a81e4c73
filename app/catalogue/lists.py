"""Lists of entries as a reader sees them: filtered, ordered, cut into pages."""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.catalogue.cards import Card, Head
from app.catalogue.columns import STANDINGS, WITHDRAWN, letters, microseconds
from app.catalogue.resolver import Reader, Reason, Served
from app.domain.texts import Status
from app.languages.collation import sort_key

if TYPE_CHECKING:
    from app.catalogue.snapshot import Snapshot

# A place in an order: the sort key, then the id, so that no two are equal.
Key = tuple[bytes, str]
Numbers = NDArray[np.int32]
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


class Item(NamedTuple):
    """An entry as one reader sees it."""

    snapshot: "Snapshot"
    number: int
    served: Served

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.snapshot.id_of[self.number]

    @property
    def card(self) -> Card:
        """The entry."""
        return self.snapshot.cards[self.id]

    @property
    def head(self) -> Head:
        """The text the reader gets."""
        return self.card.heads[self.served.lang]


@dataclass(frozen=True, slots=True)
class Page:
    """A run of a listing; `before` and `after` are the places to continue from, None at the ends."""

    items: list[Item]
    total: int
    before: Key | None
    after: Key | None


class Listing:
    """All entries of a query in order: their numbers, and which language of the chain the reader gets of each."""

    __slots__ = ("_key", "_snapshot", "_where", "langs", "numbers", "reader")

    def __init__(  # noqa: PLR0917 - made in one place
        self,
        snapshot: "Snapshot",
        reader: Reader,
        numbers: Numbers,
        langs: NDArray[np.uint8],
        key: Callable[[Item], bytes],
        where: Callable[["Listing", Key, bool], int],
    ) -> None:
        self._snapshot, self.reader = snapshot, reader
        self.numbers, self.langs = numbers, langs
        self._key, self._where = key, where

    def __len__(self) -> int:
        """How many there are."""
        return len(self.numbers)

    @property
    def items(self) -> Sequence[Item]:
        """All of them."""
        return self.cut(0, len(self))

    def cut(self, start: int, end: int) -> list[Item]:
        """Those from *start* up to *end*."""
        snapshot, chain = self._snapshot, self.reader.chain
        own = snapshot.columns.status[self.reader.lang]
        found = []
        known: dict[tuple[int, int], Served] = {}
        numbers = self.numbers[start:end]
        rows = zip(
            numbers.tolist(),
            self.langs[start:end].tolist(),
            own[numbers].tolist(),
            strict=True,
        )
        for number, lang, standing in rows:
            served = known.get((lang, standing))
            if served is None:
                served = known[lang, standing] = Served(chain[lang], None if lang == 0 else _reason(standing))
            found.append(Item(snapshot, number, served))
        return found

    def key(self, index: int) -> Key:
        """The place of one."""
        (item,) = self.cut(index, index + 1)
        return self._key(item), item.id

    def where(self, key: Key, *, beyond: bool) -> int:
        """How many come before the place *key*; with *beyond* also the one that is there."""
        return self._where(self, key, beyond)


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


def page(listing: Listing, limit: int, *, after: Key | None = None, before: Key | None = None) -> Page:
    """At most *limit* items following *after*, or leading up to *before*, or from the start."""
    total = len(listing)
    if before is not None:
        end = listing.where(before, beyond=False)
        start = max(0, end - limit)
    else:
        start = 0 if after is None else listing.where(after, beyond=True)
        end = min(total, start + limit)
    has_items = end > start
    return Page(
        items=listing.cut(start, end),
        total=total,
        before=listing.key(start) if has_items and start > 0 else None,
        after=listing.key(end - 1) if has_items and end < total else None,
    )


def _first(conditions: list[NDArray[np.bool_]]) -> NDArray[np.uint8]:
    """The index of the first condition that holds, their number where none does."""
    found = np.full(len(conditions[0]), len(conditions), np.uint8)
    for index in range(len(conditions) - 1, -1, -1):
        found[conditions[index]] = index
    return found


def _reason(standing: int) -> Reason:
    """Why another language stands in for one whose text stands so."""
    if standing > WITHDRAWN:
        return Reason.OUTDATED
    return Reason.WITHDRAWN if standing == WITHDRAWN else Reason.MISSING


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
