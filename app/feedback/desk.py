"""What editors do with messages: find, assign, answer, close and reopen them, each deed in the audit log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, func, select, update

from app.feedback.tables import FEEDBACK, message_of
from app.feedback.values import Kind, Message, MessageStatus
from app.store.audit import record
from app.store.engine import reading, writing


class ClosedError(Exception):
    """A closed message is left alone until it is reopened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which messages are listed; every condition given must hold."""

    statuses: frozenset[MessageStatus] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    entry: str | None = None
    lang: str | None = None
    # Empty: nobody's.
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """A run of messages, newest first, how many there are in all, and whether there are more on either side."""

    items: tuple[Message, ...]
    total: int
    has_newer: bool
    has_older: bool


def messages(
    engine: Engine, wanted: Wanted, *, limit: int, before: str | None = None, after: str | None = None
) -> Listed:
    """At most *limit* messages, newest first, older than the id *before* or next newer than *after*."""
    conditions = list(_conditions(wanted))
    is_back = after is not None
    order = FEEDBACK.c.id if is_back else FEEDBACK.c.id.desc()
    query = select(FEEDBACK).where(*conditions).order_by(order).limit(limit + 1)
    if before is not None:
        query = query.where(FEEDBACK.c.id < before)
    if after is not None:
        query = query.where(FEEDBACK.c.id > after)
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(FEEDBACK).where(*conditions)).scalar_one()
        found = [message_of(row) for row in connection.execute(query)]
    has_more, items = len(found) > limit, found[:limit]
    if is_back:
        return Listed(tuple(reversed(items)), total, has_newer=has_more, has_older=bool(items))
    return Listed(tuple(items), total, has_newer=before is not None and bool(items), has_older=has_more)


def look_at(engine: Engine, message_id: str, now: datetime, *, actor: str) -> Message | None:
    """One message with the sender's address; that it was looked at is written down."""
    with writing(engine) as connection:
        message = _find(connection, message_id)
        if message is not None:
            record(connection, now, actor=actor, action="feedback.read", subject=message_id, detail={})
    return message


def assign(engine: Engine, message_id: str, now: datetime, *, actor: str, assignee: str | None) -> Message | None:
    """Say who takes care of a message; None for nobody. Raises ClosedError."""
    return _change(
        engine,
        message_id,
        now,
        actor=actor,
        deed=("feedback.assign", {"assignee": assignee}),
        values=lambda message: _unless_closed(message, {"assignee": assignee}),
    )


def answer(engine: Engine, message_id: str, now: datetime, *, actor: str, text: str) -> Message | None:
    """Answer a message, or replace the answer; its sender reads it by the receipt. Raises ClosedError."""
    values = {"answer": text, "answered_at": now, "status": MessageStatus.ANSWERED.value}
    return _change(
        engine,
        message_id,
        now,
        actor=actor,
        deed=("feedback.answer", {"characters": len(text)}),
        values=lambda message: _unless_closed(message, values),
    )


def close(engine: Engine, message_id: str, now: datetime, *, actor: str) -> Message | None:
    """Be done with a message; again is fine."""
    values = {"status": MessageStatus.CLOSED.value}
    return _change(engine, message_id, now, actor=actor, deed=("feedback.close", {}), values=lambda _message: values)


def reopen(engine: Engine, message_id: str, now: datetime, *, actor: str) -> Message | None:
    """Take a message off hold, or a closed one up again."""

    def opened(message: Message) -> Mapping[str, Any]:
        return {"status": (MessageStatus.ANSWERED if message.answer is not None else MessageStatus.NEW).value}

    return _change(engine, message_id, now, actor=actor, deed=("feedback.reopen", {}), values=opened)


def _change(
    engine: Engine,
    message_id: str,
    now: datetime,
    *,
    actor: str,
    deed: tuple[str, Mapping[str, Any]],
    values: Callable[[Message], Mapping[str, Any]],
) -> Message | None:
    with writing(engine) as connection:
        message = _find(connection, message_id)
        if message is None:
            return None
        connection.execute(
            update(FEEDBACK).where(FEEDBACK.c.id == message_id).values(updated_at=now, **values(message))
        )
        action, detail = deed
        record(connection, now, actor=actor, action=action, subject=message_id, detail=detail)
        return _find(connection, message_id)


def _unless_closed(message: Message, values: Mapping[str, Any]) -> Mapping[str, Any]:
    if message.status is MessageStatus.CLOSED:
        raise ClosedError
    return values


def _find(connection: Connection, message_id: str) -> Message | None:
    row = connection.execute(select(FEEDBACK).where(FEEDBACK.c.id == message_id)).one_or_none()
    return None if row is None else message_of(row)


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    columns = FEEDBACK.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.statuses:
        conditions.append(columns.status.in_(sorted(wanted.statuses)))
    if wanted.kinds:
        conditions.append(columns.kind.in_(sorted(wanted.kinds)))
    if wanted.entry is not None:
        conditions.append(columns.entry == wanted.entry)
    if wanted.lang is not None:
        conditions.append(columns.lang == wanted.lang)
    if wanted.assignee is not None:
        conditions.append(columns.assignee == wanted.assignee if wanted.assignee else columns.assignee.is_(None))
    return conditions
