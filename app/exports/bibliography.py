"""CSL-JSON: the bibliography for reference managers and citation processors."""

from pathlib import Path
from typing import Any

import orjson

from app.domain.bibliography import Name, Work
from app.exports.selection import Selection

# Our type -> CSL's.
_TYPES = {"webpage": "webpage", "standard": "standard", "book": "book", "chapter": "chapter"}


def write(selection: Selection, path: Path) -> None:
    """Write the works that *selection* cites, by key."""
    works = [csl(selection.snapshot.bibliography[key]) for key in selection.works()]
    path.write_bytes(orjson.dumps(works, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def csl(work: Work) -> dict[str, Any]:
    """*work* as an item of CSL-JSON 1.0.2; members that are not known are left out."""
    members: dict[str, Any] = {
        "id": work.key,
        "type": _TYPES.get(work.type, work.type),
        "title": work.title,
        "author": [_name(name) for name in work.authors],
        "editor": [_name(name) for name in work.editors],
        "issued": {"date-parts": [[work.year]]} if work.year else None,
        "container-title": work.container,
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "edition": work.edition,
        "publisher": work.publisher,
        "publisher-place": work.place,
        "DOI": work.doi,
        "URL": work.url,
        "language": work.lang,
        "note": work.note,
    }
    return {name: value for name, value in members.items() if value}


def _name(name: Name) -> dict[str, str]:
    members = {"family": name.family, "given": name.given, "literal": name.literal}
    return {member: value for member, value in members.items() if value}
