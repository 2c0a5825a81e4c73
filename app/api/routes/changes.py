"""The changes feed: how a copy of the catalogue stays the same as the catalogue."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated, Final

import msgspec
import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic.json_schema import SkipJsonSchema

from app import store
from app.api.answers import answer
from app.api.current import ActiveSnapshot
from app.api.database import database_of
from app.api.outputs.changes import ChangesOut
from app.api.problems import (
    Compacted,
    InvalidCursor,
    InvalidParameter,
    NotReady,
    UnknownParameter,
    Unreachable,
    Words,
    documented,
)
from app.exports.feed import change
from app.store.errors import StoreError
from app.store.values import Position

router = APIRouter(tags=["Exports"])

# A follower that stayed away for longer starts again from the export, which is shorter than its changes by then.
REACH: Final = 1000
LimitQuery = Annotated[int, Query(description="Most changes in the answer.", ge=1, le=1000)]
SinceQuery = Annotated[
    str | SkipJsonSchema[None],
    Query(description="`cursor` of the answer before; without it, from the very beginning.", max_length=512),
]


@router.get(
    "/changes",
    operation_id="listChanges",
    response_model=ChangesOut,
    responses=documented(UnknownParameter, InvalidParameter, InvalidCursor, Compacted, NotReady, Unreachable),
)
async def list_changes(
    request: Request, snapshot: ActiveSnapshot, since: SinceQuery = None, limit: LimitQuery = 500
) -> Response:
    """What releases brought and took away, per entry and language, in order."""
    after = read_cursor(since) if since is not None else Position(0)
    if after.release > snapshot.release:
        raise _unusable()
    if after.release and after.release < snapshot.release - REACH:
        raise Compacted(
            Words(
                "The feed reaches back %(reach)s releases. Start again from the export at %(export)s.",
                reach=REACH,
                export=snapshot.url("/v1/exports"),
            )
        )
    try:
        events = await database_of(request).read(
            lambda engine: store.feed.feed(engine, after, snapshot.release, limit + 1)
        )
    except StoreError as error:
        raise Unreachable(
            Words("The database cannot be reached at the moment. Try again later."), headers={"retry-after": "5"}
        ) from error
    shown = events[:limit]
    position = shown[-1].position if shown else after
    if len(events) <= limit:
        position = Position(snapshot.release)
    cursor = write_cursor(position)
    output = {
        "release": snapshot.release,
        "items": [change(event) for event in shown],
        "cursor": cursor,
        "has_more": len(events) > limit,
        "next": snapshot.url(f"/v1/changes?since={cursor}&limit={limit}"),
    }
    return answer(snapshot, orjson.dumps(output, option=orjson.OPT_UTC_Z))


def write_cursor(position: Position) -> str:
    """A cursor that stands for *position*."""
    packed = msgspec.msgpack.encode((position.release, position.subject, position.id, position.lang))
    return urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_cursor(cursor: str) -> Position:
    """The position of *cursor*; raises InvalidCursor if it is none of ours."""
    try:
        packed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        release, subject, entry_id, lang = msgspec.msgpack.decode(packed, type=tuple[int, int, str, str])
    except (binascii.Error, UnicodeEncodeError, msgspec.MsgspecError):
        raise _unusable() from None
    if not 0 <= release < 1 << 31 or not 0 <= subject < 1 << 8:
        raise _unusable()
    return Position(release, subject, entry_id, lang)


def _unusable() -> InvalidCursor:
    return InvalidCursor(Words("The cursor is damaged or belongs to another query. Start again without it."))
