"""What a figure is put together on: it gathers groups from the back to the front and knows what has been told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.diagrams.drawing import Part
from app.diagrams.prose import Prose, breaks, prose
from app.diagrams.scene import Anchor, Area, Block, Box, Group, Mark, Scene, Shape
from app.diagrams.theme import Role, Shade
from app.diagrams.wrapping import visible

MARGIN: Final = 16
PADDING: Final = 12
GAP: Final = 16
BADGE: Final = 24
# A label in its usual and its smaller size, and a sentence: on cards, and on those in the accent colour.
_PLAIN: Final = ((Role.LABEL, Role.SMALL_LABEL), Role.TEXT)
_STRONG: Final = ((Role.STRONG_LABEL, Role.STRONG_SMALL_LABEL), Role.STRONG_TEXT)
# From this width on there is room for things side by side.
WIDE: Final = 560


class Canvas:
    """A sheet of a given width that grows downward."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.left = float(MARGIN)
        self.inner = width - 2 * MARGIN
        self.top = float(MARGIN)
        self.told: set[str] = set()
        # Connections that carry a number, to be explained below the figure.
        self.numbered: list[tuple[int, Part]] = []
        self._floor = self.top
        self._back: list[Group] = []
        self._front: list[Group] = []

    @property
    def is_wide(self) -> bool:
        """Whether there is room for things side by side."""
        return self.width >= WIDE

    @property
    def bottom(self) -> float:
        """The lower edge of everything that is on it."""
        return max(self._floor, *(mark.box.bottom for mark in self._solid()))

    def behind(self, *marks: Mark) -> None:
        """Put lines and bands behind everything else."""
        self._back.append(Group(marks=marks))

    def beneath(self, *marks: Mark) -> None:
        """Put bands behind even the lines."""
        self._back.insert(0, Group(marks=marks))

    def reserve(self, y: float) -> None:
        """Keep free what is above *y*, for lines that reach below everything else."""
        self._floor = max(self._floor, y)

    def add(self, part: Part, *marks: Mark, shows_text: bool = True) -> None:
        """Put what stands for *part* on top; where its sentence is not among it, it shows on resting."""
        hidden = None if shows_text or part.text is None else visible(part.text)
        self._front.append(Group(marks=marks, href=part.href, title=hidden, title_lang=part.lang if hidden else None))
        self.told.add(part.id)

    def plain(self, *marks: Mark) -> None:
        """Put what stands for no part on top."""
        self._front.append(Group(marks=marks))

    def scene(self) -> Scene:
        """The finished figure."""
        return Scene(width=self.width, height=self.bottom + MARGIN, groups=(*self._back, *self._front))

    def _solid(self) -> Iterable[Area | Shape | Block]:
        for group in (*self._back, *self._front):
            for mark in group.marks:
                if isinstance(mark, Area | Shape | Block):
                    yield mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A part's words in a box of their own, before it has a place."""

    part: Part
    words: Prose
    width: float
    height: float
    shade: Shade
    anchor: Anchor

    def place(self, canvas: Canvas, x: float, y: float, height: float | None = None) -> Box:
        """Put it on *canvas* with its upper left corner at (x, y), stretched to *height*; the box it then has."""
        box = Box(x, y, self.width, max(height or 0, self.height))
        within = box.grown(-PADDING)
        shows_text = len(self.words.paragraphs) > 1
        blocks = self.words.blocks(within, self.anchor)
        canvas.add(self.part, Area(box=box, shade=self.shade), *blocks, shows_text=shows_text)
        return box


def card(
    part: Part,
    width: float,
    *,
    shade: Shade = Shade.CARD,
    anchor: Anchor = "middle",
    small: bool = False,
    brief: bool = False,
) -> Card:
    """The card of *part*, *width* wide and as high as its words need.

    Its label may be a size *small*er; a *brief* one has no sentence.
    """
    label, text = _STRONG if shade is Shade.STRONG else _PLAIN
    words = prose(part, width - 2 * PADDING, label=label[small], text=None if brief else text, even=anchor == "middle")
    return Card(part=part, words=words, width=width, height=words.height + 2 * PADDING, shade=shade, anchor=anchor)


def cards(parts: Iterable[Part], width: float, *, brief: bool = False) -> list[Card]:
    """The cards of *parts*, with smaller labels in all of them if a word does not fit otherwise."""
    parts = list(parts)
    small = any(breaks(part, width - 2 * PADDING) for part in parts)
    return [card(part, width, small=small, brief=brief) for part in parts]


def badge(number: int, x: float, y: float, lang: str) -> tuple[Mark, ...]:
    """A number in a disc around (x, y)."""
    box = Box(x - BADGE / 2, y - BADGE / 2, BADGE, BADGE)
    words = prose(Part(id="", label=str(number), lang=lang), BADGE, label=Role.NUMBER)
    return Area(box=box, shade=Shade.STRONG, radius=BADGE / 2), *words.blocks(box)
