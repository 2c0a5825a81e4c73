"""An entry: one thing the catalogue explains, whatever its kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from app.domain.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is true of an entry in every language, and its texts by language.

    A relation stands here on the side it was written on; `narrower` and the other end of `related` are derived.
    """

    kind: ClassVar[str]

    id: str
    source_lang: str
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    licence: str
    # Moves whenever anything in the shared file does.
    revision: str
    texts: Mapping[str, Text] = field(default_factory=dict)

    @property
    def source(self) -> Text:
        """The text that the others are translations of."""
        return self.texts[self.source_lang]
