"""A list in order as one reader sees it, and the pages it is cut into."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.catalogue.cards import Card, Head
from app.catalogue.columns import WITHDRAWN
from app.catalogue.resolver import Reader, Reason, Served

if TYPE_CHECKING:
    from app.catalogue.snapshot import Snapshot

# A place in an order: the sort key, then the id, so that no two are equal.
Key = tuple[bytes, str]
Numbers = NDArray[np.int32]


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


def _reason(standing: int) -> Reason:
    """Why another language stands in for one whose text stands so."""
    if standing > WITHDRAWN:
        return Reason.OUTDATED
    return Reason.WITHDRAWN if standing == WITHDRAWN else Reason.MISSING
