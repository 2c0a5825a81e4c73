"""What the changes feed sends."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.api.outputs.base import Output, Url

RecordName = Literal["entry", "text", "series", "series_text", "work"]


class ChangeOut(Output):
    """One record as a release left it."""

    release: int = Field(ge=1)
    at: datetime = Field(description="When the release was published.")
    op: Literal["upsert", "tombstone"]
    record: RecordName
    id: str = Field(description="Of the entry, series or work.")
    lang: str | None = Field(description="Of a text; null for what is the same in every language.")
    reason: Literal["deleted", "withdrawn", "renamed", "merged"] | None = Field(
        description="Why a tombstone was put; null for an upsert."
    )
    to: str | None = Field(description="The id that stands for a renamed or merged one now.")
    data: dict[str, Any] | None = Field(description="The whole record, as in the NDJSON export; null for a tombstone.")


class ChangesOut(Output):
    """A run of changes, oldest first."""

    release: int = Field(description="The active release; the feed ends there.", ge=1)
    items: list[ChangeOut]
    cursor: str = Field(description="`since` of the next request, whether there is more by now or not.")
    has_more: bool = Field(description="Whether more can be had at once.")
    next: Url = Field(description="The address of the next request.")
