"""The catalogue as files for others: one module a format, and the dict that lists them.

EXPORTS["skos.ttl"].write(selection, path)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.exports import anki, bibliography, cards, cartridge, database, epub, moodle, ndjson, scorm, skos, table, tree
from app.exports.selection import Selection


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """A format: what its files are called and how they are written.

    A `packaged` one goes to a learning platform as a whole and is bounded; it is for readers of one language, and where
    that has no text another stands in. The others are as long as the catalogue and say only what was really written.
    """

    media_type: str
    extension: str
    about: str
    write: Callable[[Selection, Path], None]
    packaged: bool = False


# Name in addresses -> format.
EXPORTS: Mapping[str, Export] = {
    "ndjson": Export(
        media_type="application/x-ndjson",
        extension="ndjson",
        about="Every entry, text, series and work as one JSON object a line, with where each came from.",
        write=ndjson.write,
    ),
    "csv": Export(
        media_type="text/csv; charset=utf-8",
        extension="csv",
        about="Labels and definitions: one row an entry and language.",
        write=table.write,
    ),
    "skos.ttl": Export(
        media_type="text/turtle; charset=utf-8",
        extension="ttl",
        about="The entries as SKOS concepts and the series as ordered collections, in Turtle.",
        write=skos.write_turtle,
    ),
    "skos.jsonld": Export(
        media_type="application/ld+json",
        extension="jsonld",
        about="The same graph as JSON-LD.",
        write=skos.write_jsonld,
    ),
    "csl.json": Export(
        media_type="application/vnd.citationstyles.csl+json",
        extension="json",
        about="The bibliography as CSL-JSON, for reference managers and citation processors.",
        write=bibliography.write,
    ),
    "content.zip": Export(
        media_type="application/zip",
        extension="zip",
        about="The content tree, ready to be checked, changed and published again.",
        write=tree.write,
    ),
    "sqlite": Export(
        media_type="application/vnd.sqlite3",
        extension="sqlite",
        about="The release as one SQLite file with a table for entries, texts, sections, relations, series and works.",
        write=database.write,
    ),
    "scorm": Export(
        media_type="application/zip",
        extension="scorm.zip",
        about="A SCORM 1.2 package for learning platforms: one entry a screen, done when all are marked as read.",
        write=scorm.write,
        packaged=True,
    ),
    "common-cartridge": Export(
        media_type="application/vnd.ims.imsccv1p1",
        extension="imscc",
        about="An IMS Common Cartridge 1.1 for learning platforms: a web page an entry, in order.",
        write=cartridge.write,
        packaged=True,
    ),
    "epub": Export(
        media_type="application/epub+zip",
        extension="epub",
        about="An e-book (EPUB 3.3) with a chapter an entry, figures and a table of contents.",
        write=epub.write,
        packaged=True,
    ),
    "moodle.xml": Export(
        media_type="application/xml",
        extension="moodle.xml",
        about="A glossary to import into Moodle: labels, other names, definitions, categories.",
        write=moodle.write,
        packaged=True,
    ),
    "anki": Export(
        media_type="application/vnd.anki",
        extension="apkg",
        about="Flash cards as a deck for Anki; importing it again adds only what is new.",
        write=anki.write,
        packaged=True,
    ),
    "cards.csv": Export(
        media_type="text/csv; charset=utf-8",
        extension="cards.csv",
        about="Flash cards: a term in front, its definition behind.",
        write=cards.write,
        packaged=True,
    ),
}
