"""CSV (RFC 4180): one row an entry and language, for spreadsheets."""

import csv
from pathlib import Path

from app.exports.selection import Selection

HEAD = (
    "id",
    "kind",
    "lang",
    "tag",
    "pref_label",
    "alt_labels",
    "definition",
    "scope_note",
    "slug",
    "status",
    "source_lang",
    "licence",
    "updated_at",
)
# A spreadsheet runs a cell that begins like this; a leading apostrophe makes it text.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(selection: Selection, path: Path) -> None:
    """Write UTF-8 with CRLF; alternative labels are joined by `; `."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(HEAD)
        for card in selection.cards():
            for body in selection.bodies(card):
                text = body.text
                cells = (
                    card.id,
                    card.kind,
                    text.lang,
                    selection.snapshot.locales[text.lang].tag,
                    text.pref_label,
                    "; ".join(text.alt_labels),
                    text.definition,
                    text.scope_note or "",
                    text.slug,
                    text.status.value,
                    card.source_lang,
                    card.licence,
                    f"{body.updated_at:%Y-%m-%dT%H:%M:%SZ}",
                )
                rows.writerow([safe(cell) for cell in cells])


def safe(cell: str) -> str:
    """*cell* so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
