"""What the store hands out: releases, and what they say together with when it came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.domain.bibliography import Work
from app.domain.entries import Entry
from app.domain.library import Move, Series
from app.domain.locales import Locale
from app.domain.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseInfo:
    """One release; `base` was active before it, `restores` is the one a rollback put back. Times are UTC seconds."""

    number: int
    digest: str
    created_at: datetime
    message: str
    base: int | None
    restores: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many rows of one sort a release brought, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What publishing came to; without `created`, `number` is the release that already said exactly this.

    A text counts as changed as well when only its standing did: its source moved on.
    """

    number: int
    created: bool
    entries: Tally = field(default_factory=Tally)
    texts: Tally = field(default_factory=Tally)
    series: Tally = field(default_factory=Tally)
    series_texts: Tally = field(default_factory=Tally)
    catalogue: Tally = field(default_factory=Tally)


class Subject(StrEnum):
    """What a change is about; the value is the name of its table."""

    ENTRY = "entries"
    TEXT = "entry_texts"
    SERIES = "series"
    SERIES_TEXT = "series_texts"
    # settings, locales, bibliography or moves
    CATALOGUE = "catalogue_parts"


class What(StrEnum):
    """How a thing differs between two releases."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference; `before` and `after` are revisions (None where there was nothing).

    Equal ones mean that the words stayed and only their standing moved, as when a source changed under its translation.
    """

    subject: Subject
    id: str
    lang: str | None
    before: str | None
    after: str | None

    @property
    def what(self) -> What:
        """Added, changed or removed."""
        if self.before is None:
            return What.ADDED
        return What.REMOVED if self.after is None else What.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What a release says about the catalogue as a whole; `locales` in the site's order."""

    licence: str
    default_lang: str
    locales: tuple[Locale, ...]
    bibliography: Mapping[str, Work]
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredText:
    """A text, its sections rendered (HTML by section id), and when it and its present revision were published.

    `release` brought it as it stands here, standing included.
    """

    text: Text
    html: Mapping[str, str]
    created_at: datetime
    updated_at: datetime
    release: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry with all its texts; the times are those of what is true in every language, texts have their own."""

    entry: Entry
    texts: Mapping[str, StoredText]
    created_at: datetime
    updated_at: datetime
    release: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSeries:
    """A series with all its texts; times as for an entry."""

    series: Series
    texts: Mapping[str, StoredText]
    created_at: datetime
    updated_at: datetime
    release: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerSlug:
    """A slug that was once an entry's (or, with `series`, a series') in this language and is nobody's there now."""

    lang: str
    slug: str
    id: str
    series: bool
