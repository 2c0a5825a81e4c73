"""What each release brought and took away, in order: the log that followers read."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, and_, exists, select, tuple_

from app.domain.bibliography import Work
from app.domain.entries import Entry
from app.domain.library import Move, Series
from app.store.engine import reading
from app.store.load import moments_of, stored_text
from app.store.shelves import catalogue_part, entry_from, series_from
from app.store.tables import CATALOGUE_PARTS, ENTRIES, ENTRY_TEXTS, RELEASES, SERIES, SERIES_TEXTS
from app.store.validity import is_valid
from app.store.values import RECORDS, Event, Position, StoredText

_TABLES: tuple[tuple[str, Table], ...] = tuple(zip(RECORDS, (ENTRIES, ENTRY_TEXTS, SERIES, SERIES_TEXTS), strict=False))
_WORK = RECORDS.index("work")
_BIBLIOGRAPHY = "bibliography"


def feed(engine: Engine, after: Position, until: int, limit: int) -> list[Event]:
    """At most *limit* events that follow *after*, up to and including release *until*, in order."""
    with reading(engine) as connection:
        moments = moments_of(connection)
        releases = connection.execute(
            select(RELEASES.c.number).where(RELEASES.c.number.between(after.release, until)).order_by(RELEASES.c.number)
        ).scalars()
        events: list[Event] = []
        for number in releases.all():
            start = after if number == after.release else Position(number, 0)
            events += islice(_of_release(connection, number, start, limit - len(events), moments), limit - len(events))
            if len(events) == limit:
                break
        return events


def _of_release(
    connection: Connection, number: int, after: Position, limit: int, moments: dict[int, datetime]
) -> Iterator[Event]:
    moves = _moves(connection, number)
    for subject, (record, table) in enumerate(_TABLES):
        if subject < after.subject:
            continue
        key = (after.id, after.lang) if subject == after.subject else ("", "")
        brought = _brought(connection, table, number, key, limit)
        taken = _taken(connection, table, number, key, limit)
        for row in merge(brought, taken, key=_key):
            yield _event(record, row, Position(number, subject, *_key(row)), moments, moves)
    if after.subject <= _WORK:
        yield from _works(connection, number, after, moments[number])


def _brought(connection: Connection, table: Table, number: int, key: tuple[str, str], limit: int) -> list[Row[Any]]:
    """The rows that begin with the release, by key."""
    begun = table.c.from_release == number
    return list(
        connection.execute(select(table).where(begun, _follows(table, key)).order_by(*_keys(table)).limit(limit))
    )


def _taken(connection: Connection, table: Table, number: int, key: tuple[str, str], limit: int) -> list[Row[Any]]:
    """The rows that end with the release and are followed by none, by key."""
    next_row = table.alias()
    same = [next_row.c[column.name] == column for column in _keys(table)]
    replaced = exists().where(and_(*same, next_row.c.from_release == number))
    ended = table.c.to_release == number
    wanted = select(table).where(ended, ~replaced, _follows(table, key)).order_by(*_keys(table)).limit(limit)
    return list(connection.execute(wanted))


def _keys(table: Table) -> list[Any]:
    return [table.c.id, table.c.lang] if "lang" in table.c else [table.c.id]


def _follows(table: Table, key: tuple[str, str]) -> Any:
    columns = _keys(table)
    return tuple_(*columns) > tuple_(*key[: len(columns)]) if len(columns) > 1 else columns[0] > key[0]


def _key(row: Row[Any]) -> tuple[str, str]:
    return row.id, getattr(row, "lang", "")


def _event(
    record: str, row: Row[Any], position: Position, moments: dict[int, datetime], moves: dict[tuple[str, str], Move]
) -> Event:
    is_gone = row.from_release != position.release
    lang = getattr(row, "lang", None)
    move = moves.get((row.id, lang or "")) or moves.get((row.id, "")) if is_gone else None
    return Event(
        position=position,
        at=moments[position.release],
        record=record,
        id=row.id,
        lang=lang,
        content=None if is_gone else _content(record, row, moments),
        created_at=None if is_gone else moments[row.created_release],
        move=move,
    )


def _content(record: str, row: Row[Any], moments: dict[int, datetime]) -> Entry | StoredText | Series:
    if record == "entry":
        return entry_from(row.kind, row.payload)
    if record == "series":
        return series_from(row.payload)
    return stored_text(row, moments)


def _moves(connection: Connection, number: int) -> dict[tuple[str, str], Move]:
    moves: tuple[Move, ...] = _part(connection, "moves", number)
    return {(move.id, move.lang or ""): move for move in moves}


def _works(connection: Connection, number: int, after: Position, at: datetime) -> Iterator[Event]:
    """Works are kept together, so what changed among them is what two bibliographies differ in."""
    now: dict[str, Work] = _part(connection, _BIBLIOGRAPHY, number)
    before: dict[str, Work] = _part(connection, _BIBLIOGRAPHY, number - 1) if number > 1 else {}
    known = after.id if after.subject == _WORK else None
    for key in sorted(now.keys() | before.keys()):
        if (known is None or key > known) and now.get(key) != before.get(key):
            yield Event(
                position=Position(number, _WORK, key),
                at=at,
                record="work",
                id=key,
                lang=None,
                content=now.get(key),
                created_at=None,
                move=None,
            )


def _part(connection: Connection, name: str, number: int) -> Any:
    parts = CATALOGUE_PARTS
    payload = connection.execute(
        select(parts.c.payload).where(parts.c.id == name, is_valid(parts, number))
    ).scalar_one()
    return catalogue_part(name, payload)
