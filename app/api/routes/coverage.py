"""What is translated and what is behind: one row an entry, one column a language."""

import csv
import io

from fastapi import APIRouter, Response

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.outputs.collections import CoverageCell, CoverageOut, CoverageRow
from app.api.problems import InvalidParameter, NotReady, UnknownParameter, documented
from app.api.reading import ReaderLocale
from app.api.routes.languages import count_texts
from app.catalogue.cards import Card
from app.catalogue.lists import Filter, Sort
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.domain.texts import Status

router = APIRouter(tags=["Browsing"])

_PROBLEMS = documented(UnknownParameter, InvalidParameter, NotReady)


@router.get("/coverage", operation_id="getCoverage", response_model=CoverageOut, responses=_PROBLEMS)
async def get_coverage(snapshot: CurrentSnapshot, reader: ReaderLocale) -> Response:
    """The status of every entry in every language."""
    rows = _rows(snapshot, reader)
    output = CoverageOut(totals=count_texts(snapshot), items=rows)
    return answer(snapshot, output, languages=[row.lang for row in rows])


@router.get(
    "/coverage.csv",
    operation_id="getCoverageCsv",
    response_class=Response,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}, **_PROBLEMS},
)
async def get_coverage_csv(snapshot: CurrentSnapshot, reader: ReaderLocale) -> Response:
    """The same as a table: `id, kind, source_lang, pref_label`, then two columns a language."""
    rows = _rows(snapshot, reader)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    languages = list(snapshot.locales)
    pairs = [name for lang in languages for name in (lang, f"{lang}_sections_behind")]
    table.writerow(["id", "kind", "source_lang", "pref_label", *pairs])
    for row in rows:
        cells = [row.languages[lang] for lang in languages]
        flat = [value for cell in cells for value in (cell.status.value, cell.sections_behind)]
        table.writerow([row.id, row.kind, row.source_lang, row.pref_label, *flat])
    body = out.getvalue().encode()
    return answer(snapshot, body, languages=[row.lang for row in rows], media_type="text/csv; charset=utf-8")


def _rows(snapshot: Snapshot, reader: Reader) -> list[CoverageRow]:
    return [
        CoverageRow(
            id=item.card.id,
            kind=item.card.kind,
            source_lang=item.card.source_lang,
            pref_label=item.head.pref_label,
            lang=item.head.lang,
            languages={lang: _cell(item.card, lang) for lang in snapshot.locales},
        )
        for item in snapshot.lists.listing(reader, Filter(), Sort.TITLE).items
    ]


def _cell(card: Card, lang: str) -> CoverageCell:
    head = card.heads.get(lang)
    return CoverageCell(
        status=head.status if head else Status.MISSING, sections_behind=head.sections_behind if head else 0
    )
