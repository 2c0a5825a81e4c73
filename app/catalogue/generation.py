"""One release as a read-only file on this host, which every worker opens and shares through the page cache.

It is built once, beside the one in use, and named after what it holds; texts are fetched from it one at a time, so a
process holds in memory only what `cards` describes. Where little changed, it holds only that and is read over the file
that it goes on from (`layers`).
"""

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from app.catalogue.cards import Card
from app.catalogue.columns import Columns, unpacked
from app.catalogue.layers import base_at, opened
from app.domain.bibliography import Work
from app.domain.diagram import Diagram
from app.domain.library import Move, Series
from app.domain.locales import Locale
from app.domain.texts import Text

# Raised whenever what stands in the file, or how it is computed, changes.
FORMAT: Final = 6

SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
-- base names the file that this one is laid over; replaced are the entries whose rows there do not count.
CREATE TABLE meta (base TEXT, langs INTEGER NOT NULL, value BLOB NOT NULL, columns BLOB NOT NULL);
CREATE TABLE replaced (number INTEGER PRIMARY KEY, id TEXT NOT NULL);
CREATE INDEX replaced_id ON replaced (id);
CREATE TABLE card (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, value BLOB NOT NULL, facts BLOB NOT NULL);
CREATE TABLE body (number INTEGER NOT NULL, lang TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY (number, lang))
  WITHOUT ROWID;
CREATE TABLE item (place INTEGER PRIMARY KEY, value BLOB NOT NULL);
CREATE TABLE entry (place INTEGER PRIMARY KEY, entry BLOB NOT NULL, sections BLOB, rest BLOB NOT NULL);
CREATE TABLE slug (
  lang TEXT NOT NULL, slug TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (lang, slug, id)
) WITHOUT ROWID;
CREATE TABLE sort_key (
  collation TEXT NOT NULL, key BLOB NOT NULL, id TEXT NOT NULL, lang TEXT NOT NULL, number INTEGER NOT NULL,
  PRIMARY KEY (collation, key, id, lang)
) WITHOUT ROWID;
CREATE TABLE statement (
  subject TEXT NOT NULL, kind TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (subject, kind, target)
) WITHOUT ROWID;
"""
# Made once the table is full where much is written.
INDEXES: Final = "CREATE INDEX statement_target ON statement (target, kind, subject)"


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


class Places:
    """Where the fragments of each text are, as one number; *langs* are all the languages there are, in site order."""

    def __init__(self, langs: Iterable[str]) -> None:
        self._index = {lang: index for index, lang in enumerate(langs)}
        self._size = len(self._index)

    def __call__(self, number: int, lang: str) -> int:
        """That of an entry's text in *lang*."""
        return number * self._size + self._index[lang]

    def of(self, number: int) -> tuple[int, int]:
        """The first and the last of an entry."""
        return number * self._size, (number + 1) * self._size - 1


def file_name(number: int, digest: str) -> str:
    """What the file of a release is called."""
    return f"release-{number}-{digest[:16]}-{FORMAT}.generation"


class DamagedFileError(Exception):
    """A generation file does not hold what it must; another one will soon be there."""


def staged_file_name(name: str) -> str:
    """What the file of a staged release is called: so that nobody takes it for that of a release."""
    return f"staged-{name}-{FORMAT}.generation"


