"""Series: entries in a reading order."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from app.api.answers import answer, moved_to
from app.api.current import CurrentSnapshot
from app.api.outputs.base import Items
from app.api.outputs.collections import SeriesItem, SeriesOut
from app.api.parameters import query_without, with_query
from app.api.present.series import present_series, present_series_item
from app.api.problems import (
    InvalidParameter,
    NotReady,
    SeriesNotFound,
    UnknownParameter,
    Withdrawn,
    Words,
    documented,
)
from app.api.reading import ReaderLocale
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot

router = APIRouter(prefix="/series", tags=["Series"])


@router.get(
    "",
    operation_id="listSeries",
    response_model=Items[SeriesItem],
    responses=documented(UnknownParameter, InvalidParameter, NotReady),
)
async def list_series(snapshot: CurrentSnapshot, reader: ReaderLocale) -> Response:
    """Every series, by id."""
    items = [present_series_item(snapshot, record, reader) for record in snapshot.series.values()]
    return answer(snapshot, Items[SeriesItem](items=items), languages=[item.lang for item in items])


@router.get(
    "/{series_id}",
    operation_id="getSeries",
    response_model=SeriesOut,
    responses={
        308: {"description": "The series has another id now; follow `Location`."},
        **documented(UnknownParameter, InvalidParameter, SeriesNotFound, Withdrawn, NotReady),
    },
)
async def get_series(
    request: Request,
    series_id: Annotated[str, Path(description="Permanent id of the series.", examples=["nine-service-styles"])],
    snapshot: CurrentSnapshot,
    reader: ReaderLocale,
) -> Response:
    """A series with all its parts in order; the order is the same in every language."""
    record = snapshot.series.get(series_id)
    if record is None:
        return _moved(snapshot, request, series_id, reader)
    series = present_series(snapshot, record, reader)
    return answer(snapshot, series, languages=[series.lang])


def _moved(snapshot: Snapshot, request: Request, series_id: str, reader: Reader) -> Response:
    """To a former series' present id; raises Withdrawn or SeriesNotFound."""
    move = snapshot.moved(series_id)
    if move is None or not (move.to is None or move.to in snapshot.series):
        raise SeriesNotFound(Words("There is no series “%(id)s”.", id=series_id[:200]))
    if move.to is None:
        raise Withdrawn(Words("The series “%(id)s” has been withdrawn.", id=series_id))
    query = [*query_without(request, "lang"), ("lang", reader.lang)]
    return moved_to(snapshot, snapshot.url(with_query(f"/v1/series/{quote(move.to)}", query)))
