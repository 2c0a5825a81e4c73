"""One thing in the middle and what belongs to it around it."""

from collections.abc import Sequence

from app.diagrams.canvas import PADDING, Canvas, Card, card, cards
from app.diagrams.drawing import Drawing, Node
from app.diagrams.lines import leaving, number, pair, straight
from app.diagrams.prose import breaks
from app.diagrams.scene import Box, Stroke
from app.diagrams.theme import Shade

_SIDE_GAP, _ROW_GAP, _RAIL = 44, 24, 24


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """The first node is the centre; the others stand left and right of it, the odd one below."""
    centre, *others = drawing.nodes
    if canvas.is_wide:
        _around(canvas, centre, others)
    else:
        _below(canvas, centre, others)


def _around(canvas: Canvas, centre: Node, others: Sequence[Node]) -> None:
    width = (canvas.inner - 2 * _SIDE_GAP) / 3
    heart = card(centre, width, shade=Shade.STRONG, small=breaks(centre, width - 2 * PADDING))
    around = cards(others, width)
    sides = around[: len(around) // 2 * 2]
    rows = [sides[at : at + 2] for at in range(0, len(sides), 2)]
    heights = [max(each.height for each in row) for row in rows]
    height = max(sum(heights) + _ROW_GAP * max(len(rows) - 1, 0), heart.height)
    y = canvas.top + (height - sum(heights) - _ROW_GAP * max(len(rows) - 1, 0)) / 2
    middle_x = canvas.left + width + _SIDE_GAP
    middle = Box(middle_x, canvas.top + (height - heart.height) / 2, width, heart.height)
    for row, tall in zip(rows, heights, strict=True):
        for x, each in zip((canvas.left, canvas.left + 2 * (width + _SIDE_GAP)), row, strict=True):
            _spoke(canvas, middle, each, (x, y), tall)
        y += tall + _ROW_GAP
    if len(around) > len(sides):
        _spoke(canvas, middle, around[-1], (middle_x, max(middle.bottom + _SIDE_GAP, _under(canvas, rows, height))))
    heart.place(canvas, middle.x, middle.y)


def _under(canvas: Canvas, rows: Sequence[Sequence[Card]], height: float) -> float:
    """Where the odd card may begin: level with the last row's foot, so that the figure stays compact."""
    return canvas.top + height - (rows[-1][0].height / 2 if rows else 0)


def _spoke(canvas: Canvas, middle: Box, each: Card, place: tuple[float, float], height: float = 0) -> None:
    box = each.place(canvas, *place, height)
    canvas.behind(*straight(middle.middle, leaving(box, middle.middle)))


def _below(canvas: Canvas, centre: Node, others: Sequence[Node]) -> None:
    heart = card(centre, canvas.inner, shade=Shade.STRONG).place(canvas, canvas.left, canvas.top)
    rail, x, y = canvas.left + _RAIL / 2, canvas.left + _RAIL, heart.bottom + _ROW_GAP / 2
    for node in others:
        box = card(node, canvas.inner - _RAIL, anchor="start").place(canvas, x, y)
        level = box.middle[1]
        canvas.behind(Stroke(path=f"M{pair(rail, heart.bottom)}V{number(level)}H{number(x)}"))
        y = box.bottom + _ROW_GAP / 2
