"""Anki's deck package (.apkg): a note an entry, in the form that every Anki since 2.1 imports (`collection.anki2`).

A note is known by its guid, which is the same in every release and every choice: who imports again gets only what is
new, and the texts of what has changed. Nothing in it is a picture, a sound or a script.
"""

import hashlib
import json
import re
import sqlite3
import tempfile
import uuid
import zipfile
from pathlib import Path
from typing import Any, Final

from app.articles import Article
from app.catalogue.snapshot import Snapshot
from app.diagrams.svg import escape
from app.diagrams.theme import DARK, LIGHT, Palette
from app.exports.announcing import page_path
from app.exports.archive import write_zip
from app.exports.packaging import Package, package
from app.exports.selection import Selection
from app.exports.sqlite_file import new_database
from app.languages.messages import N_

# The collection's tables as version 11 has them; Anki builds its present ones from these when it opens the file.
_SCHEMA: Final = """
CREATE TABLE col (
  id INTEGER PRIMARY KEY, crt INTEGER NOT NULL, mod INTEGER NOT NULL, scm INTEGER NOT NULL, ver INTEGER NOT NULL,
  dty INTEGER NOT NULL, usn INTEGER NOT NULL, ls INTEGER NOT NULL, conf TEXT NOT NULL, models TEXT NOT NULL,
  decks TEXT NOT NULL, dconf TEXT NOT NULL, tags TEXT NOT NULL
);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY, guid TEXT NOT NULL, mid INTEGER NOT NULL, mod INTEGER NOT NULL, usn INTEGER NOT NULL,
  tags TEXT NOT NULL, flds TEXT NOT NULL, sfld INTEGER NOT NULL, csum INTEGER NOT NULL, flags INTEGER NOT NULL,
  data TEXT NOT NULL
);
CREATE TABLE cards (
  id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, did INTEGER NOT NULL, ord INTEGER NOT NULL, mod INTEGER NOT NULL,
  usn INTEGER NOT NULL, type INTEGER NOT NULL, queue INTEGER NOT NULL, due INTEGER NOT NULL, ivl INTEGER NOT NULL,
  factor INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL, left INTEGER NOT NULL,
  odue INTEGER NOT NULL, odid INTEGER NOT NULL, flags INTEGER NOT NULL, data TEXT NOT NULL
);
CREATE TABLE revlog (
  id INTEGER PRIMARY KEY, cid INTEGER NOT NULL, usn INTEGER NOT NULL, ease INTEGER NOT NULL, ivl INTEGER NOT NULL,
  lastIvl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL, type INTEGER NOT NULL
);
CREATE TABLE graves (usn INTEGER NOT NULL, oid INTEGER NOT NULL, type INTEGER NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""
_VERSION: Final = 11
_INTO_COLLECTION: Final = "INSERT INTO col VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INTO_NOTES: Final = "INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INTO_CARDS: Final = "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
# Their names stay, whatever the language: Anki knows a note type by them when it imports it again.
FIELDS: Final = ("front", "back", "note", "names", "language", "lang", "licence", "link", "id")
_SEPARATOR: Final = "\x1f"
# Numbers look like the milliseconds of some moment in 2014 or the year after it, and stay clear of Anki's own.
_MOMENT: Final = 1_400_000_000_000
_SPREAD: Final = 1 << 35
# What Anki makes more than text of: [sound:…], [latex] and its relatives.
_BRACKET: Final = "&#91;"
_LATEX_START: Final = (
    "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n"
    "\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n"
)
# Anki's own options for decks; importing leaves those of the learner as they are.
_OPTIONS: Final = {
    "id": 1,
    "name": "Default",
    "mod": 0,
    "usn": 0,
    "autoplay": True,
    "replayq": True,
    "timer": 0,
    "maxTaken": 60,
    "new": {"delays": [1, 10], "ints": [1, 4, 7], "initialFactor": 2500, "order": 1, "perDay": 20, "bury": False},
    "rev": {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "hardFactor": 1.2, "bury": False},
    "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1},
}
_ALSO, _LICENCE, _PAGE = N_("Also called"), N_("Licence"), N_("Read the entry")


def write(selection: Selection, path: Path) -> None:
    """Write the package: a collection of one deck, and the list of its media, which is empty."""
    made = package(selection)
    with tempfile.TemporaryDirectory() as folder:
        collection = Path(folder) / "collection.anki2"
        with new_database(collection, _SCHEMA) as connection:
            _fill(connection, selection, made)
        files = {"collection.anki2": collection.read_bytes(), "media": b"{}"}
    write_zip(path, files, compression=zipfile.ZIP_DEFLATED)


def _fill(connection: sqlite3.Connection, selection: Selection, made: Package) -> None:
    seconds = int(made.published_at.timestamp())
    reader = f"{made.base_url}/{made.locale.lang}"
    deck, note_type = _number("deck", made.id), _number("note type", reader)
    state = {
        "conf": {"activeDecks": [1], "curDeck": 1, "curModel": str(note_type), "nextPos": len(made.articles) + 1},
        "models": {str(note_type): _note_type(made, note_type, deck, seconds)},
        "decks": {"1": _deck(1, "Default", "", seconds), str(deck): _deck(deck, _name(made), made.about, seconds)},
        "dconf": {"1": _OPTIONS},
        "tags": {},
    }
    texts = [json.dumps(value, ensure_ascii=False, sort_keys=True) for value in state.values()]
    row = (1, seconds, seconds * 1000, seconds * 1000, _VERSION, 0, 0, 0, *texts)
    connection.execute(_INTO_COLLECTION, row)
    taken: set[int] = set()
    for position, entry in enumerate(made.articles, 1):
        guid = str(uuid.uuid5(uuid.NAMESPACE_URL, f"service-knowledge:{reader}/{entry.id}"))
        number = _number("note", guid)
        while number in taken:
            number += 1
        taken.add(number)
        card = selection.snapshot.cards[entry.id]
        changed = int(card.updated_at.timestamp())
        tags = (f"kind::{entry.kind}", f"lang::{entry.locale.tag}", *(f"series::{name}" for name, _ in card.series))
        values = _SEPARATOR.join(_plain(value) for value in _fields(selection.snapshot, entry).values())
        front = " ".join(entry.label.split())
        note = (number, guid, note_type, changed, -1, f" {' '.join(tags)} ", values, front, _checksum(front), 0, "")
        connection.execute(_INTO_NOTES, note)
        new = (number, number, deck, 0, changed, -1, 0, 0, position, 0, 0, 0, 0, 0, 0, 0, 0, "")
        connection.execute(_INTO_CARDS, new)


def _fields(snapshot: Snapshot, entry: Article) -> dict[str, str]:
    page = snapshot.url(page_path(entry.locale.lang, entry.slug)) if snapshot.base_url else ""
    values = (
        entry.label,
        entry.definition,
        entry.scope_note or "",
        ", ".join(entry.alt_labels),
        entry.locale.autonym if entry.is_fallback else "",
        entry.locale.tag,
        entry.licence,
        page,
        entry.id,
    )
    return dict(zip(FIELDS, values, strict=True))


def _plain(text: str) -> str:
    """*text* as HTML that says it, with nothing in it that Anki would play, typeset or split a note at."""
    return escape(" ".join(text.split())).replace("[", _BRACKET)


def _note_type(made: Package, number: int, deck: int, seconds: int) -> dict[str, Any]:
    also, licence, page = (escape(made.say(words)) for words in (_ALSO, _LICENCE, _PAGE))
    term = (
        '<div class="term" lang="{{lang}}">{{front}}</div>{{#language}}<p class="tongue">{{language}}</p>{{/language}}'
    )
    answer = (
        '<div lang="{{lang}}"><p class="definition">{{back}}</p>{{#note}}<p>{{note}}</p>{{/note}}</div>'
        f'{{{{#names}}}}<p class="small">{also}: <span lang="{{{{lang}}}}">{{{{names}}}}</span></p>{{{{/names}}}}'
        f'<p class="small">{{{{#link}}}}<a href="{{{{link}}}}">{page}</a> · {{{{/link}}}}{licence}: {{{{licence}}}}</p>'
    )
    tag = escape(made.locale.tag)
    # MathJax passes over what has one of these classes, so that words in \\( \\) stay words.
    frame = f'<main class="mathjax_ignore tex2jax_ignore" lang="{tag}">{{}}</main>'
    return {
        "id": number,
        "name": f"{_words(made.locale.title)} ({tag})",
        "type": 0,
        "mod": seconds,
        "usn": -1,
        "sortf": 0,
        "did": deck,
        "css": _CSS,
        "latexPre": _LATEX_START,
        "latexPost": "\\end{document}",
        "latexsvg": False,
        "req": [[0, "any", [0]]],
        "tags": [],
        "vers": [],
        "tmpls": [
            {
                "name": "1",
                "ord": 0,
                "qfmt": frame.format(term),
                "afmt": frame.format(f'{term}<hr id="answer"/>{answer}'),
                "bqfmt": "",
                "bafmt": "",
                "did": None,
            }
        ],
        "flds": [
            {"name": name, "ord": place, "font": "Arial", "size": 20, "rtl": False, "sticky": False, "media": []}
            for place, name in enumerate(FIELDS)
        ],
    }


def _deck(number: int, name: str, about: str, seconds: int) -> dict[str, Any]:
    today = {name: [0, 0] for name in ("newToday", "revToday", "lrnToday", "timeToday")}
    return {
        "id": number,
        "name": name,
        "desc": escape(about),
        "mod": seconds,
        "usn": -1,
        "dyn": 0,
        "conf": 1,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        **today,
    }


def _name(made: Package) -> str:
    """The catalogue's name, and below it the series'."""
    names = dict.fromkeys(_words(name) for name in (made.locale.title, made.title))
    return "::".join(names)


def _words(name: str) -> str:
    """*name* without what begins a deck below a deck, or ends a name in a search."""
    return re.sub(r"::+", ":", name).replace('"', "'")


def _number(kind: str, name: str) -> int:
    digest = hashlib.blake2b(f"{kind}:{name}".encode(), digest_size=8).digest()
    return _MOMENT + int.from_bytes(digest) % _SPREAD


def _checksum(text: str) -> int:
    """By which Anki finds notes that begin alike: the first half word of SHA-1 over the first field's text."""
    return int(hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()[:8], 16)


def _colours(palette: Palette) -> str:
    return (
        f"background:{palette.paper};color:{palette.ink};--accent:{palette.strong};--quiet:{palette.text};"
        f"--link:{palette.link};--line:{palette.line}"
    )


# Anki marks the night as a class of the card or, in AnkiDroid and older ones, of what is around it.
_CSS: Final = (
    f".card{{{_colours(LIGHT)};font:1.15rem/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;"
    "text-align:start;overflow-wrap:break-word}\n"
    f".card.nightMode,.nightMode .card,.card.night_mode,.night_mode .card{{{_colours(DARK)}}}\n"
    "main{max-width:38rem;margin:0 auto;padding:1rem}\n"
    ".term{font-size:1.6rem;font-weight:600;line-height:1.25;text-align:center}\n"
    ".tongue,.small{color:var(--quiet);font-size:.9rem}\n.tongue{text-align:center;margin:.3rem 0}\n"
    ".definition{border-inline-start:.25rem solid var(--accent);padding-inline-start:.8rem}\n"
    "a{color:var(--link)}\nhr{border:0;border-top:1px solid var(--line);margin:1rem 0}\n"
)
