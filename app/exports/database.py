"""A SQLite file of the release that anybody can query without this program."""

import sqlite3
from pathlib import Path

from app.catalogue.cards import INVERSE
from app.exports.selection import Selection
from app.exports.sqlite_file import new_database

_SCHEMA = """
CREATE TABLE release (number INTEGER PRIMARY KEY, digest TEXT NOT NULL, published_at TEXT NOT NULL);
CREATE TABLE language (lang TEXT PRIMARY KEY, tag TEXT NOT NULL, autonym TEXT NOT NULL, position INTEGER NOT NULL);
CREATE TABLE entry (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, source_lang TEXT NOT NULL REFERENCES language, licence TEXT NOT NULL
);
CREATE TABLE text (
  entry TEXT NOT NULL REFERENCES entry, lang TEXT NOT NULL REFERENCES language, slug TEXT NOT NULL,
  pref_label TEXT NOT NULL, definition TEXT NOT NULL, scope_note TEXT, editorial_note TEXT, status TEXT NOT NULL,
  updated_at TEXT NOT NULL, PRIMARY KEY (entry, lang), UNIQUE (lang, slug)
);
CREATE TABLE alt_label (
  entry TEXT NOT NULL, lang TEXT NOT NULL, label TEXT NOT NULL, FOREIGN KEY (entry, lang) REFERENCES text
);
CREATE TABLE section (
  entry TEXT NOT NULL, lang TEXT NOT NULL, id TEXT NOT NULL, position INTEGER NOT NULL, title TEXT NOT NULL,
  markdown TEXT NOT NULL, html TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (entry, lang, id),
  FOREIGN KEY (entry, lang) REFERENCES text
);
CREATE TABLE relation (
  entry TEXT NOT NULL REFERENCES entry, type TEXT NOT NULL, target TEXT NOT NULL, PRIMARY KEY (entry, type, target)
);
CREATE TABLE series_part (
  series TEXT NOT NULL, position INTEGER NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (series, position)
);
CREATE TABLE series_text (
  series TEXT NOT NULL, lang TEXT NOT NULL REFERENCES language, pref_label TEXT NOT NULL, definition TEXT NOT NULL,
  PRIMARY KEY (series, lang)
);
CREATE TABLE work (key TEXT PRIMARY KEY, type TEXT NOT NULL, title TEXT NOT NULL, year INTEGER, authors TEXT NOT NULL);
CREATE TABLE source (
  entry TEXT NOT NULL REFERENCES entry, position INTEGER NOT NULL, work TEXT NOT NULL REFERENCES work,
  PRIMARY KEY (entry, position)
);
"""


def write(selection: Selection, path: Path) -> None:
    """Write the file; the same selection of the same release gives the same bytes."""
    with new_database(path, _SCHEMA) as connection:
        _fill(connection, selection)


def _fill(connection: sqlite3.Connection, selection: Selection) -> None:
    snapshot = selection.snapshot
    row = (snapshot.release, snapshot.digest, f"{snapshot.published_at:%Y-%m-%dT%H:%M:%SZ}")
    connection.execute("INSERT INTO release VALUES (?, ?, ?)", row)
    languages = [
        (locale.lang, locale.tag, locale.autonym, position) for position, locale in enumerate(snapshot.locales.values())
    ]
    connection.executemany("INSERT INTO language VALUES (?, ?, ?, ?)", languages)
    for key in selection.works():
        work = snapshot.bibliography[key]
        authors = "; ".join(name.literal or ", ".join(filter(None, (name.family, name.given))) for name in work.authors)
        connection.execute("INSERT INTO work VALUES (?, ?, ?, ?, ?)", (key, work.type, work.title, work.year, authors))
    _fill_entries(connection, selection)
    for record in selection.series():
        parts = [(record.series.id, position, part) for position, part in enumerate(record.series.parts, 1)]
        connection.executemany("INSERT INTO series_part VALUES (?, ?, ?)", parts)
        for lang, text in sorted(record.series.texts.items()):
            if selection.wanted.lang in (None, lang):
                said = (record.series.id, lang, text.pref_label, text.definition)
                connection.execute("INSERT INTO series_text VALUES (?, ?, ?, ?)", said)


def _fill_entries(connection: sqlite3.Connection, selection: Selection) -> None:
    for card in selection.cards():
        shared = (card.id, card.kind, card.source_lang, card.licence)
        connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?)", shared)
        for body in selection.bodies(card):
            text = body.text
            said = (card.id, text.lang, text.slug, text.pref_label, text.definition, text.scope_note)
            when = f"{body.updated_at:%Y-%m-%dT%H:%M:%SZ}"
            connection.execute(
                "INSERT INTO text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*said, text.editorial_note, text.status.value, when),
            )
            labels = [(card.id, text.lang, label) for label in text.alt_labels]
            connection.executemany("INSERT INTO alt_label VALUES (?, ?, ?)", labels)
            sections = [
                (card.id, text.lang, one.id, position, one.title, one.markdown, body.html[one.id], one.status.value)
                for position, one in enumerate(text.sections, 1)
            ]
            connection.executemany("INSERT INTO section VALUES (?, ?, ?, ?, ?, ?, ?, ?)", sections)
        edges = [(card.id, kind, target) for kind in INVERSE for target in card.relations.get(kind, ())]
        connection.executemany("INSERT INTO relation VALUES (?, ?, ?)", edges)
        sources = [(card.id, position, key) for position, key in enumerate(card.sources, 1)]
        connection.executemany("INSERT INTO source VALUES (?, ?, ?)", sources)
