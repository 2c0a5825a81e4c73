"""Phases that lead back to the first."""

import math

from app.diagrams.canvas import MARGIN, Canvas, card
from app.diagrams.drawing import Drawing
from app.diagrams.lines import number, pair, straight
from app.diagrams.ring import Ring, ring
from app.diagrams.scene import Box, Stroke, Tip

_APART = 76
_RAIL = 28
_STEPS = 48


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """Clockwise from the top; on a narrow sheet downward, with a way back at the side."""
    around = ring(canvas, drawing.nodes, apart=_APART) if canvas.is_wide else None
    if around is None:
        _in_column(canvas, drawing)
        return
    for each, box in zip(around.cards, around.boxes, strict=True):
        each.place(canvas, box.x, box.y, box.height)
    if len(around.cards) == 1:
        return
    (x, y), (across, down) = around.middle, around.radii
    canvas.reserve(y + down)
    arc = f"A{number(across)} {number(down)} 0 0 1 "
    canvas.behind(Stroke(path=f"M{pair(x, y - down)}{arc}{pair(x, y + down)}{arc}{pair(x, y - down)}"))
    for at in range(len(drawing.nodes)):
        _arrow(canvas, around, at)


def _arrow(canvas: Canvas, around: Ring, at: int) -> None:
    """The head of the arrow from one card to the next, in the middle of what can be seen of the way."""
    step = 2 * math.pi / len(around.boxes) / _STEPS
    angles = [(at * _STEPS + part) * step for part in range(1, _STEPS)]
    free = [angle for angle in angles if not any(box.grown(6).has(around.at(angle)) for box in around.boxes)]
    seen = free or angles
    angle = seen[len(seen) // 2]
    x, y = around.at(angle)
    dx, dy = around.radii[0] * math.cos(angle), around.radii[1] * math.sin(angle)
    length = math.hypot(dx, dy)
    canvas.behind(Tip(x=x + dx / length * 4, y=y + dy / length * 4, dx=dx / length, dy=dy / length))


def _in_column(canvas: Canvas, drawing: Drawing) -> None:
    x, y = canvas.left + _RAIL, canvas.top
    boxes: list[Box] = []
    for node in drawing.nodes:
        if boxes:
            canvas.behind(*straight((boxes[-1].middle[0], y - _RAIL), (boxes[-1].middle[0], y), arrow=True))
        boxes.append(card(node, canvas.inner - _RAIL).place(canvas, x, y))
        y = boxes[-1].bottom + _RAIL
    first, last, side = boxes[0].middle[1], boxes[-1].middle[1], MARGIN + 6
    path = f"M{pair(x, last)}H{number(side)}V{number(first)}H{number(x)}"
    canvas.behind(Stroke(path=path), Tip(x=x, y=first, dx=1, dy=0))
