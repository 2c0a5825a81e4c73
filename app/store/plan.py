"""What a library has otherwise than the release that is served: found by fingerprints, without reading what is said."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, select

from app.domain.library import Library, Move
from app.store.errors import IdsVanishedError, ReleaseMovedError
from app.store.history import active
from app.store.shelves import SHELVES, Key, Shelf
from app.store.tables import CATALOGUE_PARTS, ENTRIES, SERIES
from app.store.validity import is_current
from app.store.values import Published, ReleaseInfo, Subject, Tally


@dataclass(frozen=True, slots=True)
class Difference:
    """What a library has otherwise than the current rows; `written` (added and changed) with fingerprints, in order."""

    written: Mapping[Key, str]
    changed: list[Key]
    removed: list[Key]

    @property
    def tally(self) -> Tally:
        """How much differs."""
        changed = len(self.changed)
        return Tally(added=len(self.written) - changed, changed=changed, removed=len(self.removed))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a library has otherwise than *base*, the release that is served; no differences if they say the same."""

    base: ReleaseInfo | None
    differences: Mapping[Subject, Difference]

    @property
    def is_nothing_new(self) -> bool:
        """Whether the library says exactly what is served."""
        return not self.differences

    @property
    def unchanged(self) -> Published:
        """What publishing comes to where nothing is new."""
        assert self.base is not None
        return Published(number=self.base.number, created=False)

    @property
    def tallies(self) -> Mapping[Subject, Tally]:
        """How much differs."""
        return {subject: difference.tally for subject, difference in self.differences.items()}

    def rows_to_write(self) -> int:
        """How many rows the library brings."""
        return sum(len(difference.written) for difference in self.differences.values())

    def texts_to_render(self) -> int:
        """How many of them have HTML."""
        return sum(len(self.differences[shelf.subject].written) for shelf in SHELVES if shelf.text is not None)


def make_plan(connection: Connection, library: Library, after: Collection[int | None] | None) -> Plan:
    """What is to be done to make *library* what is served.

    Raises:
        IdsVanishedError: An id the served release accounts for is neither in *library* nor in its moves.
        ReleaseMovedError: *after* is given, and the release that is served is none of it.
    """
    base = active(connection)
    refuse_others(base, after)
    if base is not None and base.digest == library.digest:
        return Plan(base, {})
    _refuse_silence(connection, library)
    return Plan(base, {shelf.subject: _difference(connection, shelf, library) for shelf in SHELVES})


def refuse_others(base: ReleaseInfo | None, after: Collection[int | None] | None) -> None:
    """Raise ReleaseMovedError if *after* is given and *base*, the release that is served, is none of it."""
    number = None if base is None else base.number
    if after is not None and number not in after:
        raise ReleaseMovedError(number)


def _refuse_silence(connection: Connection, library: Library) -> None:
    told = {move.id for move in library.moves if move.lang is None}
    vanished = ids_accounted_for(connection) - library.entries.keys() - library.series.keys() - told
    if vanished:
        raise IdsVanishedError(vanished)


def ids_accounted_for(connection: Connection) -> frozenset[str]:
    """Every id the served release accounts for: its entries, its series, and those it says were moved."""
    known: set[str] = set()
    for table in (ENTRIES, SERIES):
        known.update(connection.execute(select(table.c.id).where(is_current(table))).scalars())
    parts = CATALOGUE_PARTS.c
    moves = connection.execute(select(parts.payload).where(parts.id == "moves", is_current(CATALOGUE_PARTS)))
    for payload in moves.scalars():
        known.update(move.id for move in msgspec.json.decode(payload, type=list[Move]) if move.lang is None)
    return frozenset(known)


def _difference(connection: Connection, shelf: Shelf, library: Library) -> Difference:
    written = dict(shelf.fingerprints(library))
    changed: list[Key] = []
    removed: list[Key] = []
    table = shelf.table
    columns = (*(table.c[name] for name in shelf.key), table.c.fingerprint)
    current = select(*columns).where(is_current(table)).execution_options(yield_per=5000)
    for row in connection.execute(current):
        key = row[:-1]
        wanted = written.get(key)
        if wanted is None:
            removed.append(key)
        elif wanted == row[-1]:
            del written[key]
        else:
            changed.append(key)
    return Difference(written, changed, removed)
