"""A structure that one can draw."""

from dataclasses import dataclass
from typing import ClassVar

from app.domain.diagram import Diagram
from app.domain.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Entry):
    """An entry that explains a model; its structure is data, its words are in the texts' `parts`."""

    kind: ClassVar[str] = "model"

    diagram: Diagram
