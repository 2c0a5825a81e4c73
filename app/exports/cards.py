"""Flash cards as CSV, for programs that know no package: a term in front, its definition behind."""

import csv
from pathlib import Path

from app.exports.packaging import package
from app.exports.selection import Selection
from app.exports.table import safe

HEAD = ("front", "back", "id", "lang", "licence")


def write(selection: Selection, path: Path) -> None:
    """Write UTF-8 with CRLF; `lang` is the BCP 47 tag of the language that the words are really in."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(HEAD)
        for entry in package(selection).articles:
            cells = (entry.label, entry.definition, entry.id, entry.locale.tag, entry.licence)
            rows.writerow([safe(cell) for cell in cells])
