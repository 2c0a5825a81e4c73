"""NDJSON: every record of the catalogue as one JSON object a line."""

from pathlib import Path

from app.exports.records import line, records
from app.exports.selection import Selection


def write(selection: Selection, path: Path) -> None:
    """Write the records of *selection*, in the order of `records`."""
    with path.open("wb") as file:
        file.writelines(map(line, records(selection)))
