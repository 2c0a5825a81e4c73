"""A generation file in the making that only holds what differs from the file it is laid over."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from app.catalogue.cards import Card
from app.catalogue.columns import WITHDRAWN, Columns, make, packed, unpacked
from app.catalogue.draft import Record, insert, labels_of, related, rows_of
from app.catalogue.generation import INDEXES, Meta, Places, pack, unpack_card
from app.catalogue.ranks import Label, reranked

# The tables whose rows carry an entry's number, or the place of one of its texts.
_BY_NUMBER, _BY_PLACE = ("card", "body"), ("item", "entry")


class Patch:
    """What is put in, taken out and related here stands in place of what the file below says."""

    def __init__(self, connection: sqlite3.Connection, below: str, locales: Mapping[str, str]) -> None:
        """*below* is the name of the file below, *locales* each language's data locale, the same in both."""
        self._connection = connection
        self._below = below
        self._locales = locales
        self._places = Places(locales)
        self._next: int = connection.execute("SELECT coalesce(max(number), -1) + 1 FROM card").fetchone()[0]
        connection.execute(INDEXES.replace("INDEX ", "INDEX IF NOT EXISTS main."))

    def number_of(self, entry_id: str) -> int:
        """The number an entry has, or the next that is free."""
        found = self._connection.execute("SELECT number FROM card WHERE id = ?", (entry_id,)).fetchone()
        if found is None:
            found = (self._next,)
            self._next += 1
        number: int = found[0]
        return number

    def neighbours(self, ids: Iterable[str]) -> set[str]:
        """The entries that are related to any of *ids* or say that they are."""
        found: set[str] = set()
        for entry_id in ids:
            rows = self._connection.execute(
                "SELECT target FROM statement WHERE subject = ?1 "
                "UNION ALL SELECT subject FROM statement WHERE target = ?1",
                (entry_id,),
            )
            found.update(row[0] for row in rows)
        return found

    def put(self, record: Record) -> None:
        """Put one entry in, in the place of what was known of it."""
        self.take(record.card.id)
        insert(self._connection, rows_of(record, self._locales))

    def take(self, entry_id: str) -> None:
        """Take one entry out, if it is there."""
        card = self._card(entry_id)
        if card is None:
            return
        self._replace(card)
        for table in _BY_NUMBER:
            self._connection.execute(f"DELETE FROM main.{table} WHERE number = ?", (card.number,))  # noqa: S608  # nosec B608
        for table in _BY_PLACE:
            places = self._places.of(card.number)
            self._connection.execute(f"DELETE FROM main.{table} WHERE place BETWEEN ? AND ?", places)  # noqa: S608  # nosec B608
        rows = labels_of(card, self._locales)
        remove = self._connection.executemany
        remove("DELETE FROM main.slug WHERE lang = ? AND slug = ? AND id = ?", rows["slug"])
        remove(
            "DELETE FROM main.sort_key WHERE collation = ? AND key = ? AND id = ? AND lang = ? AND number = ?",
            rows["sort_key"],
        )
        remove("DELETE FROM main.statement WHERE subject = ?", [(entry_id,)])

    def relate(
        self,
        ids: Collection[str],
        series: Mapping[str, tuple[tuple[str, int], ...]],
        withdrawn: Mapping[str, frozenset[str]],
    ) -> None:
        """Work out what *ids* have to do with others; *series* and *withdrawn* hold what is known by id."""
        for entry_id in ids:
            card = self._card(entry_id)
            now = card and related(self._connection, card, series, withdrawn)
            if card is not None and now is not None and now != card:
                self._own(card)
                self._connection.execute("UPDATE main.card SET value = ? WHERE number = ?", (pack(now), now.number))

    def finish(self, meta: Meta) -> None:
        """Write down the release and the columns."""
        numbers = [row[1] for row in self._connection.execute("SELECT id, number FROM card ORDER BY id")]
        size = max(numbers, default=-1) + 1
        former = unpacked(self._connection.execute("SELECT columns FROM base.meta").fetchone()[0])
        replaced = [row[0] for row in self._connection.execute("SELECT number FROM main.replaced")]
        gone = [
            (number, lang)
            for number in replaced
            for (lang,) in self._connection.execute("SELECT lang FROM base.body WHERE number = ?", (number,))
        ]
        # To count the rows of the file below would be to read much of it.
        texts = sum(int((status > WITHDRAWN).sum()) for status in former.status.values())
        ranks: dict[tuple[str, str], NDArray[np.int32]] = {}
        for collation in self._locales:
            come = self._come(collation, former, texts)
            ranks |= reranked(former.rank, gone, come, collation=collation, langs=tuple(self._locales), size=size)
        cards = [unpack_card(value) for (value,) in self._connection.execute("SELECT value FROM main.card")]
        columns = make(numbers, cards, size=size, locales=self._locales, rank=ranks, known=former)
        self._connection.execute("DELETE FROM main.meta")
        self._connection.execute(
            "INSERT INTO main.meta VALUES (?, ?, ?, ?)", (self._below, len(self._locales), pack(meta), packed(columns))
        )

    def _come(self, collation: str, former: Columns, texts: int) -> list[Label]:
        """The labels that stand here, in order, each with its place among those of the *texts* of the file below."""
        found = []
        for key, entry_id, lang, number in self._connection.execute(
            "SELECT key, id, lang, number FROM main.sort_key WHERE collation = ? ORDER BY key, id, lang", (collation,)
        ):
            after = self._connection.execute(
                "SELECT number, lang FROM base.sort_key WHERE collation = ? AND (key, id, lang) >= (?, ?, ?) "
                "ORDER BY key, id, lang LIMIT 1",
                (collation, key, entry_id, lang),
            ).fetchone()
            before = texts if after is None else int(former.rank[collation, after[1]][after[0]])
            found.append(Label(number, lang, before))
        return found

    def _card(self, entry_id: str) -> Card | None:
        found = self._connection.execute("SELECT value FROM card WHERE id = ?", (entry_id,)).fetchone()
        return None if found is None else unpack_card(found[0])

    def _own(self, card: Card) -> None:
        """Have an entry's rows here, as they are in the file below."""
        if self._connection.execute("SELECT 1 FROM main.card WHERE number = ?", (card.number,)).fetchone():
            return
        self._replace(card)
        copy = "INSERT INTO main.{0} SELECT * FROM base.{0} WHERE "
        for table in _BY_NUMBER:
            self._connection.execute(f"{copy.format(table)} number = ?", (card.number,))
        for table in _BY_PLACE:
            self._connection.execute(f"{copy.format(table)} place BETWEEN ? AND ?", self._places.of(card.number))
        self._connection.execute(
            "INSERT INTO main.statement SELECT * FROM base.statement WHERE subject = ?", (card.id,)
        )
        insert(self._connection, labels_of(card, self._locales))

    def _replace(self, card: Card) -> None:
        """No longer look for an entry in the file below."""
        self._connection.execute("INSERT OR IGNORE INTO main.replaced VALUES (?, ?)", (card.number, card.id))
