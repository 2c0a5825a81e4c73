"""Layers one above the other, with named lines between them."""

from app.diagrams.canvas import GAP, PADDING, Canvas
from app.diagrams.drawing import Drawing, Line, Node
from app.diagrams.lines import number, pair
from app.diagrams.prose import prose, sentence
from app.diagrams.scene import Area, Block, Box, Stroke
from app.diagrams.theme import Role, Shade

_LABEL_SHARE = 0.32
_BETWEEN = 10


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """From the top; a line is drawn below the layer it comes after."""
    y = canvas.top
    for node in drawing.nodes:
        y = _layer(canvas, node, y) + _BETWEEN
        for line in drawing.lines:
            if line.after == node.id:
                y = _line(canvas, line, y) + _BETWEEN


def _layer(canvas: Canvas, node: Node, y: float) -> float:
    width = canvas.inner - 2 * PADDING
    box = Box(canvas.left + PADDING, y + PADDING, width, 0)
    if canvas.is_wide:
        label_width = width * _LABEL_SHARE
        label = prose(node, label_width, text=None)
        text_width = width - label_width - GAP
        text = sentence(node, text_width)
        height = max(label.height, text.height)
        blocks: tuple[Block, ...] = (
            *label.blocks(Box(box.x, box.y, label_width, height), "start"),
            *text.blocks(Box(box.x + label_width + GAP, box.y, text_width, height), "start"),
        )
    else:
        words = prose(node, width)
        height = words.height
        blocks = words.blocks(Box(box.x, box.y, width, height), "start")
    card = Box(canvas.left, y, canvas.inner, height + 2 * PADDING)
    canvas.add(node, Area(box=card, shade=Shade.CARD), *blocks)
    return card.bottom


def _line(canvas: Canvas, line: Line, y: float) -> float:
    """The words stand on the line."""
    words = prose(line, canvas.inner, label=Role.SMALL_LABEL, text=Role.SMALL_TEXT, even=True)
    box = Box(canvas.left, y, canvas.inner, words.height)
    canvas.add(line, *words.blocks(box, "start"))
    level = box.bottom + 6
    canvas.behind(Stroke(path=f"M{pair(canvas.left, level)}H{number(canvas.left + canvas.inner)}", style="dashed"))
    return level
