"""What is known in memory about every entry: ids, labels, relations; texts themselves stay in the generation file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from app.domain.texts import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What lists and links need of one language's text."""

    lang: str
    slug: str
    pref_label: str
    status: Status
    # Number of sections that are missing or older than the source's.
    sections_behind: int
    updated_at: datetime


@dataclass(frozen=True, kw_only=True)
class Card:
    """An entry without its texts; every relation stands on both its ends, in the order of ids."""

    number: int
    id: str
    kind: str
    source_lang: str
    licence: str
    created_at: datetime
    updated_at: datetime
    heads: Mapping[str, Head]
    withdrawn: frozenset[str]
    has_diagram: bool
    sources: tuple[str, ...]
    relations: Mapping[str, tuple[str, ...]]
    # (series, position from 1), in the order of series ids.
    series: tuple[tuple[str, int], ...]

    @cached_property
    def statuses(self) -> Mapping[str, Status]:
        """Which languages there are, and how each stands to the source."""
        return {lang: head.status for lang, head in self.heads.items()}


# The types of relation, each with its inverse.
INVERSE: Mapping[str, str] = {
    "broader": "narrower",
    "narrower": "broader",
    "related": "related",
    "part_of": "has_part",
    "has_part": "part_of",
    "mentions": "mentioned_in",
    "mentioned_in": "mentions",
}
