"""Connections between placed boxes, with their words on them or a number that is explained below the figure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from app.diagrams.canvas import BADGE, Canvas, badge, card
from app.diagrams.drawing import Part
from app.diagrams.lines import HEAD, Point, along, between
from app.diagrams.scene import Box
from app.diagrams.theme import Shade

_PLACES: Final = (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8)
_LEAST_BETWEEN: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """The visible part of a connection that has words, from end to end; a bent one leaves and arrives upright."""

    part: Part
    start: Point
    end: Point
    bent: bool = False

    @property
    def neck(self) -> Point:
        """Where the head of the arrow begins."""
        x, y = self.end
        if self.bent:
            return x, y + math.copysign(HEAD, self.start[1] - y)
        share = min(HEAD / (math.dist(self.start, self.end) or 1), 1)
        return between(self.end, self.start, share)

    def at(self, share: float) -> Point:
        """The point that lies *share* of the way along."""
        return (along if self.bent else between)(self.start, self.end, share)


def with_words(canvas: Canvas, segments: Sequence[Segment], boxes: Iterable[Box], width: float) -> bool:
    """Put a card with the words on the middle of every one of *segments*; False, and none, if they do not all fit."""
    cards = [card(segment.part, width, shade=Shade.SOFT) for segment in segments]
    height = max((each.height for each in cards), default=0)
    places = []
    for segment in segments:
        x, y = segment.at(0.5)
        places.append(Box(x - width / 2, y - height / 2, width, height))
    taken = [*boxes, *places]
    sheet = Box(canvas.left, canvas.top, canvas.inner, 1_000_000)
    for place in places:
        others = (box for box in taken if box is not place)
        if not sheet.holds(place) or any(place.grown(_LEAST_BETWEEN).overlaps(box) for box in others):
            return False
    for each, place in zip(cards, places, strict=True):
        each.place(canvas, place.x, place.y, height)
    return True


def with_numbers(canvas: Canvas, segments: Sequence[Segment], boxes: Iterable[Box]) -> None:
    """Put a number on every one of *segments* that has room for one; the others are told below the figure."""
    taken = list(boxes)
    for segment in segments:
        spots = [spot for share in _PLACES if _is_free(spot := segment.at(share), taken)]
        if not spots:
            continue
        # Rather a little off the middle than over the head of the arrow.
        clear = (spot for spot in spots if not _disc(spot).has(segment.neck))
        spot = next(clear, spots[0])
        taken.append(_disc(spot))
        number = len(canvas.numbered) + 1
        canvas.numbered.append((number, segment.part))
        canvas.plain(*badge(number, *spot, segment.part.lang))


def _is_free(point: Point, taken: Iterable[Box]) -> bool:
    disc = _disc(point).grown(_LEAST_BETWEEN / 2)
    return not any(disc.overlaps(box) for box in taken)


def _disc(point: Point) -> Box:
    return Box(point[0] - BADGE / 2, point[1] - BADGE / 2, BADGE, BADGE)
