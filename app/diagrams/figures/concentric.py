"""Circles within circles; the first node is the core."""

from app.diagrams.canvas import BADGE, GAP, Canvas, badge
from app.diagrams.drawing import Drawing
from app.diagrams.figures import cells
from app.diagrams.lines import number, pair
from app.diagrams.prose import prose
from app.diagrams.scene import Box, Shape
from app.diagrams.theme import Shade

_LARGEST, _SHARE = 300.0, 0.42
_THINNEST = BADGE + 4
_INDENT = BADGE + GAP / 2


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """Numbered circles that touch at the foot, so that each shows its rim, and their words beside or below them."""
    size = min(_LARGEST, canvas.inner * (_SHARE if canvas.is_wide else 1))
    if size / len(drawing.nodes) < _THINNEST:
        cells.lay_out(canvas, drawing)
        return
    side = size + 2 * GAP if canvas.is_wide else 0
    room = Box(canvas.left + side + _INDENT, canvas.top, canvas.inner - side - _INDENT, 0)
    words = [prose(node, room.width) for node in drawing.nodes]
    whole = sum(each.height for each in words) + GAP * (len(words) - 1)
    top = canvas.top + max(whole - size, 0) / 2 if canvas.is_wide else canvas.top
    y = canvas.top + max(size - whole, 0) / 2 if canvas.is_wide else top + size + GAP
    middle = canvas.left + (size if canvas.is_wide else canvas.inner) / 2
    _circles(canvas, drawing, Box(middle - size / 2, top, size, size))
    for at, (node, each) in enumerate(zip(drawing.nodes, words, strict=True), start=1):
        place = Box(room.x, y + 2, room.width, each.height)
        disc = badge(at, room.x - _INDENT + BADGE / 2, y + BADGE / 2, node.lang)
        canvas.add(node, *disc, *each.blocks(place, "start", "top"))
        y += max(each.height, BADGE) + GAP


def _circles(canvas: Canvas, drawing: Drawing, room: Box) -> None:
    count = len(drawing.nodes)
    x = room.middle[0]
    for at in range(count, 0, -1):
        radius = room.width * at / count / 2
        shade = Shade.STRONG if at == 1 else (Shade.SOFT, Shade.CARD)[at % 2]
        box = Box(x, room.bottom - 2 * radius, 0, 2 * radius)
        circle = Shape(path=_circle(x, room.bottom - radius, radius), box=box, shade=shade)
        rim = room.bottom - 2 * radius + (room.width / count / 2 if at > 1 else radius)
        canvas.plain(circle, *badge(at, x, rim, drawing.lang))


def _circle(x: float, y: float, radius: float) -> str:
    arc = f"A{number(radius)} {number(radius)} 0 1 1 "
    return f"M{pair(x - radius, y)}{arc}{pair(x + radius, y)}{arc}{pair(x - radius, y)}Z"
