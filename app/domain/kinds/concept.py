"""An idea with a definition, why it matters, how it is worked with, examples."""

from dataclasses import dataclass
from typing import ClassVar

from app.domain.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept(Entry):
    """An entry that explains an idea."""

    kind: ClassVar[str] = "concept"
