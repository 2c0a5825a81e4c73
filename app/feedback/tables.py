"""The tables of readers' messages and of day counters."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint, Row, Text
from sqlmodel import Field

from app.feedback.values import Hold, Kind, Message, MessageStatus
from app.store.base import Moment, Name, Table


class FeedbackRow(Table, table=True):
    """One message; ids sort by the time it came."""

    __tablename__ = "feedback"
    __table_args__ = (
        Index("ix_feedback_status", "status", "id"),
        Index("ix_feedback_entry", "entry", "id"),
        Index("ix_feedback_content_digest", "content_digest"),
        Index("ix_feedback_idempotency_digest", "idempotency_digest", unique=True),
    )

    id: str = Field(primary_key=True, sa_type=Name)
    received_at: datetime = Field(sa_type=Moment)
    updated_at: datetime = Field(sa_type=Moment)
    kind: str = Field(sa_type=Name)
    # None: about the catalogue as a whole.
    entry: str | None = Field(sa_type=Name)
    lang: str = Field(sa_type=Name)
    # That was served when it came.
    release: int
    message: str = Field(sa_type=Text)
    email: str | None
    status: str = Field(sa_type=Name)
    # Why it is, or was, on hold: words separated by spaces.
    held_for: str
    assignee: str | None = Field(sa_type=Name)
    answer: str | None = Field(sa_type=Text)
    answered_at: datetime | None = Field(sa_type=Moment)
    content_digest: str
    receipt_digest: str
    # For as long as the same request may come again: which one it was, and the receipt to give again.
    idempotency_digest: str | None
    request_digest: str | None
    receipt: str | None


class DayCountRow(Table, table=True):
    """How often something happened on a day: an entry was read, a search found nothing."""

    __tablename__ = "day_counts"
    __table_args__ = (PrimaryKeyConstraint("what", "day", "lang", "subject"),)

    what: str = Field(sa_type=Name)
    # As in 2026-01-31, in UTC.
    day: str = Field(sa_type=Name)
    # Empty where it does not matter.
    lang: str = Field(sa_type=Name)
    subject: str = Field(sa_type=Name)
    count: int


FEEDBACK = Table.metadata.tables["feedback"]
DAY_COUNTS = Table.metadata.tables["day_counts"]


def message_of(row: Row[Any]) -> Message:
    """The message in *row*."""
    return Message(
        id=row.id,
        received_at=row.received_at,
        updated_at=row.updated_at,
        kind=Kind(row.kind),
        entry=row.entry,
        lang=row.lang,
        release=row.release,
        message=row.message,
        email=row.email,
        status=MessageStatus(row.status),
        held_for=tuple(map(Hold, row.held_for.split())),
        assignee=row.assignee,
        answer=row.answer,
        answered_at=row.answered_at,
    )
