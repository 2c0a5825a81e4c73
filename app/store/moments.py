"""Instants as the store keeps them: to the second, in UTC, as RFC 3339 text, which is in order of time everywhere."""

from datetime import UTC, datetime


def written(moment: datetime) -> str:
    """As in 2026-01-31T12:00:00Z, from an aware datetime of any zone; a fraction of a second is dropped."""
    # strftime writes a year before 1000 with fewer than four digits.
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def read(text: str) -> datetime:
    """An aware datetime in UTC, from what `written` made."""
    return datetime.fromisoformat(text)
