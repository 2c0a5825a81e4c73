"""Four quadrants on two axes."""

from app.diagrams.canvas import GAP, PADDING, Canvas, cards
from app.diagrams.drawing import Drawing, Part
from app.diagrams.lines import straight
from app.diagrams.prose import prose
from app.diagrams.scene import Area, Box
from app.diagrams.theme import Role, Shade

_AXIS = 18


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """The y axis is named above and points up, the x axis is named below and points to the right."""
    assert drawing.axes is not None
    across, up = drawing.axes
    y = _name(canvas, up, canvas.left, canvas.top)
    left = canvas.left + _AXIS
    width = (canvas.left + canvas.inner - left - PADDING) / 2
    top, y = y, y + PADDING
    every = {each.part.id: each for each in cards(drawing.nodes, width)}
    for row in ("high", "low"):
        found = {node.at[0]: every[node.id] for node in drawing.nodes if node.at and node.at[1] == row}
        height = max((each.height for each in found.values()), default=72) + 2 * PADDING
        for x, column in ((left, "low"), (left + width + PADDING, "high")):
            if column in found:
                found[column].place(canvas, x, y, height)
            else:
                canvas.plain(Area(box=Box(x, y, width, height), shade=Shade.BAND))
        y += height + PADDING
    corner = (canvas.left + 4, y)
    canvas.behind(*straight(corner, (corner[0], top), arrow=True))
    canvas.behind(*straight(corner, (canvas.left + canvas.inner, y), arrow=True))
    _name(canvas, across, left, y + PADDING)


def _name(canvas: Canvas, axis: Part, x: float, y: float) -> float:
    words = prose(axis, canvas.left + canvas.inner - x, label=Role.SMALL_LABEL, even=True)
    box = Box(x, y, canvas.left + canvas.inner - x, words.height)
    canvas.add(axis, *words.blocks(box, "start"))
    return box.bottom + GAP / 2
