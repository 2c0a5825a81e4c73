"""Circles within circles; the first node is the core."""

from app.diagrams.canvas import GAP, PADDING, Canvas
from app.diagrams.drawing import Drawing
from app.diagrams.lines import number, pair
from app.diagrams.prose import prose
from app.diagrams.scene import Box, Shape, Stroke
from app.diagrams.theme import Shade

_SHARE = 0.42
_LEAST = 48


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """Circles that touch at the foot, so that each shows its upper rim; the words at the right, outermost on top."""
    nodes = drawing.nodes[::-1]
    room_width = canvas.inner * (1 - _SHARE) - GAP
    words = [prose(node, room_width) for node in nodes]
    heights = [max(each.height + 2 * PADDING, _LEAST) for each in words]
    whole = sum(heights)
    size = min(canvas.inner * _SHARE, whole)
    top, x = canvas.top, canvas.left + canvas.inner * _SHARE / 2
    foot = canvas.top + (whole + size) / 2
    for at, (node, each, height) in enumerate(zip(nodes, words, heights, strict=True)):
        radius = size * (len(nodes) - at) / len(nodes) / 2
        rim = foot - 2 * radius
        level = rim + size / len(nodes) / 2
        core = at == len(nodes) - 1
        shade = Shade.STRONG if core else (Shade.SOFT, Shade.CARD)[at % 2]
        circle = Shape(path=_circle(x, foot - radius, radius), box=Box(x, rim, 0, 2 * radius), shade=shade)
        room = Box(canvas.left + canvas.inner - room_width, top, room_width, height)
        bend = canvas.left + canvas.inner * _SHARE
        path = f"M{pair(x, level)}H{number(bend)}L{pair(room.x - 6, room.middle[1])}"
        canvas.add(node, circle, Stroke(path=path), *each.blocks(room, "start"))
        top += height


def _circle(x: float, y: float, radius: float) -> str:
    arc = f"A{number(radius)} {number(radius)} 0 1 1 "
    return f"M{pair(x - radius, y)}{arc}{pair(x + radius, y)}{arc}{pair(x - radius, y)}Z"
