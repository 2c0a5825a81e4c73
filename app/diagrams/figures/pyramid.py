"""Levels of a pyramid, from the top."""

from app.diagrams.canvas import GAP, PADDING, Canvas
from app.diagrams.drawing import Drawing
from app.diagrams.lines import number, pair, polygon
from app.diagrams.prose import prose
from app.diagrams.scene import Box, Shape, Stroke
from app.diagrams.theme import Shade

_SHARE = 0.4
_LEAST = 56
_BETWEEN = 4


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """The levels at the left, each as high as its words at the right."""
    base = canvas.inner * _SHARE
    words = [prose(node, canvas.inner - base - GAP) for node in drawing.nodes]
    heights = [max(each.height + 2 * PADDING, _LEAST) for each in words]
    whole, top = sum(heights), canvas.top
    middle = canvas.left + base / 2
    for node, each, height in zip(drawing.nodes, words, heights, strict=True):
        begin, end = ((y - canvas.top) / whole * base / 2 for y in (top, top + height - _BETWEEN))
        foot = top + height - _BETWEEN
        corners = ((middle - begin, top), (middle + begin, top), (middle + end, foot), (middle - end, foot))
        level = Shape(path=polygon(*corners), box=Box(middle - begin, top, 2 * begin, foot - top), shade=Shade.SOFT)
        room = Box(canvas.left + base + GAP, top, canvas.inner - base - GAP, height - _BETWEEN)
        side, y = middle + (begin + end) / 2, room.middle[1]
        canvas.behind(Stroke(path=f"M{pair(side, y)}H{number(room.x - 6)}", style="faint"))
        canvas.add(node, level, *each.blocks(room, "start"))
        top += height
