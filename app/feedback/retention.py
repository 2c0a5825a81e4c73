"""Lets go of what readers sent once it has been kept long enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, update

from app.feedback.receiving import REPLAYS
from app.feedback.tables import DAY_COUNTS, FEEDBACK
from app.store.audit import record
from app.store.engine import writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """For how long what is kept, in days since it came; 0: for ever."""

    email_days: int
    message_days: int
    count_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purged:
    """How much went."""

    emails: int
    messages: int
    counts: int


def purge(engine: Engine, retention: Retention, now: datetime, *, actor: str) -> Purged:
    """Delete what is older than *retention* says; nothing to do is fine."""
    columns = FEEDBACK.c
    with writing(engine) as connection:
        connection.execute(
            update(FEEDBACK)
            .where(columns.idempotency_digest.is_not(None), columns.received_at <= now - REPLAYS)
            .values(idempotency_digest=None, request_digest=None, receipt=None)
        )
        messages = emails = counts = 0
        if retention.message_days:
            old = now - timedelta(days=retention.message_days)
            messages = connection.execute(delete(FEEDBACK).where(columns.received_at <= old)).rowcount
        if retention.email_days:
            old = now - timedelta(days=retention.email_days)
            too_old = update(FEEDBACK).where(columns.email.is_not(None), columns.received_at <= old)
            emails = connection.execute(too_old.values(email=None)).rowcount
        if retention.count_days:
            day = f"{now - timedelta(days=retention.count_days):%Y-%m-%d}"
            counts = connection.execute(delete(DAY_COUNTS).where(DAY_COUNTS.c.day < day)).rowcount
        if messages or emails:
            detail = {"messages": messages, "emails": emails}
            record(connection, now, actor=actor, action="feedback.purge", subject="", detail=detail)
    return Purged(emails=emails, messages=messages, counts=counts)
