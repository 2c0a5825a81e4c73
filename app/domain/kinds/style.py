"""A way of giving service that an organisation can choose."""

from dataclasses import dataclass
from typing import ClassVar

from app.domain.entries import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Style(Entry):
    """An entry that explains a service style; `leaders` are the firms its source names as examples."""

    kind: ClassVar[str] = "style"

    leaders: tuple[str, ...]
