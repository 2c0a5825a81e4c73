"""What a message is: its kind, how it stands, why it may be on hold; and what its sender gets for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

# For how long the same request gets the same answer.
REPLAYS: Final = timedelta(hours=24)


class Kind(StrEnum):
    """What a reader wants of the editors."""

    QUESTION = "question"
    ERROR = "error"
    OMISSION = "omission"
    WISH = "wish"


class MessageStatus(StrEnum):
    """How a message stands with the editors."""

    # Kept, but not among the new ones before an editor has looked.
    HELD = "held"
    NEW = "new"
    ANSWERED = "answered"
    CLOSED = "closed"


class Progress(StrEnum):
    """How a message stands as its sender sees it, who never learns that it was held."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"


class Hold(StrEnum):
    """Why a message is looked at before it counts."""

    # Somebody filled in a field that people do not see.
    HONEYPOT = "honeypot"
    # Nobody types that fast.
    TOO_FAST = "too_fast"
    # The same has been sent before.
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a reader sends, checked; `holds` are reasons found in it alone."""

    kind: Kind
    entry: str | None
    lang: str
    release: int
    message: str
    email: str | None
    holds: frozenset[Hold] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it is kept."""

    id: str
    received_at: datetime
    updated_at: datetime
    kind: Kind
    entry: str | None
    lang: str
    release: int
    message: str
    email: str | None
    status: MessageStatus
    held_for: tuple[Hold, ...]
    assignee: str | None
    answer: str | None
    answered_at: datetime | None

    @property
    def progress(self) -> Progress:
        """How it stands as its sender sees it."""
        if self.status in {MessageStatus.HELD, MessageStatus.NEW}:
            return Progress.IN_PROGRESS if self.assignee else Progress.RECEIVED
        return Progress(self.status.value)


class ReusedError(Exception):
    """An idempotency key came with another request before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the sender gets; `secret` is shown this once, or again to the same request."""

    id: str
    secret: str
    received_at: datetime
    is_replay: bool
    # Not for the sender to know.
    is_held: bool


@dataclass(frozen=True, slots=True)
class Once:
    """A request that is to have its effect once: its key, and a digest of all that it says."""

    key: str
    request: bytes