class Generation:
    """An open generation file; safe to read from several threads.

    Of a file that is damaged while it is open, every method may raise DamagedFileError, sqlite3.Error or
    msgspec.DecodeError.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._inode = path.stat().st_ino
        self._local = threading.local()
        self.meta: Meta = unpack_meta(self._one("SELECT value FROM main.meta"))
        self.place = Places(locale.lang for locale in self.meta.locales)

    @property
    def base(self) -> Path | None:
        """The file that this one is laid over."""
        return base_at(self.path)

    @property
    def size(self) -> int:
        """How many entries there are."""
        found: int = self._connection.execute("SELECT count(*) FROM card").fetchone()[0]
        return found

    @property
    def replaced(self) -> int:
        """How many entries of its base the file has otherwise; 0 for one that is whole."""
        found: int = self._connection.execute("SELECT count(*) FROM main.replaced").fetchone()[0]
        return found

    def columns(self) -> Columns:
        """What lists are made from."""
        return unpacked(self._one("SELECT columns FROM main.meta"))

    def ids(self) -> dict[str, int]:
        """The number of every entry, in the order of ids."""
        return dict(self._connection.execute("SELECT id, number FROM card ORDER BY id"))

    def cards(self) -> Iterator[Card]:
        """Every entry, by id."""
        # What is ordered by must be among what is selected, or a file over another is sorted anew.
        for _, value in self._connection.execute("SELECT id, value FROM card ORDER BY id"):
            yield unpack_card(value)

    def own_cards(self) -> Iterator[Card]:
        """The entries that stand in this file itself, not in its base."""
        for (value,) in self._connection.execute("SELECT value FROM main.card"):
            yield unpack_card(value)

    def replaced_ids(self) -> set[str]:
        """The entries of its base that the file has otherwise, or no longer."""
        return {row[0] for row in self._connection.execute("SELECT id FROM main.replaced")}

    def card(self, number: int) -> Card:
        """One entry."""
        return unpack_card(self._one("SELECT value FROM card WHERE number = ?", number))

    def facts(self, number: int) -> Facts:
        """What only the kind of this entry has."""
        return _FACTS.decode(self._one("SELECT facts FROM card WHERE number = ?", number))

    def body(self, number: int, lang: str) -> Body:
        """One text; it must exist."""
        return _BODY.decode(self._one("SELECT value FROM body WHERE number = ? AND lang = ?", number, lang))

    def items(self, texts: Sequence[tuple[int, str]]) -> list[bytes]:
        """The fragments that a list of *texts* is made of."""
        if not texts:
            return []
        wanted = ",".join(["(?)"] * len(texts))
        # The join is a cross join so that it goes through the texts in their order, in each of two files.
        rows = self._connection.execute(
            f"WITH wanted(p) AS (VALUES {wanted}) SELECT place, value FROM wanted CROSS JOIN item ON place = p",  # noqa: S608 - question marks only  # nosec B608
            [self.place(number, lang) for number, lang in texts],
        )
        found = dict(rows.fetchall())
        return [found[self.place(number, lang)] for number, lang in texts]

    def entry(self, number: int, lang: str) -> tuple[bytes, bytes | None, bytes]:
        """The fragments of one text, which must exist: its entry, sections and rest."""
        found: tuple[bytes, bytes | None, bytes] = self._connection.execute(
            "SELECT entry, sections, rest FROM entry WHERE place = ?", (self.place(number, lang),)
        ).fetchone()
        return found

    def slug(self, lang: str, slug: str) -> str | None:
        """The id of the entry whose text in *lang* has this slug."""
        found = self._connection.execute(
            "SELECT id FROM slug WHERE lang = ? AND slug = ? ORDER BY id DESC", (lang, slug)
        ).fetchone()
        return None if found is None else found[0]

    def label_from(self, collation: str, key: bytes, entry_id: str, *, beyond: bool) -> tuple[int, str] | None:
        """The first text in the order of *collation* that is not before (with *beyond*: that is after) a place."""
        found: tuple[bytes, str, str, int] | None = self._connection.execute(
            f"SELECT key, id, lang, number FROM sort_key "  # noqa: S608  # nosec B608
            f"WHERE collation = ? AND (key, id) {'>' if beyond else '>='} (?, ?) ORDER BY key, id, lang LIMIT 1",
            (collation, key, entry_id),
        ).fetchone()
        return found and (found[3], found[2])

    @property
    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = opened(self.path)
            # Another file in its place has other numbers for the same entries.
            if self.path.stat().st_ino != self._inode:
                raise DamagedFileError(f"{self.path.name} is another file than the one that is served.")
            self._local.connection = connection
        return connection

    def _one(self, query: str, *parameters: object) -> bytes:
        row: tuple[bytes] | None = self._connection.execute(query, parameters).fetchone()
        if row is None:
            raise DamagedFileError(f"{self.path.name} lacks something that must be in it.")
        return row[0]


pack = msgspec.msgpack.Encoder().encode
unpack_meta = msgspec.msgpack.Decoder(Meta).decode
unpack_card = msgspec.msgpack.Decoder(Card).decode
_FACTS: msgspec.msgpack.Decoder[Facts] = msgspec.msgpack.Decoder(Facts)
_BODY: msgspec.msgpack.Decoder[Body] = msgspec.msgpack.Decoder(Body)
