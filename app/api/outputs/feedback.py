"""What readers send and get about their messages, and what editors get and send."""

import unicodedata
from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from app.api.outputs.admin import DeedOut, Input, Instant, Line
from app.api.outputs.base import Lang, Output, Url
from app.domain.texts import Status as TextStatus
from app.feedback.values import Hold, Kind, MessageStatus, Progress

LONGEST: Final = 5000
# One address and nothing that a mail program could take for a second one, or for a header.
_UNSAFE: Final = r"\s@<>()\[\],;:\\\x22\x00-\x20\x7f"
_ADDRESS: Final = rf"^[^{_UNSAFE}]{{1,64}}@[^{_UNSAFE}]{{1,180}}\.[^{_UNSAFE}.]{{2,63}}$"


def _cleaned(value: Any) -> Any:
    """Text as it is kept: composed, with plain line breaks, without control characters; nothing readable goes."""
    if not isinstance(value, str):
        return value
    lines = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or unicodedata.category(char) != "Cc").strip()


def _or_none(value: str) -> str | None:
    return value or None


Prose = Annotated[str, BeforeValidator(_cleaned), StringConstraints(min_length=1, max_length=LONGEST)]


class FeedbackIn(Input):
    """A message to the editors; a form has the same fields."""

    kind: Kind = Field(description="What it is.")
    message: Prose = Field(description="In the reader's own words.", examples=["The second step has no example."])
    entry: Annotated[str, StringConstraints(max_length=200), AfterValidator(_or_none)] | None = Field(
        None, description="Id of the entry it is about; without one, the whole catalogue.", examples=["service-pyramid"]
    )
    lang: Annotated[str, StringConstraints(max_length=64), AfterValidator(_or_none)] | None = Field(
        None, description="Language of the text it is about (`lang` of the entry); the reader's, unless given."
    )
    email: Annotated[str, StringConstraints(max_length=254, pattern=_ADDRESS)] | None = Field(
        None,
        description="Where the editors may answer, too. Only they see it, and it is deleted after a time.",
        examples=["reader@example.org"],
    )
    opened_at: Instant | None = Field(
        None, description="When the form was shown (RFC 3339). A message that comes at once is looked at first."
    )
    website: str = Field(
        "", description="Leave it empty: a form hides it, and whoever fills it in is not a person.", max_length=2000
    )


class ReceiptOut(Output):
    """What a reader has in hand once the message is on disk."""

    id: str
    receipt: str = Field(description="Opens the message to whoever has it; it is shown this once.")
    status: Progress
    received_at: datetime
    url: Url = Field(description="The message, for whoever sends the receipt as `Authorization: Bearer …`.")
    page: Url = Field(description="The same as a page for the reader; holds the receipt.")
    lang: Lang = Field(description="The language of `confirmation`.")
    confirmation: str = Field(description="To show to the reader.")


class OwnMessageOut(Output):
    """A reader's own message and how it stands."""

    id: str
    status: Progress
    kind: Kind
    entry: str | None
    lang: Lang
    message: str
    has_email: bool
    received_at: datetime
    answer: str | None
    answered_at: datetime | None


class MessageItem(Output):
    """A message as editors list it."""

    id: str
    status: MessageStatus
    held_for: list[Hold] = Field(description="Why it is, or was, on hold; empty if it never was.")
    kind: Kind
    entry: str | None = Field(description="null: about the catalogue as a whole.")
    lang: Lang
    release: int = Field(description="That was served when it came.")
    message: str
    has_email: bool
    assignee: str | None
    answer: str | None
    answered_at: datetime | None
    received_at: datetime
    updated_at: datetime


class MessageOut(MessageItem):
    """A message with its sender's address and what was done to it."""

    email: str | None
    history: list[DeedOut] = Field(description="Newest first, at most 100.")


class AssignIn(Input):
    """Who takes care of a message."""

    assignee: Line | None = Field(description="null: nobody.", examples=["mette"])


class AnswerIn(Input):
    """What its sender will read."""

    answer: Prose


class MissedOut(Output):
    """A search that found nothing."""

    query: str
    lang: Lang
    count: int = Field(ge=1)
    last_day: str = Field(examples=["2026-01-31"])


class ReadOut(Output):
    """An entry that was read."""

    entry: str
    pref_label: str | None = Field(description="null for an entry that is no longer there.")
    lang: Lang | None
    views: int = Field(ge=1)


class ReportedOut(Output):
    """An entry that readers wrote about."""

    entry: str
    pref_label: str | None
    lang: Lang | None
    open: int = Field(description="Messages that wait for an editor.", ge=0)
    total: int = Field(ge=1)


class StaleOut(Output):
    """A translation that is behind its source."""

    entry: str
    lang: Lang
    pref_label: str
    sections_behind: int = Field(ge=0)
    updated_at: datetime


class InsightsOut(Output):
    """What editors need to know to write the next text; counts are approximate."""

    since: str = Field(description="First day that is counted, in UTC.", examples=["2026-01-01"])
    searches_without_hit: list[MissedOut]
    most_read: list[ReadOut]
    most_reported: list[ReportedOut]
    messages: dict[MessageStatus, int]
    coverage: dict[Lang, dict[TextStatus, int]]
    stale: list[StaleOut] = Field(description="Those of the entries that are read most first.")
