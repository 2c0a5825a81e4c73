"""From a model to its figure."""

from typing import Final

from app.diagrams.canvas import Canvas
from app.diagrams.drawing import Drawing
from app.diagrams.figures import FIGURES
from app.diagrams.joints import with_joints
from app.diagrams.notes import add_notes
from app.diagrams.scene import Scene
from app.diagrams.svg import render
from app.diagrams.theme import Theme

USUAL_WIDTH: Final = 720
LEAST_WIDTH: Final = 280
MOST_WIDTH: Final = 1200
_WITH_LANES: Final = "journey"


def draw(drawing: Drawing, *, theme: Theme = Theme.AUTO, width: int = USUAL_WIDTH) -> str:
    """*drawing* as an SVG document, laid out for *width* CSS pixels; the same bytes for the same arguments.

    It scales to its container; below 560 pixels the parts stand below instead of beside each other. Raises ValueError
    for a width outside `LEAST_WIDTH` to `MOST_WIDTH`.
    """
    scene = lay_out(drawing, width)
    return render(
        scene,
        name=f"figure-{drawing.id}-{width}",
        title=drawing.title,
        description=describe(drawing),
        lang=drawing.lang,
        theme=theme,
    )


def lay_out(drawing: Drawing, width: int = USUAL_WIDTH) -> Scene:
    """The places of everything in the figure of *drawing*; one with lanes is always a journey through them."""
    if not LEAST_WIDTH <= width <= MOST_WIDTH:
        raise ValueError(f"a figure is {LEAST_WIDTH} to {MOST_WIDTH} pixels wide, not {width}")
    canvas, jointed = Canvas(width), with_joints(drawing)
    FIGURES[_WITH_LANES if drawing.lanes else drawing.figure](canvas, jointed)
    add_notes(canvas, jointed)
    return canvas.scene()


def describe(drawing: Drawing) -> str:
    """What the figure shows, in the model's own words: its parts, and what leads to what."""
    labels = {node.id: node.label for node in drawing.nodes}
    arrows = [
        f"{labels[edge.start]} → {labels[edge.end]}" + (f": {edge.part.label}" if edge.part else "")
        for edge in drawing.edges
    ]
    worded = {part.id for _, part in drawing.worded_edges()}
    return "; ".join([*(part.label for part in drawing.parts() if part.id not in worded), *arrows])
