"""The changes feed: events of the store as records, so that a follower holds what the NDJSON export holds."""

from typing import Any

from app.domain.bibliography import Work
from app.domain.entries import Entry
from app.domain.library import Series
from app.exports.records import Record, entry_record, series_record, text_record, work_record
from app.store.values import Event, StoredText


def change(event: Event) -> dict[str, Any]:
    """One event as followers get it: an upsert with the whole record, or a tombstone that says why."""
    data = _record(event)
    return {
        "release": event.position.release,
        "at": event.at,
        "op": "tombstone" if data is None else "upsert",
        "record": event.record,
        "id": event.id,
        "lang": event.lang,
        "reason": None if data is not None else event.move.why.value if event.move else "deleted",
        "to": event.move.to if event.move and data is None else None,
        "data": data,
    }


def _record(event: Event) -> Record | None:
    content = event.content
    if isinstance(content, Entry):
        assert event.created_at is not None
        return entry_record(content, event.created_at)
    if isinstance(content, StoredText):
        return text_record(event.record, event.id, content.text, content.html, content.updated_at)
    if isinstance(content, Series):
        return series_record(content)
    return work_record(content) if isinstance(content, Work) else None
