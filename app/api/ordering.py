"""What somebody says who wants a release made: who they are, what it is about, what has to be so, in which archive."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Query, Request
from pydantic.json_schema import SkipJsonSchema

from app.api.admin import Caller, needs
from app.api.parameters import invalid
from app.api.problems import UnsupportedMediaType, Words
from app.content.bounds import MEDIA_TYPES, Bounds
from app.releases.orders import Order
from app.store.values import Scope

BOUNDS: Final = Bounds()
# What an endpoint says in OpenAPI that takes an archive.
ARCHIVE: Final = {
    "requestBody": {
        "required": True,
        "description": "One content tree: at most 32 MiB, 128 MiB unpacked and 50,000 files of 1 MiB.",
        "content": {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES},
    }
}
_ANY: Final = "*"
# The tag of a release, of an answer from it (`W/"12-…"`), or its bare number.
_TAG: Final = re.compile(r'\s*(?:(?:W/)?"([0-9]{1,9})(?:-[\x21\x23-\x7e]*)?"|([0-9]{1,9}))\s*')


@dataclass(frozen=True, slots=True)
class Terms:
    """Who wants a release made, what it is about, and what has to be so."""

    # The word for them in the audit log.
    actor: str
    message: str
    if_match: str | None

    @property
    def after(self) -> tuple[int, ...] | None:
        """The releases of which one has to be the active one; None: any. Raises InvalidParameter."""
        if self.if_match is None:
            return None
        found = [_TAG.fullmatch(tag) for tag in self.if_match.split(",")]
        if None in found:
            words = Words("“%(value)s” does not name a release. Send its ETag.", value=self.if_match[:100])
            raise invalid("if-match", words)
        return tuple(int(match[1] or match[2]) for match in found if match)

    @property
    def is_for_any(self) -> bool:
        """Whether it says in so many words that any release may be the active one."""
        return self.if_match is not None and self.if_match.strip() == _ANY


async def _terms(
    caller: Annotated[Caller, needs(Scope.RELEASES_WRITE)],
    message: Annotated[str, Query(description="What the release is about, for the list.", max_length=500)] = "",
    if_match: Annotated[
        str | SkipJsonSchema[None],
        Header(
            description="Only if this release is the active one: its `ETag` here or that of any read.",
            examples=['"12"'],
            max_length=1024,
        ),
    ] = None,
) -> Terms:
    return Terms(caller.actor, message, if_match)


# For the type of a parameter; only who may publish has any.
PublishingTerms = Annotated[Terms, Depends(_terms)]


def order_of(request: Request, terms: Terms, *, is_rehearsal: bool = False, staged_days: int | None = None) -> Order:
    """What is to become of the archive that comes; raises InvalidParameter and UnsupportedMediaType."""
    return Order(
        media_type=_media_type_of(request),
        message=terms.message,
        actor=terms.actor,
        after=terms.after,
        is_rehearsal=is_rehearsal,
        bounds=BOUNDS,
        staged_days=staged_days,
    )


def _media_type_of(request: Request) -> str:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES or "content-encoding" in request.headers:
        raise UnsupportedMediaType(
            Words("Send the content tree as %(types)s, without Content-Encoding.", types=", ".join(MEDIA_TYPES))
        )
    return media_type
