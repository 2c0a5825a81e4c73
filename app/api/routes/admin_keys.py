"""Keys to the admin API, and the audit log."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import StringConstraints
from pydantic.json_schema import SkipJsonSchema

from app import store
from app.api.admin import ADMIN_PROBLEMS, BODY_PROBLEMS, AdminRoute, Caller, needs
from app.api.database import engine_of
from app.api.outputs.admin import AuditOut, DeedOut, IssuedOut, KeyIn, KeyOut, RotationIn
from app.api.outputs.base import Items
from app.api.problems import Forbidden, InvalidBody, KeyNotFound, Words, Wrong, documented
from app.store.values import Issued, Key, Scope

if TYPE_CHECKING:
    from sqlalchemy import Connection

router = APIRouter(prefix="/admin", route_class=AdminRoute, tags=["Admin"], responses=ADMIN_PROBLEMS)

KeyId = Annotated[
    str, Path(description="Id of the key, the part between `skn_` and the second `_`.", pattern=r"^[0-9a-f]{12}$")
]


@router.get("/keys", operation_id="listKeys")
def list_keys(request: Request, _caller: Annotated[Caller, needs(Scope.KEYS_READ)]) -> Items[KeyOut]:
    """Every key there ever was, newest first."""
    with store.engine.reading(engine_of(request)) as connection:
        return Items(items=[_out(key) for key in store.keys.keys(connection)])


@router.post("/keys", operation_id="createKey", status_code=201, responses=BODY_PROBLEMS)
def create_key(request: Request, body: KeyIn, caller: Annotated[Caller, needs(Scope.KEYS_WRITE)]) -> IssuedOut:
    """Make a key that may do no more, and lives no longer, than the caller's."""
    now = datetime.now(UTC)
    if body.expires_at is not None and body.expires_at <= now:
        words = Words("This time has passed. Give one that is still to come.")
        raise InvalidBody(words, errors=(Wrong(words, pointer="/expires_at"),))
    _may_give(caller, frozenset(body.scopes), body.expires_at)
    with store.engine.writing(engine_of(request)) as connection:
        issued = store.keys.create(
            connection,
            now,
            actor=caller.actor,
            name=body.name,
            scopes=body.scopes,
            expires_at=body.expires_at,
        )
    return _issued(issued)


@router.post("/keys/{key_id}/rotate", operation_id="rotateKey", responses=documented(KeyNotFound) | BODY_PROBLEMS)
def rotate_key(
    request: Request, key_id: KeyId, body: RotationIn, caller: Annotated[Caller, needs(Scope.KEYS_WRITE)]
) -> IssuedOut:
    """Give a key a new secret; the one before still opens for a while."""
    now = datetime.now(UTC)
    with store.engine.writing(engine_of(request)) as connection:
        key = _found(connection, key_id)
        _may_give(caller, key.scopes, key.expires_at)
        issued = store.keys.rotate(connection, now, key_id, actor=caller.actor, grace=timedelta(hours=body.grace_hours))
    if issued is None:
        raise _no_key(key_id)
    return _issued(issued)


@router.delete("/keys/{key_id}", operation_id="revokeKey", status_code=204, responses=documented(KeyNotFound))
def revoke_key(request: Request, key_id: KeyId, caller: Annotated[Caller, needs(Scope.KEYS_WRITE)]) -> Response:
    """End a key at once and for good; again is fine."""
    with store.engine.writing(engine_of(request)) as connection:
        _may_give(caller, _found(connection, key_id).scopes, caller.key.expires_at)
        store.keys.revoke(connection, datetime.now(UTC), key_id, actor=caller.actor)
    return Response(status_code=204)


@router.get("/audit", operation_id="listDeeds")
def list_deeds(
    request: Request,
    _caller: Annotated[Caller, needs(Scope.AUDIT_READ)],
    subject: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{1,64}$")] | SkipJsonSchema[None],
        Query(description="Only what was done to this id."),
    ] = None,
    before: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")] | SkipJsonSchema[None],
        Query(description="`next` of the page before."),
    ] = None,
    limit: Annotated[int, Query(description="Most deeds on a page.", ge=1, le=200)] = 50,
) -> AuditOut:
    """Who did what, newest first."""
    with store.engine.reading(engine_of(request)) as connection:
        found = store.audit.deeds(connection, subject=subject, before=before, limit=limit + 1)
    items = [
        DeedOut(id=deed.id, at=deed.at, actor=deed.actor, action=deed.action, subject=deed.subject, detail=deed.detail)
        for deed in found[:limit]
    ]
    return AuditOut(items=items, next=items[-1].id if len(found) > limit else None)


def _may_give(caller: Caller, scopes: frozenset[Scope], expires_at: datetime | None) -> None:
    """Raise Forbidden where the caller would get at more, or for longer, than the caller's own key allows."""
    beyond = sorted(scopes - caller.key.scopes)
    if beyond:
        raise Forbidden(Words("The key lacks the scope “%(scope)s”.", scope=beyond[0]))
    end = caller.key.expires_at
    if end is not None and (expires_at is None or expires_at > end):
        raise Forbidden(Words("A key cannot make one that outlives it."))


def _found(connection: "Connection", key_id: str) -> Key:
    key = store.keys.find(connection, key_id)
    if key is None:
        raise _no_key(key_id)
    return key


def _no_key(key_id: str) -> KeyNotFound:
    return KeyNotFound(Words("There is no key “%(id)s” that is still good.", id=key_id))


def _issued(issued: Issued) -> IssuedOut:
    return IssuedOut(key=_out(issued.key), token=issued.token)


def _out(key: Key) -> KeyOut:
    return KeyOut(
        id=key.id,
        name=key.name,
        scopes=sorted(key.scopes),
        is_good=key.is_good(datetime.now(UTC)),
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )
