"""What the admin API sends about releases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.api.outputs.base import Output, Url
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


class StagedOut(Output):
    """A checked tree that is not published."""

    id: str = Field(description="Its name as `release=` on every read.", examples=["s-0a1b2c3d4e5f"])
    base: int | None = Field(description="The release that was active when it was staged; null before the first.")
    digest: str = Field(description="Names exactly this content; the digest of the release it becomes.")
    created_at: datetime
    expires_at: datetime = Field(description="When it is forgotten.")
    created_by: str = Field(description="Who staged it, as in the audit log.")
    message: str
    is_behind: bool = Field(description="Whether something has been published since it was staged.")


class StagedListOut(Output):
    """What is staged, newest first."""

    items: list[StagedOut]


class StagingOut(Output):
    """What staging came to."""

    staged: StagedOut | None = Field(description="null: the active release says exactly this already.")
    changes: Mapping[Subject, TallyOut] = Field(description="What publishing it would change.")
    warnings: list[WarningOut] = Field(description="The first 500.")


class StagedComparisonOut(Output):
    """What a reader of the active release would find different."""

    id: str
    since: Annotated[int, Field(description="The active release; 0 before the first.")]
    changes: Mapping[Subject, TallyOut]
    items: list[DifferenceOut]
    next: int | None = Field(description="`offset` of the next page; null on the last.")


class PreviewPageOut(Output):
    """A page that differs from the active release."""

    id: str
    lang: str
    url: Url


class PreviewOut(Output):
    """Addresses that show a staged release in a browser, which cannot send a key."""

    release: str = Field(description="Its signed name: with it as `release=` every read answers without a key.")
    expires_at: datetime
    pages: list[PreviewPageOut] = Field(description="Those whose text is new or changed, at most 200.")
