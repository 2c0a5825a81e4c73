"""Anything that leads to anything: nodes in rows, in the order in which they are written, joined by arrows."""

from itertools import pairwise
from typing import Final

from app.diagrams.bands import Bands
from app.diagrams.canvas import PADDING, Canvas, cards
from app.diagrams.drawing import Drawing
from app.diagrams.edges import with_numbers
from app.diagrams.figures import cells
from app.diagrams.routes import Places, route
from app.diagrams.rows import Grid, Slot, arrange
from app.diagrams.scene import Box

_WIDEST, _NARROWEST, _USUAL = 208.0, 104.0, 150.0
_BETWEEN_CARDS, _BESIDE_PASSAGE, _PASSAGE, _BETWEEN_ROWS = 40, 20, 12, 60
_ROOM_FOR_SENTENCES: Final = 140
_GUTTER: Final = 128
_ROUNDS: Final = 3


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """Rows from the top; groups are bands with their words at the left, or above where that is too narrow."""
    gutter = _gutter(canvas, drawing)
    side = PADDING if drawing.groups else 0
    room = Box(canvas.left + (gutter or side), canvas.top, canvas.inner - (gutter or side) - side, 0)
    least = _USUAL if canvas.is_wide else _NARROWEST
    grid = arrange(drawing, max(1, int((room.width + _BETWEEN_CARDS) // (least + _BETWEEN_CARDS))))
    width = min(_WIDEST, *(_card_width(row, room.width) for row in grid.rows))
    if width < _NARROWEST:
        cells.lay_out(canvas, drawing)
        return
    places, bands = _placed(canvas, drawing, grid, room, width)
    routes = route(canvas, drawing, grid, places)
    names = bands.draw(routes.points)
    with_numbers(canvas, routes.segments, (*(box for slot, box in places.boxes.items() if slot.node), *names))


def _gutter(canvas: Canvas, drawing: Drawing) -> float:
    return _GUTTER if canvas.is_wide and drawing.groups else 0


def _placed(canvas: Canvas, drawing: Drawing, grid: Grid, room: Box, width: float) -> tuple[Places, Bands]:
    """Every slot with its place, and the bands of the groups; the cards are on *canvas* then."""
    every = {each.part.id: each for each in cards(drawing.nodes, width, brief=width < _ROOM_FOR_SENTENCES)}
    bands = Bands(canvas, drawing, gutter=_gutter(canvas, drawing))
    boxes: dict[Slot, Box] = {}
    begins = _row_begins(grid, room, width)
    y = room.y
    drops: dict[int, float] = {}
    for at_row, (row, x) in enumerate(zip(grid.rows, begins, strict=True)):
        nodes = [slot.node for slot in row if slot.node is not None]
        group = drawing.node(nodes[0]).group
        begin = bands.begin(group, y)
        drops[at_row], y = begin - y, begin
        height = max(bands.least_height(group), *(every[node].height for node in nodes))
        for slot, at in _offsets(row, width).items():
            boxes[slot] = Box(x + at, y, width if slot.node else _PASSAGE, height)
            if slot.node:
                every[slot.node].place(canvas, x + at, y, height)
        y += height
        bands.end(group, y)
        y += _BETWEEN_ROWS
    return Places(boxes=boxes, drops=drops), bands


def _row_begins(grid: Grid, room: Box, width: float) -> list[float]:
    """Where each row begins: centred, then moved toward what it is joined to."""
    widths = [_row_width(row, width) for row in grid.rows]
    offsets = {slot: at for row in grid.rows for slot, at in _offsets(row, width).items()}
    begins = [room.x + (room.width - each) / 2 for each in widths]
    links = [(one, other) for chain in grid.chains.values() for one, other in pairwise(chain)]
    for _ in range(_ROUNDS):
        for at, own in enumerate(widths):
            pulls = [
                begins[other.row] + offsets[other] + _half(other, width) - begins[at] - offsets[one] - _half(one, width)
                for link in links
                for one, other in (link, link[::-1])
                if one.row == at
            ]
            moved = begins[at] + (sum(pulls) / len(pulls) if pulls else 0)
            begins[at] = min(max(moved, room.x), room.x + room.width - own)
    return begins


def _half(slot: Slot, width: float) -> float:
    return (width if slot.node else _PASSAGE) / 2


def _offsets(row: tuple[Slot, ...], width: float) -> dict[Slot, float]:
    """How far from the beginning of *row* each of its slots begins."""
    found: dict[Slot, float] = {}
    x = 0.0
    for before, slot in zip((None, *row), row, strict=False):
        x += _gap(before, slot)
        found[slot] = x
        x += width if slot.node else _PASSAGE
    return found


def _gap(before: Slot | None, slot: Slot) -> float:
    if before is None:
        return 0
    return _BETWEEN_CARDS if before.node and slot.node else _BESIDE_PASSAGE


def _row_width(row: tuple[Slot, ...], width: float) -> float:
    last = row[-1]
    return _offsets(row, width)[last] + (width if last.node else _PASSAGE)


def _card_width(row: tuple[Slot, ...], room: float) -> float:
    """How wide the cards of *row* can be."""
    return (room - _row_width(row, 0)) / sum(slot.node is not None for slot in row)
