"""Lines between things: where they leave a box, how they bend, and the heads of arrows."""

import math
from typing import Final

from app.diagrams.scene import Box, Mark, Stroke, Tip

Point = tuple[float, float]

# How long the head of an arrow is.
HEAD: Final = 8


def straight(start: Point, end: Point, *, arrow: bool = False) -> tuple[Mark, ...]:
    """A line, with a head at its end if it is an arrow."""
    line = Stroke(path=f"M{pair(*start)}L{pair(*end)}")
    if not arrow:
        return (line,)
    length = math.dist(start, end) or 1
    return line, Tip(x=end[0], y=end[1], dx=(end[0] - start[0]) / length, dy=(end[1] - start[1]) / length)


def leaving(box: Box, toward: Point) -> Point:
    """Where the line from the middle of *box* toward a point outside it crosses its edge."""
    x, y = box.middle
    dx, dy = toward[0] - x, toward[1] - y
    across = box.width / 2 / abs(dx) if dx else math.inf
    down = box.height / 2 / abs(dy) if dy else math.inf
    reach = min(across, down, 1)
    return x + dx * reach, y + dy * reach


def between(start: Point, end: Point, share: float) -> Point:
    """The point that lies *share* of the way from *start* to *end*."""
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def along(start: Point, end: Point, share: float) -> Point:
    """The point *share* of the way along the curve of `upright`."""
    x = start[0] + (end[0] - start[0]) * share**2 * (3 - 2 * share)
    rest = 1 - share
    middle = (start[1] + end[1]) / 2
    return x, start[1] * rest**3 + 3 * middle * share * rest + end[1] * share**3


def upright(start: Point, end: Point) -> str:
    """A curve that leaves *start* and arrives at *end* upright, as the rest of a path that stands at *start*."""
    middle = (start[1] + end[1]) / 2
    return f"C{pair(start[0], middle)} {pair(end[0], middle)} {pair(*end)}"


def pair(x: float, y: float) -> str:
    """A point as SVG path data."""
    return f"{number(x)} {number(y)}"


def number(value: float) -> str:
    """A length as SVG writes it, to a tenth of a pixel."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def polygon(*corners: Point) -> str:
    """A closed form through its corners."""
    return "M" + "L".join(pair(*corner) for corner in corners) + "Z"
