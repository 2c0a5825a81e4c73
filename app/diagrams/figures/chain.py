"""Links of a chain: each leads to the next."""

from app.diagrams.canvas import Canvas, cards
from app.diagrams.drawing import Drawing
from app.diagrams.lines import straight
from app.diagrams.scene import Box

_GAP = 30
_NARROWEST = 190


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """To the right, then back in the row below, as an ox ploughs: the arrows stay short."""
    columns = max(1, min(len(drawing.nodes), int((canvas.inner + _GAP) // (_NARROWEST + _GAP))))
    rows = -(-len(drawing.nodes) // columns)
    columns = -(-len(drawing.nodes) // rows)
    width = (canvas.inner - _GAP * (columns - 1)) / columns
    y, before, every = canvas.top, None, cards(drawing.nodes, width)
    for row in range(rows):
        links = every[row * columns : (row + 1) * columns]
        height = max(each.height for each in links)
        for at, each in enumerate(links):
            column = at if row % 2 == 0 else columns - 1 - at
            box = each.place(canvas, canvas.left + column * (width + _GAP), y, height)
            if before:
                _arrow(canvas, before, box)
            before = box
        y += height + _GAP


def _arrow(canvas: Canvas, one: Box, other: Box) -> None:
    (x, y), (to_x, to_y) = one.middle, other.middle
    if other.y > one.y:
        canvas.behind(*straight((x, one.bottom), (to_x, other.y), arrow=True))
    elif to_x > x:
        canvas.behind(*straight((one.right, y), (other.x, to_y), arrow=True))
    else:
        canvas.behind(*straight((one.x, y), (other.right, to_y), arrow=True))
