"""What the store hands out: releases, and what they say together with when it came about."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

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


class Scope(StrEnum):
    """What a key may do."""

    RELEASES_READ = "releases:read"
    RELEASES_WRITE = "releases:write"
    FEEDBACK_READ = "feedback:read"
    FEEDBACK_WRITE = "feedback:write"
    INSIGHTS_READ = "insights:read"
    KEYS_READ = "keys:read"
    KEYS_WRITE = "keys:write"
    AUDIT_READ = "audit:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key without its secret."""

    id: str
    name: str
    scopes: frozenset[Scope]
    created_at: datetime
    # None: never.
    expires_at: datetime | None
    revoked_at: datetime | None
    # To the minute.
    last_used_at: datetime | None

    def is_good(self, now: datetime) -> bool:
        """Whether it opens anything at *now*."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class Issued:
    """A key with its token, the one time that it is seen."""

    key: Key
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A release that may come to be; `base` was active when it was staged. Times are UTC seconds."""

    id: str
    base: int | None
    digest: str
    created_at: datetime
    expires_at: datetime
    created_by: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """What staging came to, and what publishing it would; `staged` is None where the active release says the same."""

    staged: Staged | None
    published: Published
    # False for one that was there already.
    is_new: bool


# What a release brings, in the order in which followers hear of it: an entry before its texts, so that nobody has a
# text without its entry.
RECORDS: Final = ("entry", "text", "series", "series_text", "work")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the log: everything up to and including this is known."""

    release: int
    subject: int = len(RECORDS)
    id: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing as a release left it; `content` is None where it took the thing away."""

    position: Position
    at: datetime
    record: str
    id: str
    lang: str | None
    content: Entry | StoredText | Series | Work | None
    # When the thing first appeared.
    created_at: datetime | None
    # What the release says became of the thing that it took away.
    move: Move | None
