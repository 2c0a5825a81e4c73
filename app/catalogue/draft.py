"""A generation file in the making: entries are put in and related, then it gets its name."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import count, takewhile
from operator import itemgetter
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.catalogue.cards import INVERSE, Card
from app.catalogue.columns import make, packed
from app.catalogue.fragments import Fragments, fragments
from app.catalogue.generation import INDEXES, SCHEMA, Body, Facts, Generation, Meta, Places, pack, unpack_card
from app.catalogue.layers import lay_over
from app.catalogue.ranks import ranked
from app.catalogue.seals import seal
from app.languages.collation import sort_key

# (type of relation, object), as written.
Statement = tuple[str, str]
# Entries whose rows are written together.
_CHUNK: Final = 500
# Tables whose rows come in another order than they are kept in, and that order: sorted once, each is written once.
_SORTED: Final[Mapping[str, str]] = {"slug": "lang, slug, id", "sort_key": "collation, key, id, lang"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry as it goes into the file; the card's relations, series and withdrawn languages come later."""

    card: Card
    facts: Facts
    bodies: Mapping[str, Body]
    statements: frozenset[Statement]


@contextmanager
def unfinished(path: Path, former: Generation | None = None) -> Iterator[sqlite3.Connection]:
    """A connection to what gets the name *path* when the block is left well: empty, or laid over *former*.

    Over a file that is laid over another itself it is laid in the other's place, as a copy that goes on.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_name(f".{path.name}.{os.getpid()}")
    file.unlink(missing_ok=True)
    try:
        if former is not None and former.base is not None:
            shutil.copyfile(former.path, file)
        with closing(sqlite3.connect(file.absolute().as_uri(), uri=True)) as connection:
            if former is None or former.base is None:
                connection.executescript(SCHEMA)
            for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"):
                connection.execute(f"PRAGMA {pragma}")
            if former is not None:
                lay_over(connection, former.base or former.path)
            with connection:
                yield connection
        seal(file, path)
        file.replace(path)
    finally:
        file.unlink(missing_ok=True)


class Draft:
    """A whole file; everything is put in first, then related, then finished."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._waiting: list[tuple[Record, Mapping[str, str]]] = []
        for table in _SORTED:
            connection.execute(f"CREATE TEMP TABLE unsorted_{table} AS SELECT * FROM {table}")  # noqa: S608  # nosec B608

    def put(self, record: Record, locales: Mapping[str, str]) -> None:
        """Put one entry in, with the next number; *locales* is each language's data locale."""
        self._waiting.append((record, locales))
        if len(self._waiting) == _CHUNK:
            self._write()

    def relate(
        self, series: Mapping[str, tuple[tuple[str, int], ...]], withdrawn: Mapping[str, frozenset[str]]
    ) -> None:
        """Work out what entries have to do with others; *series* and *withdrawn* hold what is known by id."""
        self._write()
        for table, order in _SORTED.items():
            self._connection.execute(f"INSERT INTO {table} SELECT * FROM unsorted_{table} ORDER BY {order}")  # noqa: S608  # nosec B608
            self._connection.execute(f"DROP TABLE unsorted_{table}")
        self._connection.execute(INDEXES)
        for cards in takewhile(bool, map(self._cards, count(0, _CHUNK))):
            found = [related(self._connection, card, series, withdrawn) for card in cards]
            self._connection.executemany(
                "UPDATE card SET value = ? WHERE number = ?", [(pack(card), card.number) for card in found]
            )

    def finish(self, meta: Meta) -> None:
        """Write down the release and the columns."""
        locales = {locale.lang: locale.data_locale for locale in meta.locales}
        numbers = [row[0] for row in self._connection.execute("SELECT number FROM card ORDER BY id")]
        ranks: dict[tuple[str, str], NDArray[np.int32]] = {}
        for collation in locales:
            order = self._connection.execute(
                "SELECT number, lang FROM sort_key WHERE collation = ? ORDER BY key, id, lang", (collation,)
            )
            ranks |= ranked(order.fetchall(), collation, tuple(locales), len(numbers))
        cards = (card for some in takewhile(bool, map(self._cards, count(0, _CHUNK))) for card in some)
        columns = make(numbers, cards, size=len(numbers), locales=locales, rank=ranks, known=None)
        self._connection.execute("INSERT INTO meta VALUES (NULL, ?, ?, ?)", (len(locales), pack(meta), packed(columns)))

    def _write(self) -> None:
        rows: dict[str, list[tuple[object, ...]]] = {}
        for record, locales in self._waiting:
            for table, some in rows_of(record, locales).items():
                rows.setdefault(f"unsorted_{table}" if table in _SORTED else table, []).extend(some)
        self._waiting.clear()
        insert(self._connection, rows)

    def _cards(self, start: int) -> list[Card]:
        """A chunk of the entries, from the number *start* on."""
        rows = self._connection.execute(
            "SELECT value FROM card WHERE number >= ? AND number < ?", (start, start + _CHUNK)
        )
        return [unpack_card(value) for (value,) in rows]


