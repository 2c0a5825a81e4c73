"""Series: entries in a reading order."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.outputs.base import Items
from app.api.outputs.collections import SeriesItem, SeriesOut
from app.api.present.series import present_series, present_series_item
from app.api.problems import InvalidParameter, NotReady, SeriesNotFound, UnknownParameter, Words, documented
from app.api.reading import ReaderLocale

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
    responses=documented(UnknownParameter, InvalidParameter, SeriesNotFound, NotReady),
)
async def get_series(
    series_id: Annotated[str, Path(description="Permanent id of the series.", examples=["nine-service-styles"])],
    snapshot: CurrentSnapshot,
    reader: ReaderLocale,
) -> Response:
    """A series with all its parts in order; the order is the same in every language."""
    record = snapshot.series.get(series_id)
    if record is None:
        raise SeriesNotFound(Words("There is no series “%(id)s”.", id=series_id[:200]))
    series = present_series(snapshot, record, reader)
    return answer(snapshot, series, languages=[series.lang])
