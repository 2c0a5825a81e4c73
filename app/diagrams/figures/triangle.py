"""Corners joined by sides: each side is a relation with words of its own."""

from app.diagrams.canvas import Canvas, card
from app.diagrams.drawing import Drawing
from app.diagrams.edges import Segment, with_numbers, with_words
from app.diagrams.figures import cells
from app.diagrams.lines import leaving, polygon, straight
from app.diagrams.ring import WIDEST, ring
from app.diagrams.scene import Shape
from app.diagrams.theme import Shade

_LABEL_WIDTH = 188
_LEAST_APART = 56.0


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """The first corner on top, the others clockwise; a side with words is an arrow."""
    corners = ring(canvas, drawing.nodes, apart=_apart(canvas, drawing))
    if corners is None:
        cells.lay_out(canvas, drawing)
        return
    boxes = dict(zip((node.id for node in drawing.nodes), corners.boxes, strict=True))
    canvas.behind(Shape(path=polygon(*(box.middle for box in corners.boxes)), box=corners.boxes[0], shade=Shade.BAND))
    segments = []
    for edge in drawing.edges:
        one, other = boxes[edge.start], boxes[edge.end]
        start, end = leaving(one, other.middle), leaving(other, one.middle)
        canvas.behind(*straight(start, end, arrow=edge.part is not None))
        if edge.part is not None and edge.start != edge.end:
            segments.append(Segment(part=edge.part, start=start, end=end))
    for each, box in zip(corners.cards, corners.boxes, strict=True):
        each.place(canvas, box.x, box.y, box.height)
    if not (canvas.is_wide and with_words(canvas, segments, corners.boxes, _LABEL_WIDTH)):
        with_numbers(canvas, segments, corners.boxes)


def _apart(canvas: Canvas, drawing: Drawing) -> float:
    """How far above each other the corners stand: on a wide sheet the words of the sides find room between them."""
    labels = [card(part, _LABEL_WIDTH).height for _, part in drawing.worded_edges()]
    if not labels or not canvas.is_wide:
        return _LEAST_APART
    # The words of a level side may be higher than the corners it joins.
    over = max(labels) - max(card(node, WIDEST).height for node in drawing.nodes)
    return max(labels) + 40 + max(over, 0)