def insert(connection: sqlite3.Connection, rows: Mapping[str, list[tuple[object, ...]]]) -> None:
    """Write rows, given by table."""
    for table, some in rows.items():
        if some:
            marks = ", ".join("?" * len(some[0]))
            schema = "temp" if table.startswith("unsorted_") else "main"
            connection.executemany(f"INSERT INTO {schema}.{table} VALUES ({marks})", some)  # noqa: S608  # nosec B608


def rows_of(record: Record, locales: Mapping[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of one entry, by table."""
    card, number = record.card, record.card.number
    made = sorted(_fragments(record, Places(locales)), key=itemgetter(0))
    return {
        "card": [(number, card.id, pack(card), pack(record.facts))],
        "body": [(number, lang, pack(body)) for lang, body in sorted(record.bodies.items())],
        "item": [(place, one.item) for place, one in made],
        "entry": [(place, one.entry, one.sections, one.rest) for place, one in made],
        "statement": [(card.id, *statement) for statement in sorted(record.statements)],
        **labels_of(card, locales),
    }


def labels_of(card: Card, locales: Mapping[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of one entry that follow from its card."""
    return {
        "slug": [(lang, head.slug, card.id) for lang, head in card.heads.items()],
        "sort_key": [
            (collation, sort_key(head.pref_label, data_locale), card.id, lang, card.number)
            for collation, data_locale in locales.items()
            for lang, head in card.heads.items()
        ],
    }


def related(
    connection: sqlite3.Connection,
    card: Card,
    series: Mapping[str, tuple[tuple[str, int], ...]],
    withdrawn: Mapping[str, frozenset[str]],
) -> Card:
    """*card* with what it has to do with others. Every relation stands on both its ends, unless it leads to nothing."""
    found: dict[str, set[str]] = {}
    rows = connection.execute(
        "SELECT kind, target, 0 FROM statement JOIN card ON id = target WHERE subject = ?1 AND target <> ?1 "
        "UNION ALL SELECT kind, subject, 1 FROM statement WHERE target = ?1 AND subject <> ?1",
        (card.id,),
    )
    for kind, other, is_inverse in rows:
        found.setdefault(INVERSE[kind] if is_inverse else kind, set()).add(other)
    return replace(
        card,
        relations={kind: tuple(sorted(found[kind])) for kind in INVERSE if kind in found},
        series=series.get(card.id, ()),
        withdrawn=withdrawn.get(card.id, frozenset()),
    )


def _fragments(record: Record, place: Places) -> Iterator[tuple[int, Fragments]]:
    """What answers about each of an entry's texts are joined from, and its place."""
    texts = {lang: body.text for lang, body in record.bodies.items()}
    leaders = record.facts.leaders
    own = {} if leaders is None else {"leaders": leaders}
    for lang, body in record.bodies.items():
        yield place(record.card.number, lang), fragments(record.card, texts, body.html, lang, own)
