"""Everything one release of the catalogue says, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.bibliography import Work
from app.domain.entries import Entry
from app.domain.locales import Locale
from app.domain.texts import Text


class Why(StrEnum):
    """Why an id, or one language of it, is no longer what it was."""

    RENAMED = "renamed"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What became of a former id; `lang` when only that language's text is meant, `to` unless it was withdrawn."""

    id: str
    why: Why
    lang: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Entries in a reading order; a part without an entry is planned and has its label in the series' texts."""

    id: str
    source_lang: str
    parts: tuple[str, ...]
    sources: tuple[str, ...] = ()
    revision: str
    texts: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The whole catalogue; `locales` are in the site's order and `digest` names exactly this content."""

    licence: str
    default_lang: str
    locales: tuple[Locale, ...]
    entries: Mapping[str, Entry]
    series: Mapping[str, Series] = field(default_factory=dict)
    bibliography: Mapping[str, Work] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    digest: str
