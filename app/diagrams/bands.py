"""Bands behind the rows of a network, one for each group, with the group's words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.diagrams.canvas import PADDING, Canvas
from app.diagrams.drawing import Drawing, Part
from app.diagrams.lines import Point
from app.diagrams.prose import Prose, prose
from app.diagrams.scene import Area, Box
from app.diagrams.theme import Role, Shade

# Between the name of a group and a line that passes it.
_CLEAR: Final = 4


class Bands:
    """The groups' bands, as their rows are placed from the top; a *gutter* at the left may hold the words."""

    def __init__(self, canvas: Canvas, drawing: Drawing, *, gutter: float) -> None:
        self.canvas = canvas
        self.gutter = gutter
        self.groups = {group.id: group for group in drawing.groups}
        self.spans: dict[str, tuple[float, float]] = {}

    def begin(self, group: str | None, y: float) -> float:
        """Where a row of *group* can begin that follows what ends above *y*."""
        if group is None or group in self.spans:
            return y
        begin = y + PADDING if not self.spans and y == self.canvas.top else y
        self.spans[group] = (begin - PADDING, begin)
        if self.gutter:
            return begin
        return begin + self._heading(self.groups[group]).height + PADDING

    def least_height(self, group: str | None) -> float:
        """What a row of *group* needs for the words in the gutter."""
        return self._name(self.groups[group]).height if group and self.gutter else 0

    def end(self, group: str | None, y: float) -> None:
        """A row of *group* ends at *y*."""
        if group is not None:
            self.spans[group] = (self.spans[group][0], y + PADDING)

    def draw(self, lines: Sequence[Point]) -> list[Box]:
        """Put the bands and their words on the canvas, beside the points of *lines* if they can be; where they are."""
        rooms = []
        for group, (top, bottom) in self.spans.items():
            band = Box(self.canvas.left, top, self.canvas.inner, bottom - top)
            self.canvas.beneath(Area(box=band, shade=Shade.BAND))
            part = self.groups[group]
            if self.gutter:
                room = Box(band.x + PADDING, top + PADDING, self.gutter - 2 * PADDING, band.height - 2 * PADDING)
                self.canvas.add(part, *self._name(part).blocks(room, "start"))
            else:
                words = self._heading(part)
                room = _beside(Box(band.x + PADDING, top + PADDING, words.width, words.height), band, lines)
                # Lines that cannot be avoided pass behind the name of the group.
                back = Area(box=room.grown(4), shade=Shade.BAND)
                self.canvas.add(part, back, *words.blocks(room, "start"), shows_text=False)
            rooms.append(room)
        return rooms

    def _heading(self, part: Part) -> Prose:
        """The name above the rows, no wider than half of them so that it finds room between lines."""
        return prose(part, self.canvas.inner / 2 - PADDING, label=Role.SMALL_LABEL, text=None, even=True)

    def _name(self, part: Part) -> Prose:
        return prose(part, self.gutter - 2 * PADDING, label=Role.SMALL_LABEL, text=Role.SMALL_TEXT)


def _beside(name: Box, band: Box, lines: Sequence[Point]) -> Box:
    """The place of *name* farthest to the left in *band* that no line passes; where it is, if there is none."""
    level = [x for x, y in lines if name.y - _CLEAR <= y <= name.bottom + _CLEAR]
    for start in sorted({name.x, *(x + _CLEAR for x in level)}):
        end = start + name.width
        is_inside = name.x <= start and end <= band.right - PADDING
        if is_inside and not any(start - _CLEAR < x < end + _CLEAR for x in level):
            return replace(name, x=start)
    return name
