"""Cards on a ring: as wide as the sheet, and as high as they need not to touch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from app.diagrams.canvas import Canvas, Card, cards
from app.diagrams.drawing import Part
from app.diagrams.lines import Point
from app.diagrams.scene import Box

WIDEST: Final = 216.0
_NARROWEST: Final = 118.0
_NARROWEST_OF_MANY: Final = 144.0
_STEP: Final = 8
_FEW: Final = 4
_BESIDE: Final = 40
_NEAR_ZERO: Final = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """Cards with their places, clockwise from the top, on an ellipse."""

    cards: tuple[Card, ...]
    boxes: tuple[Box, ...]
    middle: Point
    radii: tuple[float, float]

    def at(self, angle: float) -> Point:
        """The point of the ellipse at *angle*, in radians clockwise from the top."""
        return (
            self.middle[0] + self.radii[0] * math.sin(angle),
            self.middle[1] - self.radii[1] * math.cos(angle),
        )


def ring(canvas: Canvas, parts: Sequence[Part], *, apart: float) -> Ring | None:
    """Cards of *parts* around the middle of *canvas*; None if it is too narrow.

    Cards at different heights are at least *apart* from each other if they are few, so that the way can be seen.
    """
    angles = [2 * math.pi * at / len(parts) for at in range(len(parts))]
    # Cards at one height stand on either side of the middle: they bound how wide a card may be.
    sines = [sine for sine in (abs(math.sin(angle)) for angle in angles) if sine > _NEAR_ZERO]
    reach = max(sines, default=1)
    width = min(WIDEST, *((canvas.inner * sine / reach - _BESIDE) / (1 + sine / reach) for sine in sines), canvas.inner)
    if width < (_NARROWEST if len(parts) < _FEW else _NARROWEST_OF_MANY):
        return None
    placed = tuple(cards(parts, width))
    across = (canvas.inner - width) / 2 / reach
    down = 48.0
    spread = canvas.inner if len(parts) <= _FEW else 6
    while not _are_apart(boxes := _boxes(placed, angles, across, down), apart, spread):
        down += _STEP
    top = canvas.top - min(box.y for box in boxes)
    middle_x = canvas.left + canvas.inner / 2
    return Ring(
        cards=placed,
        boxes=tuple(Box(box.x + middle_x, box.y + top, box.width, box.height) for box in boxes),
        middle=(middle_x, top),
        radii=(across, down),
    )


def _boxes(placed: Sequence[Card], angles: Sequence[float], across: float, down: float) -> list[Box]:
    """The cards' places around (0, 0), those at one level all as high as the highest of them."""
    levels = [round(-math.cos(angle), 6) for angle in angles]
    heights = {
        level: max(each.height for each, at in zip(placed, levels, strict=True) if at == level) for level in levels
    }
    return [
        Box(
            across * math.sin(angle) - each.width / 2,
            down * level - heights[level] / 2,
            each.width,
            heights[level],
        )
        for each, angle, level in zip(placed, angles, levels, strict=True)
    ]


def _are_apart(boxes: Sequence[Box], apart: float, spread: float) -> bool:
    tall = [Box(box.x - spread, box.y - apart / 2, box.width + 2 * spread, box.height + apart) for box in boxes]
    levels = (pair for pair in combinations(tall, 2) if abs(pair[0].middle[1] - pair[1].middle[1]) > 1)
    return not any(one.overlaps(other) for one, other in levels)
