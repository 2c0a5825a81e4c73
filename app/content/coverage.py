"""What is translated and what is behind: entry × language, as a table of statuses."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.entries import Entry
from app.domain.library import Library, Series
from app.domain.texts import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How one text stands; `behind` are the ids of the source's sections that it lacks or has an older wording of."""

    status: Status
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One entry or series; `cells` by language, in the site's order."""

    id: str
    kind: str
    source_lang: str
    cells: Mapping[str, Cell]


def coverage(library: Library) -> tuple[Row, ...]:
    """Every entry by id, then every series; a text that is not there is missing, with all sections behind."""
    rows = [_row(library, entry, entry.kind) for _, entry in sorted(library.entries.items())]
    return (*rows, *(_row(library, series, "series") for _, series in sorted(library.series.items())))


def totals(rows: tuple[Row, ...]) -> dict[str, dict[Status, int]]:
    """By language, how many texts have each status; every status is there."""
    counts: dict[str, dict[Status, int]] = {}
    for row in rows:
        for lang, cell in row.cells.items():
            counts.setdefault(lang, dict.fromkeys(Status, 0))[cell.status] += 1
    return counts


def _row(library: Library, one: Entry | Series, kind: str) -> Row:
    everything = tuple(section.id for section in one.texts[one.source_lang].sections)
    cells = {}
    for locale in library.locales:
        text = one.texts.get(locale.lang)
        if text is None:
            cells[locale.lang] = Cell(status=Status.MISSING, behind=everything)
        else:
            cells[locale.lang] = Cell(status=text.status, behind=text.behind)
    return Row(id=one.id, kind=kind, source_lang=one.source_lang, cells=cells)
