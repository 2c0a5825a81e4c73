"""Takes a message: on disk before it is acknowledged, once however often it is sent, on hold rather than in the bin."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.feedback.tables import FEEDBACK
from app.feedback.values import REPLAYS, Hold, MessageStatus, Once, Receipt, ReusedError, Submission
from app.store.engine import writing
from app.store.identity import new_id


def receive(engine: Engine, submission: Submission, now: datetime, once: Once | None = None) -> Receipt:
    """Keep *submission*; it is on disk when this returns.

    Raises:
        ReusedError: The key of *once* came with another request in the last 24 hours.
        StoreError: As for `app.store.engine.writing`; nothing is kept then.
    """
    with writing(engine) as connection:
        if once is not None:
            _forget_old(connection, once, now)
            former = _former(connection, once)
            if former is not None:
                return _again(former, once)
        content = _digest("\n".join((submission.kind, submission.entry or "", _folded(submission.message))))
        holds = _holds(connection, submission, content)
        receipt = Receipt(
            id=new_id(now), secret=secrets.token_hex(16), received_at=now, is_replay=False, is_held=bool(holds)
        )
        if _insert(connection, submission, receipt, once, content=content, holds=holds):
            return receipt
        # On PostgreSQL the same request may have come at the same time; it has been committed by now.
        assert once is not None
        former = _former(connection, once)
        assert former is not None
        return _again(former, once)


def receipt_digest(secret: str) -> str:
    """What is kept of a receipt."""
    return _digest(secret)


def _holds(connection: Connection, submission: Submission, content: str) -> frozenset[Hold]:
    """Why an editor has to look first; *content* is the digest of what it says."""
    same = select(FEEDBACK.c.id).where(FEEDBACK.c.content_digest == content).limit(1)
    is_duplicate = connection.execute(same).first() is not None
    return frozenset(submission.holds) | ({Hold.DUPLICATE} if is_duplicate else set())


def _insert(
    connection: Connection,
    submission: Submission,
    receipt: Receipt,
    once: Once | None,
    *,
    content: str,
    holds: frozenset[Hold],
) -> bool:
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(FEEDBACK).values(
        id=receipt.id,
        received_at=receipt.received_at,
        updated_at=receipt.received_at,
        kind=submission.kind.value,
        entry=submission.entry,
        lang=submission.lang,
        release=submission.release,
        message=submission.message,
        email=submission.email,
        status=(MessageStatus.HELD if holds else MessageStatus.NEW).value,
        held_for=" ".join(sorted(holds)),
        content_digest=content,
        receipt_digest=receipt_digest(receipt.secret),
        idempotency_digest=_digest(once.key) if once else None,
        request_digest=hashlib.sha256(once.request).hexdigest() if once else None,
        receipt=receipt.secret if once else None,
    )
    unless_there = statement.on_conflict_do_nothing(index_elements=["idempotency_digest"])
    # Not by the count of rows, which a driver need not know.
    return connection.execute(unless_there.returning(FEEDBACK.c.id)).first() is not None


def _former(connection: Connection, once: Once) -> Row[Any] | None:
    query = select(FEEDBACK).where(FEEDBACK.c.idempotency_digest == _digest(once.key))
    return connection.execute(query).one_or_none()


def _again(former: Row[Any], once: Once) -> Receipt:
    if former.request_digest != hashlib.sha256(once.request).hexdigest():
        raise ReusedError
    return Receipt(id=former.id, secret=former.receipt, received_at=former.received_at, is_replay=True, is_held=False)


def _forget_old(connection: Connection, once: Once, now: datetime) -> None:
    """A key is free again after a day, whether or not the purge has been by."""
    connection.execute(
        update(FEEDBACK)
        .where(FEEDBACK.c.idempotency_digest == _digest(once.key), FEEDBACK.c.received_at <= now - REPLAYS)
        .values(idempotency_digest=None, request_digest=None, receipt=None)
    )


def _folded(message: str) -> str:
    """Two messages that differ only in case and white space are the same."""
    return " ".join(message.casefold().split())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
