"""Facets side by side: cells of a honeycomb, the first one in the middle."""

import math
from collections.abc import Sequence
from typing import Final

from app.diagrams.canvas import Canvas
from app.diagrams.drawing import Drawing
from app.diagrams.figures import cells
from app.diagrams.lines import Point, polygon
from app.diagrams.prose import Prose, breaks, prose
from app.diagrams.scene import Box, Shape
from app.diagrams.theme import Role, Shade

_GAP, _INSET = 8, 14
_WIDEST = 224
# Column and row of the flower's cells in half cells: the middle, then clockwise from the upper left.
_FLOWER: Final = ((2, 1), (1, 0), (3, 0), (4, 1), (3, 2), (1, 2), (0, 1))


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """Up to seven as a flower, more in rows of three and two; as plain cells where their labels need more room."""
    width = min((canvas.inner - 2 * _GAP) / 3, _WIDEST)
    inner = Box(0, 0, width - 2 * _INSET, width / math.sqrt(3))
    words = _fitting(drawing, inner)
    if words is None:
        cells.lay_out(canvas, drawing, first=Shade.STRONG)
        return
    for at, (node, each, (column, row)) in enumerate(zip(drawing.nodes, words, _places(len(words)), strict=True)):
        x = canvas.left + (canvas.inner - 3 * width - 2 * _GAP) / 2 + column * (width + _GAP) / 2
        y = canvas.top + row * ((width + _GAP) * math.sqrt(3) / 2)
        room = Box(x + _INSET, y + inner.height / 2, inner.width, inner.height)
        shade = Shade.STRONG if at == 0 else Shade.SOFT
        cell = Shape(path=polygon(*_corners(x, y, width)), box=room.grown(_INSET / 2), shade=shade)
        canvas.reserve(y + 2 * width / math.sqrt(3))
        canvas.add(node, cell, *each.blocks(room), shows_text=len(each.paragraphs) > 1)


def _fitting(drawing: Drawing, room: Box) -> list[Prose] | None:
    """The words as they fit into every cell: with sentences, else without; None if labels alone do not fit."""
    for text in (True, False):
        words = []
        for at, node in enumerate(drawing.nodes):
            label, small = (Role.STRONG_LABEL, Role.STRONG_TEXT) if at == 0 else (Role.SMALL_LABEL, Role.SMALL_TEXT)
            words.append(prose(node, room.width, label=label, text=small if text else None, even=True))
        wide = not any(breaks(node, room.width, Role.SMALL_LABEL) for node in drawing.nodes)
        if wide and all(each.height <= room.height for each in words):
            return words
    return None


def _places(count: int) -> Sequence[tuple[int, int]]:
    if count <= len(_FLOWER):
        return _FLOWER[:count]
    rows = ((0, row) if place == 0 else (2 * place, row) for row in range(count) for place in range(3 - row % 2))
    return [(column + row % 2, row) for column, row in rows][:count]


def _corners(x: float, y: float, width: float) -> tuple[Point, ...]:
    """A hexagon on its tip, its upper left bounds at (x, y)."""
    side = width / math.sqrt(3)
    return (
        (x + width / 2, y),
        (x + width, y + side / 2),
        (x + width, y + side * 1.5),
        (x + width / 2, y + side * 2),
        (x, y + side * 1.5),
        (x, y + side / 2),
    )
