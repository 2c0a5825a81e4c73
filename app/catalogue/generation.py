"""One release as a read-only file on this host, which every worker opens and shares through the page cache.

It is built once, beside the one in use, and named after what it holds; texts are fetched from it one at a time, so a
process holds in memory only what `cards` describes.
"""

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from app.catalogue.cards import Card
from app.domain.bibliography import Work
from app.domain.diagram import Diagram
from app.domain.library import Move, Series
from app.domain.locales import Locale
from app.domain.texts import Text

# Raised whenever what stands in the file, or how it is computed, changes.
FORMAT: Final = 2

_SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE meta (value BLOB NOT NULL);
CREATE TABLE card (number INTEGER PRIMARY KEY, value BLOB NOT NULL, facts BLOB NOT NULL);
CREATE TABLE body (number INTEGER NOT NULL, lang TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (number, lang))
  WITHOUT ROWID;
CREATE TABLE sort_key (
  collation TEXT NOT NULL, number INTEGER NOT NULL, lang TEXT NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (collation, number, lang)
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A text with the HTML of its sections, by section id."""

    text: Text
    html: Mapping[str, str]
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What answers seldom need: how the relations were written, and what only some kinds of entry have."""

    revision: str
    broader: tuple[str, ...]
    related: tuple[str, ...]
    leaders: tuple[str, ...] | None = None
    diagram: Diagram | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRecord:
    """A series with its texts rendered."""

    series: Series
    html: Mapping[str, Mapping[str, str]]
    updated_at: Mapping[str, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """Everything about a release that is small."""

    number: int
    digest: str
    created_at: datetime
    licence: str
    default_lang: str
    locales: tuple[Locale, ...]
    bibliography: Mapping[str, Work]
    moves: tuple[Move, ...]
    series: tuple[SeriesRecord, ...]
    # (lang, former slug, entry id)
    former_slugs: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry as it goes into the file."""

    card: Card
    facts: Facts
    bodies: Mapping[str, Body]
    # (collation, lang, key): the text's label in the order of each language of the catalogue.
    sort_keys: tuple[tuple[str, str, bytes], ...]


def file_name(number: int, digest: str) -> str:
    """What the file of a release is called."""
    return f"release-{number}-{digest[:16]}-{FORMAT}.generation"


def write(path: Path, meta: Meta, records: Iterable[Record]) -> None:
    """Build the file at *path*; a half-written one never has its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with sqlite3.connect(draft) as connection:
        connection.executescript(_SCHEMA)
        connection.execute("INSERT INTO meta VALUES (?)", (_pack(meta),))
        for record in records:
            _write_record(connection, record)
    connection.close()
    draft.replace(path)


def _write_record(connection: sqlite3.Connection, record: Record) -> None:
    number = record.card.number
    connection.execute("INSERT INTO card VALUES (?, ?, ?)", (number, _pack(record.card), _pack(record.facts)))
    connection.executemany(
        "INSERT INTO body VALUES (?, ?, ?)", [(number, lang, _pack(body)) for lang, body in record.bodies.items()]
    )
    connection.executemany(
        "INSERT INTO sort_key VALUES (?, ?, ?, ?)",
        [(collation, number, lang, key) for collation, lang, key in record.sort_keys],
    )


class Generation:
    """An open generation file; safe to read from several threads."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        self.meta = _META.decode(self._one("SELECT value FROM meta"))

    def cards(self) -> Iterator[Card]:
        """Every entry, by number."""
        for (value,) in self._connection.execute("SELECT value FROM card ORDER BY number"):
            yield _CARD.decode(value)

    def facts(self, number: int) -> Facts:
        """What only the kind of this entry has."""
        return _FACTS.decode(self._one("SELECT facts FROM card WHERE number = ?", number))

    def body(self, number: int, lang: str) -> Body:
        """One text; it must exist."""
        return _BODY.decode(self._one("SELECT value FROM body WHERE number = ? AND lang = ?", number, lang))

    def sort_keys(self, collation: str) -> dict[tuple[int, str], bytes]:
        """The key of every text's label in the order of the language *collation*, by (number, lang)."""
        rows = self._connection.execute("SELECT number, lang, key FROM sort_key WHERE collation = ?", (collation,))
        return {(number, lang): key for number, lang, key in rows}

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True)
            connection.execute("PRAGMA mmap_size = 1073741824")
            self._local.connection = connection
        return connection

    def _one(self, query: str, *parameters: object) -> bytes:
        value: bytes = self._connection.execute(query, parameters).fetchone()[0]
        return value


_pack = msgspec.msgpack.Encoder().encode
_META: msgspec.msgpack.Decoder[Meta] = msgspec.msgpack.Decoder(Meta)
_CARD: msgspec.msgpack.Decoder[Card] = msgspec.msgpack.Decoder(Card)
_FACTS: msgspec.msgpack.Decoder[Facts] = msgspec.msgpack.Decoder(Facts)
_BODY: msgspec.msgpack.Decoder[Body] = msgspec.msgpack.Decoder(Body)
