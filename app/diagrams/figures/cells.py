"""Cells of equal rank, in groups where there are any."""

from collections.abc import Sequence

from app.diagrams.canvas import GAP, PADDING, Canvas, card, cards
from app.diagrams.drawing import Drawing, Node, Part
from app.diagrams.prose import breaks, prose
from app.diagrams.scene import Area, Box
from app.diagrams.theme import Shade

_NARROWEST = 196


def lay_out(canvas: Canvas, drawing: Drawing, *, first: Shade = Shade.CARD) -> None:
    """Cells in rows of equal length; each group in a frame of its own, in the order of the groups.

    With another shade for the *first* node, that one has a row to itself.
    """
    y = canvas.top
    loose = [node for node in drawing.nodes if node.group is None]
    if first is not Shade.CARD and loose:
        head, *loose = loose
        small = breaks(head, canvas.inner - 2 * PADDING)
        y = card(head, canvas.inner, shade=first, small=small).place(canvas, canvas.left, y).bottom + PADDING
    if loose:
        y = _rows(canvas, loose, Box(canvas.left, y, canvas.inner, 0)) + GAP
    for group in drawing.groups:
        y = _frame(canvas, group, [node for node in drawing.nodes if node.group == group.id], y) + GAP


def _frame(canvas: Canvas, group: Part, nodes: Sequence[Node], y: float) -> float:
    width = canvas.inner - 2 * PADDING
    words = prose(group, width, even=True)
    head = Box(canvas.left + PADDING, y + PADDING, width, words.height)
    bottom = head.bottom
    if nodes:
        bottom = _rows(canvas, nodes, Box(head.x, bottom + PADDING, width, 0))
    frame = Box(canvas.left, y, canvas.inner, bottom + PADDING - y)
    canvas.behind(Area(box=frame, shade=Shade.BAND))
    canvas.add(group, *words.blocks(head, "start"))
    return frame.bottom


def _rows(canvas: Canvas, nodes: Sequence[Node], room: Box) -> float:
    """Cards of *nodes* from the top of *room*, in as few rows as its width allows; where they end."""
    most = max(1, int((room.width + PADDING) // (_NARROWEST + PADDING)))
    rows = -(-len(nodes) // most)
    columns = -(-len(nodes) // rows)
    width = (room.width - PADDING * (columns - 1)) / columns
    y, every = room.y, cards(nodes, width)
    for first in range(0, len(nodes), columns):
        row = every[first : first + columns]
        height = max(each.height for each in row)
        for column, each in enumerate(row):
            each.place(canvas, room.x + column * (width + PADDING), y, height)
        y += height + PADDING
    return y - PADDING
