"""A model's structure as data, with its words in a reader's language."""

from typing import Literal

from pydantic import Field

from app.api.outputs.base import EntryId, EntryRef, Lang, Output


class PartOut(Output):
    """The words of one part, in the nearest language that has them."""

    lang: Lang
    label: str
    text: str | None = Field(description="One sentence; null where the part has one for each lane instead.")
    variants: dict[str, str] = Field(description="Lane id to sentence; empty in figures without lanes.")


class NodeOut(PartOut):
    """A corner, step, layer or cell."""

    id: str
    entry: EntryRef | None = Field(description="The entry this node stands for.")
    group: str | None
    at: list[Literal["low", "high"]] | None = Field(
        description="Quadrant in a matrix as [x, y]; null in other figures.", min_length=2, max_length=2
    )


class EdgeOut(Output):
    """A connection between two nodes; its words are null where it has none."""

    id: str | None
    start: str
    end: str
    entry: EntryRef | None
    words: PartOut | None


class LabelledOut(PartOut):
    """A group, an axis or a lane."""

    id: str


class LineOut(LabelledOut):
    """A line between layers, below the node `after`."""

    after: str


class AxesOut(Output):
    """The axes of a matrix."""

    x: LabelledOut
    y: LabelledOut


class FigureOut(Output):
    """Everything needed to draw the model or to set it as a table."""

    id: EntryId
    figure: str = Field(description="How it is drawn.", examples=["triangle"])
    title: str
    lang: Lang
    nodes: list[NodeOut]
    edges: list[EdgeOut]
    groups: list[LabelledOut]
    axes: AxesOut | None
    lines: list[LineOut]
    lanes: list[LabelledOut]
