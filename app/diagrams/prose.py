"""Words set in a column: a label, the sentence below it, and how much room they take."""

from dataclasses import dataclass
from typing import Literal

from app.diagrams.drawing import Part
from app.diagrams.metrics import width_of
from app.diagrams.scene import Anchor, Block, Box
from app.diagrams.theme import TYPES, Role
from app.diagrams.wrapping import balance, breaks_words, wrap

# Between a label and its sentence.
_GAP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Lines in one style and one language."""

    lines: tuple[str, ...]
    role: Role
    lang: str

    @property
    def width(self) -> float:
        """The widest of the lines."""
        kind = TYPES[self.role]
        return max((width_of(line, kind.size, kind.weight) for line in self.lines), default=0)

    @property
    def height(self) -> float:
        """All of the lines."""
        return len(self.lines) * TYPES[self.role].leading


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Paragraphs one below the other."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def width(self) -> float:
        """The widest of the paragraphs."""
        return max((paragraph.width for paragraph in self.paragraphs), default=0)

    @property
    def height(self) -> float:
        """All of the paragraphs and what is between them."""
        gaps = _GAP * max(len(self.paragraphs) - 1, 0)
        return sum(paragraph.height for paragraph in self.paragraphs) + gaps

    def blocks(
        self, within: Box, anchor: Anchor = "middle", rest: Literal["top", "middle"] = "middle"
    ) -> tuple[Block, ...]:
        """The paragraphs set *within* a box: at its left edge or centred, and from its top or in the middle of it."""
        y = within.y if rest == "top" else within.middle[1] - self.height / 2
        blocks = []
        for paragraph in self.paragraphs:
            x = within.x if anchor == "start" else within.middle[0] - paragraph.width / 2
            box = Box(x, y, paragraph.width, paragraph.height)
            blocks.append(
                Block(
                    lines=paragraph.lines,
                    role=paragraph.role,
                    box=box,
                    within=within,
                    lang=paragraph.lang,
                    anchor=anchor,
                )
            )
            y = box.bottom + _GAP
        return tuple(blocks)


def paragraph(text: str, lang: str, width: float, role: Role, *, even: bool = False) -> Paragraph:
    """*text* broken to *width*, in lines of *even* length where that is asked for."""
    kind = TYPES[role]
    return Paragraph(lines=(balance if even else wrap)(text, width, kind.size, kind.weight), role=role, lang=lang)


def prose(
    part: Part,
    width: float,
    *,
    label: Role = Role.LABEL,
    text: Role | None = Role.TEXT,
    prefix: str = "",
    even: bool = False,
) -> Prose:
    """The words of *part* broken to *width*: its label, and its sentence where it has one and *text* says how."""
    paragraphs = [paragraph(prefix + part.label, part.lang, width, label, even=even)]
    if text is not None and part.text:
        paragraphs.append(paragraph(part.text, part.lang, width, text, even=even))
    return Prose(paragraphs=tuple(paragraphs))


def sentence(part: Part, width: float, *, lane: str | None = None, role: Role = Role.TEXT) -> Prose:
    """The sentence of *part* alone, or the one it has for a *lane*, broken to *width*."""
    text = part.variants.get(lane, part.text) if lane is not None else part.text
    return Prose(paragraphs=(paragraph(text, part.lang, width, role),) if text else ())


def breaks(part: Part, width: float, label: Role = Role.LABEL) -> bool:
    """Whether a word of the label of *part* is too long for *width*."""
    kind = TYPES[label]
    return breaks_words(part.label, width, kind.size, kind.weight)
