"""What the admin API sends about releases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.outputs.base import Output
from app.api.problems import FilePlace

Subject = Literal["entry", "text", "series", "series_text", "catalogue"]
What = Literal["added", "changed", "removed"]


class ReleaseOut(Output):
    """One published state of the whole catalogue."""

    number: int = Field(ge=1)
    digest: str = Field(description="Names exactly this content; two releases may say the same.")
    created_at: datetime
    message: str
    base: int | None = Field(description="The release that was active before it; null for the first.")
    restores: int | None = Field(description="The release that it put back; null for one that was published.")
    is_active: bool = Field(description="Whether it is the one that is served.")


class ReleasesOut(Output):
    """The newest releases first."""

    items: list[ReleaseOut]
    next: int | None = Field(description="`before` of the next page; null on the last.")


class TallyOut(Output):
    """How many of one sort a release brings, changes and removes."""

    added: int
    changed: int
    removed: int


class WarningOut(FilePlace):
    """A problem of the tree that kept nothing from being published."""

    pointer: str | None = Field(description="JSON Pointer (RFC 6901) into the file's YAML.")
    detail: str


class PublicationOut(Output):
    """What publishing came to."""

    number: int = Field(description="The release; in a dry run the one that it would be.")
    created: bool = Field(description="false: the active release says exactly this already.")
    dry_run: bool = Field(description="Whether nothing was written.")
    changes: Mapping[Subject, TallyOut] = Field(description="A text counts as changed when its source moved on, too.")
    warnings: list[WarningOut] = Field(description="The first 500.")


class DifferenceOut(Output):
    """One thing that is different between two releases."""

    subject: Subject
    id: str = Field(description="Of the entry or series; of the catalogue: which part of it.")
    lang: str | None = Field(description="Of a text; null for what is the same in every language.")
    what: What
    before: str | None = Field(description="Digest of what it said in `since`; null where there was nothing.")
    after: str | None = Field(
        description="The same in `number`; equal to `before` where only its standing moved, as when its source changed."
    )


class ComparisonOut(Output):
    """What a reader of one release finds different in another."""

    number: int
    since: Annotated[int, Field(description="0: the time before the first release.")]
    changes: Mapping[Subject, TallyOut]
    items: list[DifferenceOut]
    next: int | None = Field(description="`offset` of the next page; null on the last.")
