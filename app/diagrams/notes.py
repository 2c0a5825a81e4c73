"""What a figure could not show in its place: words of connections, groups and the like, set below it."""

from dataclasses import dataclass
from typing import Final

from app.diagrams.canvas import BADGE, GAP, Canvas, badge
from app.diagrams.drawing import Drawing, Part
from app.diagrams.lines import number, pair
from app.diagrams.prose import Prose, prose
from app.diagrams.scene import Box, Stroke
from app.diagrams.theme import Role

_INDENT: Final = BADGE + 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    part: Part
    number: int | None = None
    prefix: str = ""


def add_notes(canvas: Canvas, drawing: Drawing) -> None:
    """Explain the numbers on *canvas*, and tell every part of *drawing* that has not been told yet."""
    notes = [_Note(part=part, number=number) for number, part in canvas.numbered]
    told = canvas.told | {part.id for _, part in canvas.numbered}
    ends = {
        part.id: f"{drawing.node(edge.start).label} → {drawing.node(edge.end).label}: "
        for edge, part in drawing.worded_edges()
    }
    notes += [_Note(part=part, prefix=ends.get(part.id, "")) for part in drawing.parts() if part.id not in told]
    columns = 2 if canvas.is_wide and len(notes) > 1 else 1
    width = (canvas.inner - GAP * (columns - 1)) / columns
    y = canvas.bottom + GAP
    if notes and not canvas.numbered:
        # What is told about the whole stands apart from the parts above it.
        canvas.behind(Stroke(path=f"M{pair(canvas.left, y)}H{number(canvas.left + canvas.inner)}", style="faint"))
        y += GAP
    for first in range(0, len(notes), columns):
        row = notes[first : first + columns]
        indents = [_INDENT if note.number else 0 for note in row]
        words = [
            prose(note.part, width - indent, label=Role.SMALL_LABEL, prefix=note.prefix)
            for note, indent in zip(row, indents, strict=True)
        ]
        height = max(each.height + 3 for each in words)
        for column, (note, each) in enumerate(zip(row, words, strict=True)):
            _place(canvas, note, each, Box(canvas.left + column * (width + GAP), y, width, height))
        y += height + GAP


def _place(canvas: Canvas, note: _Note, words: Prose, box: Box) -> None:
    indent = _INDENT if note.number else 0
    # The first line stands level with the middle of its number.
    down = 3 if note.number else 0
    within = Box(box.x + indent, box.y + down, box.width - indent, max(words.height, box.height - down))
    marks = badge(note.number, box.x + BADGE / 2, box.y + BADGE / 2, note.part.lang) if note.number else ()
    canvas.add(note.part, *marks, *words.blocks(within, "start", "top"))
