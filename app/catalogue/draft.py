"""A generation file in the making: entries are put in, taken out and related, then it gets its name."""

import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalogue.cards import INVERSE, Card
from app.catalogue.columns import make, packed, unpacked
from app.catalogue.fragments import fragments
from app.catalogue.generation import SCHEMA, Body, Facts, Meta, Places, pack, unpack_card, unpack_meta
from app.catalogue.seals import seal
from app.languages.collation import sort_key

# (type of relation, object), as written.
Statement = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry as it goes into the file; the card's relations, series and withdrawn languages come later."""

    card: Card
    facts: Facts
    bodies: Mapping[str, Body]
    statements: frozenset[Statement]


@contextmanager
def draft(path: Path, base: Path | None = None) -> Iterator["Draft"]:
    """A draft of the file at *path*, a copy of *base* if there is one; it gets its name when the block is left well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.unlink(missing_ok=True)
    try:
        if base is not None:
            shutil.copyfile(base, unfinished)
        connection = sqlite3.connect(unfinished)
        try:
            with connection:
                yield Draft(connection, is_copy=base is not None)
        finally:
            connection.close()
        seal(unfinished, path)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


class Draft:
    """What can be done to a file before anybody reads it."""

    def __init__(self, connection: sqlite3.Connection, *, is_copy: bool) -> None:
        self._connection = connection
        if not is_copy:
            connection.executescript(SCHEMA)
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA cache_size = -65536")
        # What changed since the copy was made; None for a file that began empty.
        self._stale: set[int] | None = set() if is_copy else None

    def meta(self) -> Meta:
        """What the copied file said about its release."""
        return unpack_meta(self._connection.execute("SELECT value FROM meta").fetchone()[0])

    def number_of(self, entry_id: str) -> int:
        """The number an entry has, or the next that is free."""
        found = self._connection.execute("SELECT number FROM card WHERE id = ?", (entry_id,)).fetchone()
        if found is None:
            found = self._connection.execute("SELECT coalesce(max(number), -1) + 1 FROM card").fetchone()
        number: int = found[0]
        return number

    def neighbours(self, ids: Iterable[str]) -> set[str]:
        """The entries that are related to any of *ids* or say that they are."""
        found: set[str] = set()
        for entry_id in ids:
            rows = self._connection.execute(
                "SELECT target FROM statement WHERE subject = ?1 UNION SELECT subject FROM statement WHERE target = ?1",
                (entry_id,),
            )
            found.update(row[0] for row in rows)
        return found

    def put(self, record: Record, locales: Mapping[str, str]) -> None:
        """Put one entry in, in the place of what was known of it; *locales* is each language's data locale."""
        card, number = record.card, record.card.number
        self.take(card.id, locales)
        write = self._connection.executemany
        write("INSERT INTO card VALUES (?, ?, ?, ?)", [(number, card.id, pack(card), pack(record.facts))])
        write("INSERT INTO body VALUES (?, ?, ?)", [(number, lang, pack(body)) for lang, body in record.bodies.items()])
        self._write_fragments(record, Places(locales))
        write("INSERT INTO slug VALUES (?, ?, ?)", [(lang, head.slug, card.id) for lang, head in card.heads.items()])
        write("INSERT INTO sort_key VALUES (?, ?, ?, ?, ?)", [(*place, number) for place in _places(card, locales)])
        write("INSERT INTO statement VALUES (?, ?, ?)", [(card.id, *statement) for statement in record.statements])
        if self._stale is not None:
            self._stale.add(number)

    def take(self, entry_id: str, locales: Mapping[str, str]) -> None:
        """Take one entry out, if it is there."""
        found = self._connection.execute("SELECT value FROM card WHERE id = ?", (entry_id,)).fetchone()
        if found is None:
            return
        card = unpack_card(found[0])
        for table in ("card", "body"):
            self._connection.execute(f"DELETE FROM {table} WHERE number = ?", (card.number,))  # noqa: S608
        for table in ("item", "entry"):
            places = Places(locales).of(card.number)
            self._connection.execute(f"DELETE FROM {table} WHERE place BETWEEN ? AND ?", places)  # noqa: S608
        remove = self._connection.executemany
        remove("DELETE FROM slug WHERE lang = ? AND slug = ? AND id = ?",
               [(lang, head.slug, card.id) for lang, head in card.heads.items()])  # fmt: skip
        remove("DELETE FROM sort_key WHERE collation = ? AND key = ? AND id = ? AND lang = ?", _places(card, locales))
        remove("DELETE FROM statement WHERE subject = ?", [(entry_id,)])

    def _write_fragments(self, record: Record, place: Places) -> None:
        card, leaders = record.card, record.facts.leaders
        texts = {lang: body.text for lang, body in record.bodies.items()}
        own = {} if leaders is None else {"leaders": leaders}
        for lang, body in record.bodies.items():
            made = fragments(card, texts, body.html, lang, own)
            at = place(card.number, lang)
            self._connection.execute("INSERT INTO item VALUES (?, ?)", (at, made.item))
            self._connection.execute(
                "INSERT INTO entry VALUES (?, ?, ?, ?)", (at, made.entry, made.sections, made.rest)
            )

    def relate(
        self,
        ids: Collection[str] | None,
        series: Mapping[str, tuple[tuple[str, int], ...]],
        withdrawn: Mapping[str, frozenset[str]],
    ) -> None:
        """Work out what *ids* (None: all) have to do with others; *series* and *withdrawn* hold what is known by id."""
        if ids is None:
            ids = [row[0] for row in self._connection.execute("SELECT id FROM card")]
        for entry_id in ids:
            found = self._connection.execute("SELECT value FROM card WHERE id = ?", (entry_id,)).fetchone()
            if found is not None:
                card = replace(
                    unpack_card(found[0]),
                    relations=self._relations(entry_id),
                    series=series.get(entry_id, ()),
                    withdrawn=withdrawn.get(entry_id, frozenset()),
                )
                self._connection.execute("UPDATE card SET value = ? WHERE id = ?", (pack(card), entry_id))
                if self._stale is not None:
                    self._stale.add(card.number)

    def finish(self, meta: Meta) -> None:
        """Write down the release and the columns."""
        locales = {locale.lang: locale.data_locale for locale in meta.locales}
        numbers = [row[0] for row in self._connection.execute("SELECT number FROM card ORDER BY id")]
        former = None if self._stale is None else self._connection.execute("SELECT columns FROM meta").fetchone()
        columns = make(
            numbers,
            self._cards(numbers if self._stale is None else self._stale.intersection(numbers)),
            size=max(numbers, default=-1) + 1,
            locales=locales,
            orders={
                collation: self._connection.execute(
                    "SELECT number, lang FROM sort_key WHERE collation = ? ORDER BY key, id, lang", (collation,)
                ).fetchall()
                for collation in locales
            },
            known=former and unpacked(former[0]),
        )
        self._connection.execute("DELETE FROM meta")
        self._connection.execute("INSERT INTO meta VALUES (?, ?)", (pack(meta), packed(columns)))

    def _cards(self, numbers: Iterable[int]) -> Iterator[Card]:
        for number in numbers:
            yield unpack_card(
                self._connection.execute("SELECT value FROM card WHERE number = ?", (number,)).fetchone()[0]
            )

    def _relations(self, entry_id: str) -> dict[str, tuple[str, ...]]:
        """Every relation stands on both its ends; those that lead to nothing are left out."""
        found: dict[str, set[str]] = {}
        rows = self._connection.execute(
            "SELECT kind, target, 0 FROM statement JOIN card ON id = target WHERE subject = ?1 AND target <> ?1 "
            "UNION ALL SELECT kind, subject, 1 FROM statement WHERE target = ?1 AND subject <> ?1",
            (entry_id,),
        )
        for kind, other, is_inverse in rows:
            found.setdefault(INVERSE[kind] if is_inverse else kind, set()).add(other)
        return {kind: tuple(sorted(found[kind])) for kind in INVERSE if kind in found}


def _places(card: Card, locales: Mapping[str, str]) -> list[tuple[str, bytes, str, str]]:
    """(collation, key, id, lang) of each of the entry's labels in each order."""
    return [
        (collation, sort_key(head.pref_label, data_locale), card.id, lang)
        for collation, data_locale in locales.items()
        for lang, head in card.heads.items()
    ]
