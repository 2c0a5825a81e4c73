"""Figures: a model's structure as data and as a drawing."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.finding import find_entry, moved_entry
from app.api.outputs.figures import FigureOut
from app.api.parameters import EntryIdPath
from app.api.present.drawings import languages, present_drawing
from app.api.present.figures import present_figure
from app.api.problems import (
    EntryNotFound,
    InvalidParameter,
    NoFigure,
    NotReady,
    UnknownParameter,
    Withdrawn,
    Words,
    documented,
)
from app.api.reading import ReaderLocale
from app.api.routes.entries import MOVED
from app.catalogue.cards import Card
from app.catalogue.snapshot import Snapshot
from app.diagrams import LEAST_WIDTH, MOST_WIDTH, USUAL_WIDTH, Theme, draw
from app.domain.diagram import Diagram

router = APIRouter(prefix="/entries", tags=["Entries"])

SVG: Final = "image/svg+xml"
# A drawing may style itself and do nothing else, wherever it is opened.
CSP: Final = "default-src 'none'; style-src 'unsafe-inline'"
_PROBLEMS: Final = documented(UnknownParameter, InvalidParameter, EntryNotFound, NoFigure, Withdrawn, NotReady)
_DRAWN: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {SVG: {"schema": {"type": "string"}}}}}

ThemeQuery = Annotated[
    Theme,
    Query(description="Colours: `auto` follows the reader's preference. On paper a figure is always light."),
]
WidthQuery = Annotated[
    int,
    Query(
        description="Width in CSS pixels to lay the figure out for; it scales to its container. Below 560 its parts "
        "stand below instead of beside each other, for small screens.",
        ge=LEAST_WIDTH,
        le=MOST_WIDTH,
    ),
]


@router.get("/{entry_id}/figure", operation_id="getFigure", response_model=FigureOut, responses={**MOVED, **_PROBLEMS})
async def get_figure(
    request: Request, entry_id: EntryIdPath, snapshot: CurrentSnapshot, reader: ReaderLocale
) -> Response:
    """A model's structure as data: everything needed to draw it or to set it as a table."""
    card = find_entry(snapshot, entry_id)
    if card is None:
        return moved_entry(snapshot, request, entry_id, reader, "/figure")
    figure = present_figure(snapshot, card, _diagram(snapshot, card), reader)
    return answer(snapshot, figure, languages=languages(figure))


@router.get(
    "/{entry_id}/figure.svg",
    operation_id="getFigureSvg",
    response_class=Response,
    responses={**_DRAWN, **MOVED, **_PROBLEMS},
)
async def get_figure_svg(
    request: Request,
    entry_id: EntryIdPath,
    snapshot: CurrentSnapshot,
    reader: ReaderLocale,
    theme: ThemeQuery = Theme.AUTO,
    width: WidthQuery = USUAL_WIDTH,
) -> Response:
    """A model drawn, with its words as text in the reader's language."""
    card = find_entry(snapshot, entry_id)
    if card is None:
        return moved_entry(snapshot, request, entry_id, reader, "/figure.svg")
    diagram = _diagram(snapshot, card)
    figure = present_figure(snapshot, card, diagram, reader)
    drawn = draw(present_drawing(snapshot, diagram, figure), theme=theme, width=width)
    response = answer(snapshot, drawn.encode(), languages=languages(figure), media_type=SVG)
    response.headers["content-security-policy"] = CSP
    return response


def _diagram(snapshot: Snapshot, card: Card) -> Diagram:
    diagram = snapshot.facts(card).diagram
    if diagram is None:
        raise NoFigure(Words("This entry has no diagram."))
    return diagram
