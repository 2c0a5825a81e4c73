"""What editors need to know to write the next text: sums over days and messages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, case, func, select

from app.feedback.counters import MISS, READ, first_day
from app.feedback.tables import DAY_COUNTS, FEEDBACK
from app.feedback.values import MessageStatus
from app.store.engine import reading


@dataclass(frozen=True, slots=True)
class Missed:
    """A search that found nothing."""

    query: str
    lang: str
    count: int
    last_day: str


@dataclass(frozen=True, slots=True)
class Reported:
    """An entry that readers wrote about; `open` messages are neither answered nor closed nor on hold."""

    entry: str
    open: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """What happened since a day."""

    since: str
    misses: tuple[Missed, ...]
    most_read: tuple[tuple[str, int], ...]
    most_reported: tuple[Reported, ...]
    # Messages by how they stand.
    messages: Mapping[MessageStatus, int]


def insights(engine: Engine, now: datetime, *, days: int, limit: int) -> Insights:
    """The most of each over the last *days*, today included; at most *limit* of a kind."""
    since = first_day(now, days)
    with reading(engine) as connection:
        return Insights(
            since=since,
            misses=_misses(connection, since, limit),
            most_read=tuple(_views(connection, since, limit).items()),
            most_reported=_reported(connection, now - timedelta(days=days), limit),
            messages=_by_status(connection),
        )


def _views(connection: Connection, since: str, limit: int) -> dict[str, int]:
    columns = DAY_COUNTS.c
    total: Any = func.sum(columns["count"])
    query = (
        select(columns.subject, total)
        .where(columns.what == READ, columns.day >= since)
        .group_by(columns.subject)
        .order_by(total.desc(), columns.subject)
        .limit(limit)
    )
    return {subject: int(count) for subject, count in connection.execute(query)}


def _misses(connection: Connection, since: str, limit: int) -> tuple[Missed, ...]:
    columns = DAY_COUNTS.c
    total: Any = func.sum(columns["count"])
    query = (
        select(columns.subject, columns.lang, total, func.max(columns.day))
        .where(columns.what == MISS, columns.day >= since)
        .group_by(columns.subject, columns.lang)
        .order_by(total.desc(), columns.subject, columns.lang)
        .limit(limit)
    )
    return tuple(
        Missed(subject, lang, int(count), last_day) for subject, lang, count, last_day in connection.execute(query)
    )


def _reported(connection: Connection, since: datetime, limit: int) -> tuple[Reported, ...]:
    columns = FEEDBACK.c
    still_open: Any = func.sum(case((columns.status == MessageStatus.NEW.value, 1), else_=0))
    total: Any = func.count()
    query = (
        select(columns.entry, still_open, total)
        .where(columns.entry.is_not(None), columns.received_at >= since, columns.status != MessageStatus.HELD.value)
        .group_by(columns.entry)
        .order_by(still_open.desc(), total.desc(), columns.entry)
        .limit(limit)
    )
    return tuple(Reported(entry, int(unread), int(count)) for entry, unread, count in connection.execute(query))


def _by_status(connection: Connection) -> dict[MessageStatus, int]:
    query = select(FEEDBACK.c.status, func.count()).group_by(FEEDBACK.c.status)
    counted = {MessageStatus(status): int(count) for status, count in connection.execute(query)}
    return {status: counted.get(status, 0) for status in MessageStatus}
