"""Writes a library as a new release: one transaction, and only what changed."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, update

from app.domain.library import Library, Move
from app.store.audit import record
from app.store.engine import publishing, reading
from app.store.errors import IdsVanishedError, ReleaseMovedError
from app.store.history import active
from app.store.shelves import SHELVES, Key, Render, Shelf, Values
from app.store.tables import CATALOGUE_PARTS, ENTRIES, RELEASES, SERIES, STATE
from app.store.validity import is_current
from app.store.values import Published, ReleaseInfo, Subject, Tally

Clock = Callable[[], datetime]
# (rows written, rows to write)
Progress = Callable[[int, int], None]

# Rows that are made, sent and forgotten together.
_CHUNK = 500


def publish(
    engine: Engine,
    library: Library,
    *,
    message: str,
    clock: Clock,
    render: Render,
    progress: Progress | None = None,
    actor: str | None = None,
    after: Collection[int] | None = None,
) -> Published:
    """Make *library* the release that is served, unless the one that is served says exactly the same.

    *render* turns a section's Markdown into the HTML that is stored beside it; it is asked only about texts that are
    written. Whatever goes wrong, at whatever moment, the release before stays the one that is served. An *actor* is
    written into the audit log; *after* names the releases on which alone the new one may follow.

    Raises:
        IdsVanishedError: An id the served release accounts for is neither in *library* nor in its moves.
        ReleaseMovedError: The release that is served is none of *after*.
        StoreError: As for `app.store.engine.publishing`.
    """
    with publishing(engine) as connection:
        base = active(connection)
        refuse_others(base, after)
        if base is not None and base.digest == library.digest:
            return Published(number=base.number, created=False)
        _refuse_silence(connection, library)
        number = open_release(connection, digest=library.digest, message=message, clock=clock, base=base, actor=actor)
        differences = _differences(connection, library)
        report = _reporter(progress, sum(len(difference.written) for difference in differences.values()))
        for shelf in SHELVES:
            difference = differences[shelf.subject]
            _end(connection, shelf, (*difference.changed, *difference.removed), number)
            content = partial(shelf.content, library, render)
            for rows in _rows(connection, shelf, difference, number, content):
                connection.execute(insert(shelf.table), rows)
                report(len(rows))
        serve(connection, number)
        return count_release(number, {subject: difference.tally for subject, difference in differences.items()})


def rehearse(engine: Engine, library: Library, *, after: Collection[int] | None = None) -> Published:
    """What `publish` would come to now, with the number it would give; raises what it would raise, writes nothing."""
    with reading(engine) as connection:
        base = active(connection)
        refuse_others(base, after)
        if base is not None and base.digest == library.digest:
            return Published(number=base.number, created=False)
        _refuse_silence(connection, library)
        differences = _differences(connection, library)
        return count_release(
            _next_number(connection), {subject: difference.tally for subject, difference in differences.items()}
        )


def known_ids(engine: Engine) -> frozenset[str]:
    """Every id the served release accounts for: its entries, its series, and those it says were moved."""
    with reading(engine) as connection:
        return _known_ids(connection)


def open_release(
    connection: Connection,
    *,
    digest: str,
    message: str,
    clock: Clock,
    base: ReleaseInfo | None,
    restores: int | None = None,
    actor: str | None = None,
) -> int:
    """Write down the next release, which nobody is served yet, and who makes it; return its number."""
    number, now = _next_number(connection), clock()
    if actor is not None:
        told = {"digest": digest, "base": None if base is None else base.number, "message": message}
        action, detail = (
            ("release.publish", told) if restores is None else ("release.activate", told | {"as": restores})
        )
        record(connection, now, actor=actor, action=action, subject=str(number), detail=detail)
    connection.execute(
        insert(RELEASES).values(
            number=number,
            digest=digest,
            created_at=now,
            message=message,
            base=None if base is None else base.number,
            restores=restores,
        )
    )
    return number


def refuse_others(base: ReleaseInfo | None, after: Collection[int] | None) -> None:
    """Raise ReleaseMovedError if *after* is given and *base*, the release that is served, is none of it."""
    number = None if base is None else base.number
    if after is not None and number not in after:
        raise ReleaseMovedError(number)


def serve(connection: Connection, number: int) -> None:
    """Make *number* the release that is served once the transaction ends."""
    connection.execute(update(STATE).values(release=number))


def count_release(number: int, tallies: Mapping[Subject, Tally]) -> Published:
    """What making release *number* came to."""
    return Published(
        number=number,
        created=True,
        entries=tallies[Subject.ENTRY],
        texts=tallies[Subject.TEXT],
        series=tallies[Subject.SERIES],
        series_texts=tallies[Subject.SERIES_TEXT],
        catalogue=tallies[Subject.CATALOGUE],
    )


def _next_number(connection: Connection) -> int:
    number: int = connection.execute(select(func.coalesce(func.max(RELEASES.c.number), 0) + 1)).scalar_one()
    return number


@dataclass(frozen=True, slots=True)
class _Difference:
    """What a library has otherwise than the current rows; `written` (added and changed) with fingerprints, in order."""

    written: Mapping[Key, str]
    changed: list[Key]
    removed: list[Key]

    @property
    def tally(self) -> Tally:
        changed = len(self.changed)
        return Tally(added=len(self.written) - changed, changed=changed, removed=len(self.removed))


def _differences(connection: Connection, library: Library) -> Mapping[Subject, _Difference]:
    return {shelf.subject: _difference(connection, shelf, library) for shelf in SHELVES}


def _difference(connection: Connection, shelf: Shelf, library: Library) -> _Difference:
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
    return _Difference(written, changed, removed)


def _end(connection: Connection, shelf: Shelf, keys: Iterable[Key], number: int) -> None:
    """End the current rows of *keys* with release *number*."""
    table = shelf.table
    statement = update(table).where(is_current(table)).values(to_release=number)
    for name in shelf.key:
        statement = statement.where(table.c[name] == bindparam(f"the_{name}"))
    for some in _chunks(keys):
        connection.execute(
            statement, [{f"the_{name}": part for name, part in zip(shelf.key, key, strict=True)} for key in some]
        )


def _rows(
    connection: Connection, shelf: Shelf, difference: _Difference, number: int, content: Callable[[Key], Values]
) -> Iterator[list[Values]]:
    """The rows to write, a chunk at a time, so that a large catalogue is never in memory twice."""
    for keys in _chunks(difference.written):
        former = _former(connection, shelf, keys)
        rows = []
        for key in keys:
            row = content(key)
            created, updated = _since(former.get(key), row["revision"], number)
            row.update(zip(shelf.key, key, strict=True))
            row.update(
                from_release=number,
                to_release=None,
                created_release=created,
                updated_release=updated,
                fingerprint=difference.written[key],
            )
            rows.append(row)
        yield rows


def _former(connection: Connection, shelf: Shelf, keys: list[Key]) -> dict[Key, Row[Any]]:
    """The last row each of *keys* had, if any."""
    table = shelf.table
    columns = ("to_release", "created_release", "updated_release", "revision", *shelf.key)
    ids = sorted({key[0] for key in keys})
    found = connection.execute(
        select(*(table.c[name] for name in columns)).where(table.c.id.in_(ids)).order_by(table.c.from_release)
    )
    return {tuple(row[4:]): row for row in found}


def _since(former: Row[Any] | None, revision: str, number: int) -> tuple[int, int]:
    """The releases that first had a thing and that brought its revision; *former* is the row it had before."""
    if former is None:
        return number, number
    # Coming back after an absence is an update, even with the same words.
    is_unrevised = former.to_release == number and former.revision == revision
    return former.created_release, former.updated_release if is_unrevised else number


def _refuse_silence(connection: Connection, library: Library) -> None:
    told = {move.id for move in library.moves if move.lang is None}
    vanished = _known_ids(connection) - library.entries.keys() - library.series.keys() - told
    if vanished:
        raise IdsVanishedError(vanished)


def _known_ids(connection: Connection) -> frozenset[str]:
    known: set[str] = set()
    for table in (ENTRIES, SERIES):
        known.update(connection.execute(select(table.c.id).where(is_current(table))).scalars())
    parts = CATALOGUE_PARTS.c
    moves = connection.execute(select(parts.payload).where(parts.id == "moves", is_current(CATALOGUE_PARTS)))
    for payload in moves.scalars():
        known.update(move.id for move in msgspec.json.decode(payload, type=list[Move]) if move.lang is None)
    return frozenset(known)


def _reporter(progress: Progress | None, total: int) -> Callable[[int], None]:
    written = 0

    def report(rows: int) -> None:
        nonlocal written
        written += rows
        if progress is not None:
            progress(written, total)

    return report


def _chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    rest = iter(keys)
    while some := list(islice(rest, _CHUNK)):
        yield some
