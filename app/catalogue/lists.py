"""Lists of entries as a reader sees them: filtered, ordered, cut into pages."""

from bisect import bisect_left, bisect_right
from collections import Counter, OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.catalogue.cards import Card, Head
from app.catalogue.resolver import Reader, Served
from app.catalogue.snapshot import Snapshot
from app.languages.collation import alphabet, index_letter

# A place in an order: the sort key, then the id, so that no two are equal.
Key = tuple[bytes, str]


class Sort(StrEnum):
    """In what order entries are listed."""

    TITLE = "title"
    NEWEST = "-updated_at"
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


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as one reader sees it."""

    card: Card
    head: Head
    served: Served


@dataclass(frozen=True, slots=True)
class Listing:
    """All items of a query in order, with the place of each."""

    keys: list[Key]
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Page:
    """A run of a listing; `before` and `after` are the places to continue from, None at the ends."""

    items: list[Item]
    total: int
    before: Key | None
    after: Key | None


class Lists:
    """The lists of one snapshot; what was put in order once is kept."""

    # Distinct queries remembered; each holds references only.
    CAPACITY: Final = 256

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._kept: OrderedDict[object, Listing] = OrderedDict()
        self._sort_keys: dict[str, dict[tuple[int, str], bytes]] = {}

    def listing(self, reader: Reader, wanted: Filter, sort: Sort) -> Listing:
        """The entries that *wanted* lets through, as *reader* gets them, in the order of *sort*."""
        query = (reader.chain, reader.only_fresh, wanted, sort)
        if query in self._kept:
            self._kept.move_to_end(query)
            return self._kept[query]
        placed = sorted(
            ((self._key(item, reader, wanted, sort), item) for item in self._items(reader, wanted)),
            key=lambda pair: pair[0],
        )
        listing = Listing([key for key, _ in placed], [item for _, item in placed])
        self._kept[query] = listing
        if len(self._kept) > self.CAPACITY:
            self._kept.popitem(last=False)
        return listing

    def letters(self, reader: Reader) -> dict[str, int]:
        """How many entries stand under each letter of the reader's alphabet; `#` first, if anything needs it."""
        data_locale = self._data_locale(reader)
        counts = Counter(
            index_letter(item.head.pref_label, data_locale) for item in self.listing(reader, Filter(), Sort.TITLE).items
        )
        others = {"#": sum(count for letter, count in counts.items() if letter not in alphabet(data_locale))}
        letters = {letter: counts[letter] for letter in alphabet(data_locale)}
        return (others if others["#"] else {}) | letters

    def _items(self, reader: Reader, wanted: Filter) -> list[Item]:
        found = []
        for card in self._candidates(wanted):
            item = Item(card, *self.snapshot.served(card, reader))
            if self._passes(item, reader, wanted):
                found.append(item)
        return found

    def _candidates(self, wanted: Filter) -> list[Card]:
        cards = self.snapshot.cards
        if wanted.series is not None:
            ids = [part for part in self.snapshot.series[wanted.series].series.parts if part in cards]
            return [cards[entry_id] for entry_id in ids if wanted.ids is None or entry_id in wanted.ids]
        if wanted.ids is not None:
            return [cards[entry_id] for entry_id in sorted(wanted.ids) if entry_id in cards]
        return list(cards.values())

    def _passes(self, item: Item, reader: Reader, wanted: Filter) -> bool:
        return (
            (not wanted.kinds or item.card.kind in wanted.kinds)
            and (wanted.translated is None or wanted.translated is (reader.lang in item.card.heads))
            and not (wanted.without_fallback and item.served.is_fallback)
            and (wanted.updated_since is None or item.head.updated_at >= wanted.updated_since)
            and (wanted.letter is None or self._letter(item, reader) == wanted.letter)
        )

    def _letter(self, item: Item, reader: Reader) -> str:
        data_locale = self._data_locale(reader)
        letter = index_letter(item.head.pref_label, data_locale)
        return letter if letter in alphabet(data_locale) else "#"

    def _data_locale(self, reader: Reader) -> str:
        return self.snapshot.locales[reader.lang].data_locale

    def _key(self, item: Item, reader: Reader, wanted: Filter, sort: Sort) -> Key:
        if sort is Sort.POSITION:
            places: Mapping[str, int] = dict(item.card.series)
            return places[wanted.series or ""].to_bytes(4, "big"), item.card.id
        if sort is Sort.NEWEST:
            age = (1 << 62) - round(item.head.updated_at.timestamp() * 1_000_000)
            return age.to_bytes(8, "big"), item.card.id
        if reader.lang not in self._sort_keys:
            self._sort_keys[reader.lang] = self.snapshot.generation.sort_keys(reader.lang)
        return self._sort_keys[reader.lang][item.card.number, item.head.lang], item.card.id


def page(listing: Listing, limit: int, *, after: Key | None = None, before: Key | None = None) -> Page:
    """At most *limit* items following *after*, or leading up to *before*, or from the start."""
    keys, total = listing.keys, len(listing.keys)
    if before is not None:
        end = bisect_left(keys, before)
        start = max(0, end - limit)
    else:
        start = 0 if after is None else bisect_right(keys, after)
        end = min(total, start + limit)
    has_items = end > start
    return Page(
        items=listing.items[start:end],
        total=total,
        before=keys[start] if has_items and start > 0 else None,
        after=keys[end - 1] if has_items and end < total else None,
    )
