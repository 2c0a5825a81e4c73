"""The catalogue as flat records: what the NDJSON export holds and the changes feed sends, byte for byte the same.

A record's identity is its `record`, `id` and `lang`. It says what was written about that one thing and nothing that
follows from others, so it changes only when its own words do. Its line is canonical JSON: equal records, equal bytes.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
import orjson

from app.domain.bibliography import Work
from app.domain.entries import Entry
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Series
from app.domain.texts import Text
from app.exports.selection import Selection

Record = dict[str, Any]
# In this order records follow one another.
ORDER = ("entry", "text", "series", "series_text", "work")


def line(record: Record) -> bytes:
    """*record* as canonical JSON (sorted members, no spaces) and a line feed."""
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_UTC_Z)


def records(selection: Selection) -> Iterator[Record]:
    """Every record of *selection*, by record in ORDER, then id, then language."""
    snapshot = selection.snapshot
    cards = selection.cards()
    for card in cards:
        yield entry_record(snapshot.entry(card), card.created_at)
    for card in cards:
        for body in selection.bodies(card):
            yield text_record("text", card.id, body.text, body.html, body.updated_at)
    series = selection.series()
    for one in series:
        yield series_record(one.series)
    for one in series:
        for lang in sorted(one.series.texts):
            if selection.wanted.lang in (None, lang):
                text = one.series.texts[lang]
                yield text_record("series_text", one.series.id, text, one.html[lang], one.updated_at[lang])
    for key in selection.works():
        yield work_record(snapshot.bibliography[key])


def entry_record(entry: Entry, created_at: datetime) -> Record:
    """What is true of an entry in every language, as it was written: each relation on one side."""
    return {
        "record": "entry",
        "id": entry.id,
        "lang": None,
        "kind": entry.kind,
        "source_lang": entry.source_lang,
        "licence": entry.licence,
        "broader": list(entry.broader),
        "related": list(entry.related),
        "sources": list(entry.sources),
        "leaders": list(entry.leaders) if isinstance(entry, Style) else None,
        "diagram": msgspec.to_builtins(entry.diagram) if isinstance(entry, Model) else None,
        "revision": entry.revision,
        "created_at": created_at,
    }


def text_record(record: str, owner: str, text: Text, html: Mapping[str, str], updated_at: datetime) -> Record:
    """What one language says, with the digests that tell where it came from."""
    stamp = text.translated_from
    return {
        "record": record,
        "id": owner,
        "lang": text.lang,
        "slug": text.slug,
        "pref_label": text.pref_label,
        "alt_labels": list(text.alt_labels),
        "definition": text.definition,
        "scope_note": text.scope_note,
        "editorial_note": text.editorial_note,
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "markdown": section.markdown,
                "html": html[section.id],
                "status": section.status,
            }
            for section in text.sections
        ],
        "parts": {name: msgspec.to_builtins(part) for name, part in text.parts.items()},
        "planned": dict(text.planned),
        "status": text.status,
        "behind": list(text.behind),
        "digest": text.digest,
        "revision": text.revision,
        "translated_from": None if stamp is None else {"lang": stamp.lang, "digest": stamp.digest},
        "updated_at": updated_at,
    }


def series_record(series: Series) -> Record:
    """What is true of a series in every language."""
    return {
        "record": "series",
        "id": series.id,
        "lang": None,
        "source_lang": series.source_lang,
        "parts": list(series.parts),
        "sources": list(series.sources),
        "revision": series.revision,
    }


def work_record(work: Work) -> Record:
    """A work of the bibliography."""
    members: Record = msgspec.to_builtins(work)
    identity = {"record": "work", "id": members.pop("key"), "lang": None}
    return {"language": members.pop("lang"), **members, **identity}
