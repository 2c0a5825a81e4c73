"""The tables that releases are kept in, and those of keys and of who did what.

What a release says is kept as rows with a validity: `from_release` brought a row, `to_release` ended it (NULL while
current). Release N is the rows with from_release <= N and not to_release <= N, so publishing writes only what changed
and nothing that was published is ever overwritten.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, PrimaryKeyConstraint, Text, text
from sqlmodel import Field

from app.store.base import Moment, Name, Table


def _constraints(table: str, *key: str) -> tuple[CheckConstraint | Index | PrimaryKeyConstraint, ...]:
    """The primary key over *key*, and indexes to find what is current and what a release changed."""
    current: Any = text("to_release IS NULL")
    ended: Any = text("to_release IS NOT NULL")
    return (
        PrimaryKeyConstraint(*key, "from_release"),
        CheckConstraint("to_release > from_release", name="ends_after_it_begins"),
        # Covers the comparison that every publish makes, so that it never reads a payload. SQLite 3.40 looks the
        # condition up in the row unless its column is in the index too.
        Index(f"ix_{table}_current", *key, "fingerprint", "to_release", sqlite_where=current, postgresql_where=current),
        Index(f"ix_{table}_begun", "from_release"),
        Index(f"ix_{table}_ended", "to_release", sqlite_where=ended, postgresql_where=ended),
    )


class ReleaseRow(Table, table=True):
    """One published state of the catalogue; `base` was active before it, `restores` is what a rollback put back."""

    __tablename__ = "releases"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    digest: str
    created_at: datetime = Field(sa_type=Moment)
    message: str = Field(sa_type=Text)
    base: int | None = Field(foreign_key="releases.number")
    restores: int | None = Field(foreign_key="releases.number")


class StateRow(Table, table=True):
    """The one row that says which release is served, and the oldest schema revision whose programs still work."""

    __tablename__ = "state"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    release: int | None = Field(foreign_key="releases.number")
    oldest_schema: str


class _Validity(Table):
    """Columns of every row of a release; a publish compares `fingerprint`, readers see `revision` change."""

    from_release: int = Field(foreign_key="releases.number")
    to_release: int | None = Field(foreign_key="releases.number")
    # The releases that first had this thing, and that brought this revision of it.
    created_release: int
    updated_release: int
    revision: str
    fingerprint: str


class EntryRow(_Validity, table=True):
    """What is true of an entry in every language."""

    __tablename__ = "entries"
    __table_args__ = _constraints("entries", "id")

    id: str = Field(sa_type=Name)
    kind: str
    payload: str = Field(sa_type=Text)


class EntryTextRow(_Validity, table=True):
    """What one language says about an entry; `html` is each section rendered, by section id."""

    __tablename__ = "entry_texts"
    __table_args__ = (
        *_constraints("entry_texts", "id", "lang"),
        Index("ix_entry_texts_slug", "lang", "slug"),
    )

    id: str = Field(sa_type=Name)
    lang: str = Field(sa_type=Name)
    slug: str = Field(sa_type=Name)
    payload: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)


class SeriesRow(_Validity, table=True):
    """What is true of a series in every language."""

    __tablename__ = "series"
    __table_args__ = _constraints("series", "id")

    id: str = Field(sa_type=Name)
    payload: str = Field(sa_type=Text)


class SeriesTextRow(_Validity, table=True):
    """What one language says about a series."""

    __tablename__ = "series_texts"
    __table_args__ = (
        *_constraints("series_texts", "id", "lang"),
        Index("ix_series_texts_slug", "lang", "slug"),
    )

    id: str = Field(sa_type=Name)
    lang: str = Field(sa_type=Name)
    slug: str = Field(sa_type=Name)
    payload: str = Field(sa_type=Text)
    html: str = Field(sa_type=Text)


class CataloguePartRow(_Validity, table=True):
    """What belongs to the catalogue as a whole: its settings, locales, bibliography and moves, a row each."""

    __tablename__ = "catalogue_parts"
    __table_args__ = _constraints("catalogue_parts", "id")

    id: str = Field(sa_type=Name)
    payload: str = Field(sa_type=Text)


class KeyRow(Table, table=True):
    """A key to the admin API: what it may, until when, and digests of its secret; the secret itself is nowhere."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True, sa_type=Name)
    name: str
    # In order, separated by spaces.
    scopes: str
    digest: str
    # The secret before the last rotation, and until when it still opens.
    former_digest: str | None
    former_until: datetime | None = Field(sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(sa_type=Moment)
    last_used_at: datetime | None = Field(sa_type=Moment)


class AuditRow(Table, table=True):
    """One thing that somebody did; ids sort by time, `detail` is JSON and names no reader."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_subject", "subject", "id"),)

    id: str = Field(primary_key=True, sa_type=Name)
    at: datetime = Field(sa_type=Moment)
    actor: str = Field(sa_type=Name)
    action: str = Field(sa_type=Name)
    subject: str = Field(sa_type=Name)
    detail: str = Field(sa_type=Text)


class StagedReleaseRow(Table, table=True):
    """A checked tree that is not published; `content` is all it says, `secret` signs addresses that show it."""

    __tablename__ = "staged_releases"

    id: str = Field(primary_key=True, sa_type=Name)
    # The release that was active when it was staged.
    base: int | None = Field(foreign_key="releases.number")
    digest: str
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    created_by: str = Field(sa_type=Name)
    message: str = Field(sa_type=Text)
    secret: str
    content: bytes


# The same tables for statements that handle many rows at once.
RELEASES = Table.metadata.tables["releases"]
STATE = Table.metadata.tables["state"]
ENTRIES = Table.metadata.tables["entries"]
ENTRY_TEXTS = Table.metadata.tables["entry_texts"]
SERIES = Table.metadata.tables["series"]
SERIES_TEXTS = Table.metadata.tables["series_texts"]
CATALOGUE_PARTS = Table.metadata.tables["catalogue_parts"]
KEYS = Table.metadata.tables["api_keys"]
AUDIT = Table.metadata.tables["audit"]
STAGED = Table.metadata.tables["staged_releases"]
