"""Bands behind the rows of a network, one for each group, with the group's words."""

from app.diagrams.canvas import PADDING, Canvas
from app.diagrams.drawing import Drawing, Part
from app.diagrams.prose import Prose, prose
from app.diagrams.scene import Area, Box
from app.diagrams.theme import Role, Shade


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
        words = prose(self.groups[group], self.canvas.inner - 2 * PADDING, label=Role.SMALL_LABEL, text=None)
        return begin + words.height + PADDING

    def least_height(self, group: str | None) -> float:
        """What a row of *group* needs for the words in the gutter."""
        return self._name(self.groups[group]).height if group and self.gutter else 0

    def end(self, group: str | None, y: float) -> None:
        """A row of *group* ends at *y*."""
        if group is not None:
            self.spans[group] = (self.spans[group][0], y + PADDING)

    def draw(self) -> list[Box]:
        """Put the bands and their words on the canvas; where the words are."""
        rooms = []
        for group, (top, bottom) in self.spans.items():
            band = Box(self.canvas.left, top, self.canvas.inner, bottom - top)
            self.canvas.beneath(Area(box=band, shade=Shade.BAND))
            part = self.groups[group]
            if self.gutter:
                room = Box(band.x + PADDING, top + PADDING, self.gutter - 2 * PADDING, band.height - 2 * PADDING)
                self.canvas.add(part, *self._name(part).blocks(room, "start"))
            else:
                words = prose(part, band.width - 2 * PADDING, label=Role.SMALL_LABEL, text=None)
                room = Box(band.x + PADDING, top + PADDING, words.width, words.height)
                # Lines pass behind the name of the group.
                back = Area(box=room.grown(4), shade=Shade.BAND)
                self.canvas.add(part, back, *words.blocks(room, "start"), shows_text=False)
            rooms.append(room)
        return rooms

    def _name(self, part: Part) -> Prose:
        return prose(part, self.gutter - 2 * PADDING, label=Role.SMALL_LABEL, text=Role.SMALL_TEXT)
