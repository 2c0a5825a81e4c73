"""Steps in their order."""

from app.diagrams.canvas import BADGE, GAP, PADDING, Canvas, badge
from app.diagrams.drawing import Drawing, Node
from app.diagrams.lines import number, pair
from app.diagrams.prose import breaks, prose, sentence
from app.diagrams.scene import Area, Box, Shape, Stroke
from app.diagrams.theme import Shade

_NARROWEST, _NOTCH = 150, 14


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """Side by side if they are few and their labels fit, else down a numbered line."""
    width = canvas.inner / len(drawing.nodes)
    room = width - 2 * _NOTCH - PADDING
    if width >= _NARROWEST and not any(breaks(node, room) for node in drawing.nodes):
        _across(canvas, drawing.nodes, width)
    else:
        _down(canvas, drawing.nodes)


def _across(canvas: Canvas, nodes: tuple[Node, ...], width: float) -> None:
    labels = [prose(node, width - 2 * _NOTCH - PADDING, text=None) for node in nodes]
    head = max(each.height for each in labels) + 2 * PADDING
    texts = [sentence(node, width - GAP - PADDING) for node in nodes]
    for at, (node, label, text) in enumerate(zip(nodes, labels, texts, strict=True)):
        x = canvas.left + at * width
        arrow = chevron(Box(x, canvas.top, width - 4 + _NOTCH * (at < len(nodes) - 1), head), first=at == 0)
        room = Box(x + _NOTCH + PADDING / 2, canvas.top, width - 2 * _NOTCH - PADDING, head)
        below = Box(x + PADDING, canvas.top + head + PADDING, width - GAP - PADDING, text.height)
        canvas.add(node, arrow, *label.blocks(room), *text.blocks(below, "start", "top"))


def chevron(box: Box, *, first: bool) -> Shape:
    """A band that points to the right, notched unless it is the *first*."""
    x, y, right, bottom, level = box.x, box.y, box.right, box.bottom, box.middle[1]
    notch = "" if first else f"L{pair(x + _NOTCH, level)}"
    point = f"H{number(right - _NOTCH)}L{pair(right, level)}L{pair(right - _NOTCH, bottom)}"
    path = f"M{pair(x, y)}{point}H{number(x)}{notch}Z"
    inner = Box(x + (0 if first else _NOTCH), y, box.width - _NOTCH * (1 if first else 2), box.height)
    return Shape(path=path, box=inner, shade=Shade.SOFT)


def _down(canvas: Canvas, nodes: tuple[Node, ...]) -> None:
    x, y = canvas.left + BADGE / 2, canvas.top
    indent = BADGE + GAP
    width = canvas.inner - indent
    levels = []
    for at, node in enumerate(nodes, start=1):
        words = prose(node, width - 2 * PADDING)
        box = Box(canvas.left + indent, y, width, words.height + 2 * PADDING)
        levels.append(box.middle[1])
        blocks = words.blocks(box.grown(-PADDING), "start")
        canvas.add(node, *badge(at, x, levels[-1], node.lang), Area(box=box, shade=Shade.CARD), *blocks)
        y = box.bottom + PADDING
    canvas.behind(Stroke(path=f"M{pair(x, levels[0])}V{number(levels[-1])}"))
