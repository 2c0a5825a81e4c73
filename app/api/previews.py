"""Who may read a release that has not been published: those with a key, and those with a signed name of it."""

from datetime import UTC, datetime
from typing import Final

from fastapi import Request

from app import store
from app.api.database import database_of
from app.api.limits import client_of, limits_of
from app.catalogue.snapshot import Snapshot
from app.store.errors import NoSuchStagedReleaseError
from app.store.values import Scope

# A name, and what may follow it instead of a key: until when it is good, and a signature.
STAGED_NAME: Final = r"s-[0-9a-f]{12}(?:\.[0-9]{10}\.[0-9a-f]{32})?"
SCOPE: Final = Scope.RELEASES_READ
_BEARER: Final = "bearer "


async def staged_snapshot(request: Request, pin: str) -> Snapshot | None:
    """The staged release called *pin*, None for one that there is not, and just so for those who may not read it."""
    name, _, signature = pin.partition(".")
    may_read = _has_signed_name(request, pin) if signature else _has_key(request)
    if not await may_read:
        return None
    try:
        await database_of(request).read(lambda engine: store.staged.find_staged(engine, name, datetime.now(UTC)))
    except NoSuchStagedReleaseError:
        return None
    request.state.headers["x-robots-tag"] = "noindex, nofollow"
    snapshot: Snapshot = await request.app.state.live.staged(name, pin)
    return snapshot


async def _has_signed_name(request: Request, pin: str) -> bool:
    return await database_of(request).read(lambda engine: store.staged.is_signed(engine, pin, datetime.now(UTC)))


async def _has_key(request: Request) -> bool:
    """Whether the request brings a key with the scope; wrong ones are counted, as they are by the admin API."""
    header = request.headers.get("authorization", "")
    guesses, client = limits_of(request).wrong_keys, client_of(request)
    if not header.lower().startswith(_BEARER) or not guesses.look(client).is_allowed:
        return False
    token = header[len(_BEARER) :].strip()
    key = await database_of(request).read(lambda engine: store.keys.check(engine, token, datetime.now(UTC)))
    if key is None:
        guesses.take(client)
        return False
    return SCOPE in key.scopes
