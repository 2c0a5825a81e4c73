"""A figure as shapes and lines of text with their places; one unit is one CSS pixel at natural size."""

from dataclasses import dataclass
from typing import Literal

from app.diagrams.theme import Role, Shade

Anchor = Literal["start", "middle"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle along the axes; y grows downward."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, by: float) -> "Box":
        """The same box with a margin of *by* around it; negative to shrink it."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlaps(self, other: "Box") -> bool:
        """Whether the two share more than an edge."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom

    def has(self, point: tuple[float, float]) -> bool:
        """Whether *point* lies within it."""
        return self.x <= point[0] <= self.right and self.y <= point[1] <= self.bottom

    def holds(self, other: "Box", slack: float = 0.01) -> bool:
        """Whether *other* lies within this one, give or take *slack*."""
        return (
            self.x <= other.x + slack
            and self.y <= other.y + slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines of text in one style; `box` is where they may reach in the widest font, `within` the room they have."""

    lines: tuple[str, ...]
    role: Role
    box: Box
    within: Box
    lang: str
    anchor: Anchor = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A filled rectangle, rounded by `radius`; what is drawn before it and under it cannot be seen."""

    box: Box
    shade: Shade
    radius: float = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Any other filled form, as SVG path data; `box` is a rectangle within it."""

    path: str
    box: Box
    shade: Shade


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line or a curve, as SVG path data."""

    path: str
    style: Literal["line", "dashed", "faint"] = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """An arrow's head: its point, and the direction in which it points."""

    x: float
    y: float
    dx: float
    dy: float


Mark = Area | Shape | Stroke | Tip | Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What belongs to one part: it is one link, and shows `title` to those who rest on it."""

    marks: tuple[Mark, ...]
    href: str | None = None
    title: str | None = None
    title_lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A whole figure, from the back to the front."""

    width: float
    height: float
    groups: tuple[Group, ...]

    def marks(self) -> tuple[Mark, ...]:
        """Everything in it, from the back to the front."""
        return tuple(mark for group in self.groups for mark in group.marks)

    def blocks(self) -> tuple[Block, ...]:
        """Every text in it."""
        return tuple(mark for mark in self.marks() if isinstance(mark, Block))
