"""What the admin API sends and takes about keys and the audit log."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticKnownError

from app.api.outputs.base import Output
from app.store.values import Scope

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")
]
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written(value: object) -> object:
    """*value*, unless it is a number of seconds since 1970, which nobody means who reads the document (RFC 3339)."""
    if value is None or (isinstance(value, str) and _A_DAY.match(value)):
        return value
    raise PydanticKnownError("datetime_type")


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        # In UTC it would lie before the year 1 or after the year 9999.
        raise PydanticKnownError("datetime_type") from None


def _whole(value: object) -> object:
    """*value*, as the whole number that JSON Schema holds it for if it is one without a fraction, as in 24.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Instant = Annotated[AwareDatetime, BeforeValidator(_written)]
# One that is kept.
When = Annotated[Instant, AfterValidator(_in_utc)]
# Neither text nor true is a number.
Whole = Annotated[int, BeforeValidator(_whole), Field(strict=True)]


class Input(BaseModel):
    """Frozen, and a member that is not declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KeyIn(Input):
    """A key to make."""

    name: Line = Field(description="Who or what will use it.", examples=["CI of the content repository"])
    scopes: list[Scope] = Field(description="What it may do: nothing that the caller's key may not.", min_length=1)
    expires_at: When | None = Field(
        description="When it ends: in the future, and not after the caller's key does. null: never.",
        examples=["2027-01-31T12:00:00Z"],
    )


class RotationIn(Input):
    """How to give a key a new secret."""

    grace_hours: Whole = Field(24, description="How long the secret before still opens.", ge=0, le=720)


class KeyOut(Output):
    """A key without its secret."""

    id: str
    name: str
    scopes: list[Scope]
    is_good: bool = Field(description="Whether it opens anything now.")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None = Field(description="To the minute.")


class IssuedOut(Output):
    """A key with its token."""

    key: KeyOut
    token: str = Field(description="`skn_<id>_<secret>`; it is shown this once.")


class DeedOut(Output):
    """One line of the audit log."""

    id: str
    at: datetime
    actor: str = Field(description="`key:<id>`, `cli`, `reader` or `server`.")
    action: str = Field(examples=["feedback.answer"])
    subject: str = Field(description="Id of what it was done to.")
    detail: dict[str, Any]


class AuditOut(Output):
    """The newest deeds first."""

    items: list[DeedOut]
    next: str | None = Field(description="`before` of the next page; null on the last.")
