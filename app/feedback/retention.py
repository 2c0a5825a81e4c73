"""Lets go of what readers sent once it has been kept long enough."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from app.feedback.values import REPLAYS
from app.store.bare import Bare
from app.store.deeds import note
from app.store.moments import written

_REPLAYS: Final = (
    "UPDATE feedback SET idempotency_digest = NULL, request_digest = NULL, receipt = NULL"
    " WHERE idempotency_digest IS NOT NULL AND received_at <= ?"
)
_MESSAGES: Final = "DELETE FROM feedback WHERE received_at <= ?"
_EMAILS: Final = "UPDATE feedback SET email = NULL WHERE email IS NOT NULL AND received_at <= ?"
_COUNTS: Final = "DELETE FROM day_counts WHERE day < ?"


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


def purge(database: Bare, retention: Retention, now: datetime, *, actor: str) -> Purged:
    """Delete what is older than *retention* says; nothing to do is fine."""
    with database.writing() as statements:
        statements.run(_REPLAYS, written(now - REPLAYS))
        messages = emails = counts = 0
        if retention.message_days:
            messages = statements.run(_MESSAGES, written(now - timedelta(days=retention.message_days)))
        if retention.email_days:
            emails = statements.run(_EMAILS, written(now - timedelta(days=retention.email_days)))
        if retention.count_days:
            counts = statements.run(_COUNTS, f"{now - timedelta(days=retention.count_days):%Y-%m-%d}")
        if messages or emails:
            detail = {"messages": messages, "emails": emails}
            note(statements, now, actor=actor, action="feedback.purge", subject="", detail=detail)
    return Purged(emails=emails, messages=messages, counts=counts)
