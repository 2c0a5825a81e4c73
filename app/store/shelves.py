"""How a library's values become rows and rows become values again: one shelf a table, all alike to a publish."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

import msgspec
from sqlalchemy import Table

from app.domain.bibliography import Work
from app.domain.entries import Entry
from app.domain.kinds import KINDS
from app.domain.library import Library, Move, Series
from app.domain.locales import Locale
from app.domain.texts import Text
from app.store.base import Table as Base
from app.store.values import Catalogue, Subject

# (id,) or (id, lang).
Key = tuple[str, ...]
# Of a row's columns, by name.
Values = dict[str, Any]

_KINDS: Mapping[str, type[Entry]] = {kind.kind: kind for kind in KINDS.values()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """One table: what a library puts there, compared by fingerprint, and the row for one of those things."""

    subject: Subject
    key: tuple[str, ...]
    # In the order of the keys, since rows are written in it.
    fingerprints: Callable[[Library], Iterator[tuple[Key, str]]]
    # revision, payload and whatever else stands in a row beside its key, its validity and its HTML.
    content: Callable[[Library, Key], Values]
    # The text whose sections are rendered into the row, if it is one of a text.
    text: Callable[[Library, Key], Text] | None = None

    @property
    def table(self) -> Table:
        """The table of that name."""
        return Base.metadata.tables[self.subject]


def _entries(library: Library) -> Iterator[tuple[Key, str]]:
    for entry_id, entry in sorted(library.entries.items()):
        yield (entry_id,), entry.revision


def _entry_row(library: Library, key: Key) -> Values:
    entry = library.entries[key[0]]
    return {"revision": entry.revision, "kind": entry.kind, "payload": _json(replace(entry, texts={}))}


def _entry_texts(library: Library) -> Iterator[tuple[Key, str]]:
    return _texts(library.entries)


def _entry_text(library: Library, key: Key) -> Text:
    return library.entries[key[0]].texts[key[1]]


def _entry_text_row(library: Library, key: Key) -> Values:
    return _text_row(_entry_text(library, key))


def _series(library: Library) -> Iterator[tuple[Key, str]]:
    for series_id, series in sorted(library.series.items()):
        yield (series_id,), series.revision


def _series_row(library: Library, key: Key) -> Values:
    series = library.series[key[0]]
    return {"revision": series.revision, "payload": _json(replace(series, texts={}))}


def _series_texts(library: Library) -> Iterator[tuple[Key, str]]:
    return _texts(library.series)


def _series_text(library: Library, key: Key) -> Text:
    return library.series[key[0]].texts[key[1]]


def _series_text_row(library: Library, key: Key) -> Values:
    return _text_row(_series_text(library, key))


def _texts(owners: Mapping[str, Entry | Series]) -> Iterator[tuple[Key, str]]:
    for owner_id, owner in sorted(owners.items()):
        for lang, text in sorted(owner.texts.items()):
            yield (owner_id, lang), _standing(text)


def _standing(text: Text) -> str:
    """The revision and what follows from other texts; that of a section follows from what is behind.

    Not hashed: a publish makes one for every text there is.
    """
    return f"{text.revision} {text.status.value} {' '.join(text.behind)}"


def _text_row(text: Text) -> Values:
    return {"revision": text.revision, "slug": text.slug, "payload": _json(text)}


def _digest(payload: str) -> str:
    return blake2b(payload.encode(), digest_size=12).hexdigest()


def _parts(library: Library) -> Iterator[tuple[Key, str]]:
    for part, payload in _part_payloads(library).items():
        yield (part,), _digest(payload)


def _part_row(library: Library, key: Key) -> Values:
    payload = _part_payloads(library)[key[0]]
    return {"revision": _digest(payload), "payload": payload}


def _part_payloads(library: Library) -> dict[str, str]:
    return {
        "bibliography": _json(library.bibliography),
        "locales": _json(library.locales),
        "moves": _json(library.moves),
        "settings": _json(_Settings(licence=library.licence, default_lang=library.default_lang)),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    licence: str
    default_lang: str


SHELVES: tuple[Shelf, ...] = (
    Shelf(subject=Subject.ENTRY, key=("id",), fingerprints=_entries, content=_entry_row),
    Shelf(
        subject=Subject.TEXT,
        key=("id", "lang"),
        fingerprints=_entry_texts,
        content=_entry_text_row,
        text=_entry_text,
    ),
    Shelf(subject=Subject.SERIES, key=("id",), fingerprints=_series, content=_series_row),
    Shelf(
        subject=Subject.SERIES_TEXT,
        key=("id", "lang"),
        fingerprints=_series_texts,
        content=_series_text_row,
        text=_series_text,
    ),
    Shelf(subject=Subject.CATALOGUE, key=("id",), fingerprints=_parts, content=_part_row),
)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


_ENTRY_DECODERS = {kind: msgspec.json.Decoder(cls) for kind, cls in _KINDS.items()}
_SERIES_DECODER = msgspec.json.Decoder(Series)
_TEXT_DECODER = msgspec.json.Decoder(Text)
_HTML_DECODER = msgspec.json.Decoder(dict[str, str])


_PART_TYPES: Mapping[str, Any] = {
    "bibliography": dict[str, Work],
    "locales": tuple[Locale, ...],
    "moves": tuple[Move, ...],
}


def entry_from(kind: str, payload: str) -> Entry:
    """The entry, without its texts."""
    return _ENTRY_DECODERS[kind].decode(payload)


def series_from(payload: str) -> Series:
    """The series, without its texts."""
    return _SERIES_DECODER.decode(payload)


def text_from(payload: str) -> Text:
    """The text of an entry or a series."""
    return _TEXT_DECODER.decode(payload)


def html_from(payload: str) -> dict[str, str]:
    """Each section rendered, by its id."""
    return _HTML_DECODER.decode(payload)


def catalogue_part(name: str, payload: str) -> Any:
    """One of the catalogue's parts: the bibliography by key, the locales in order, or the moves."""
    return msgspec.json.decode(payload, type=_PART_TYPES[name])


def catalogue_from(payloads: Mapping[str, str]) -> Catalogue:
    """What belongs to the catalogue as a whole, from its parts' payloads by name."""
    settings = msgspec.json.decode(payloads["settings"], type=_Settings)
    return Catalogue(
        licence=settings.licence,
        default_lang=settings.default_lang,
        locales=catalogue_part("locales", payloads["locales"]),
        bibliography=catalogue_part("bibliography", payloads["bibliography"]),
        moves=catalogue_part("moves", payloads["moves"]),
    )
