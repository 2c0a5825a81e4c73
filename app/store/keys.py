"""Keys to the admin API, `skn_<id>_<secret>`: made, checked, rotated and revoked; only digests of secrets are kept."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, insert, or_, select, update

from app.store.audit import beginning, record
from app.store.engine import reading, writing
from app.store.tables import KEYS
from app.store.values import Issued, Key, Scope

# How often a use is written down.
_USE: Final = timedelta(minutes=1)
_TOKEN: Final = re.compile(r"skn_([0-9a-f]{12})_([0-9a-f]{64})")
# Compared with where there is no key of that id, so that both take the same time.
_NOBODY: Final = hashlib.sha256(secrets.token_bytes()).hexdigest()


_SCOPES: Final = frozenset(scope.value for scope in Scope)


def create(
    connection: Connection,
    now: datetime,
    *,
    actor: str,
    name: str,
    scopes: Iterable[Scope],
    expires_at: datetime | None,
) -> Issued:
    """Make a key."""
    key_id, secret = secrets.token_hex(6), secrets.token_hex(32)
    told = sorted(set(scopes))
    connection.execute(
        insert(KEYS).values(
            id=key_id, name=name, scopes=" ".join(told), digest=_digest(secret), created_at=now, expires_at=expires_at
        )
    )
    detail = {"name": name, "scopes": told, "expires_at": expires_at.isoformat() if expires_at else None}
    record(connection, now, actor=actor, action="key.create", subject=key_id, detail=detail)
    return Issued(_existing(connection, key_id), _token(key_id, secret))


def keys(connection: Connection) -> tuple[Key, ...]:
    """Every key there ever was, newest first."""
    order = (KEYS.c.created_at.desc(), beginning(KEYS.c.id).desc(), KEYS.c.id)
    return tuple(map(_key, connection.execute(select(KEYS).order_by(*order))))


def find(connection: Connection, key_id: str) -> Key | None:
    """The key with this id."""
    row = connection.execute(select(KEYS).where(KEYS.c.id == key_id)).one_or_none()
    return None if row is None else _key(row)


def rotate(connection: Connection, now: datetime, key_id: str, *, actor: str, grace: timedelta) -> Issued | None:
    """Give a key a new secret; the one before opens for *grace* longer. None for a key that is none any more."""
    key = find(connection, key_id)
    if key is None or not key.is_good(now):
        return None
    secret, until = secrets.token_hex(32), now + grace
    connection.execute(
        update(KEYS)
        .where(KEYS.c.id == key_id)
        .values(former_digest=KEYS.c.digest, former_until=until, digest=_digest(secret))
    )
    detail = {"former_until": until.isoformat()}
    record(connection, now, actor=actor, action="key.rotate", subject=key_id, detail=detail)
    return Issued(key, _token(key_id, secret))


def revoke(connection: Connection, now: datetime, key_id: str, *, actor: str) -> Key | None:
    """End a key for good, both its secrets; again is fine. None if there is no such key."""
    key = find(connection, key_id)
    if key is None or key.revoked_at is not None:
        return key
    connection.execute(update(KEYS).where(KEYS.c.id == key_id).values(revoked_at=now))
    record(connection, now, actor=actor, action="key.revoke", subject=key_id, detail={})
    return _existing(connection, key_id)


def check(engine: Engine, token: str, now: datetime) -> Key | None:
    """The key that *token* opens with at *now*; None for any token that opens nothing, in the same time."""
    match = _TOKEN.fullmatch(token)
    key_id, secret = match.groups() if match else ("", token)
    with reading(engine) as connection:
        row = connection.execute(select(KEYS).where(KEYS.c.id == key_id)).one_or_none()
    given = _digest(secret)
    is_present = hmac.compare_digest(given, row.digest if row else _NOBODY)
    is_former = hmac.compare_digest(given, (row.former_digest if row else None) or _NOBODY)
    if row is None or not (is_present or (is_former and now < row.former_until)):
        return None
    key = _key(row)
    if not key.is_good(now):
        return None
    if key.last_used_at is None or now - key.last_used_at >= _USE:
        _note_use(engine, key_id, now)
    return key


def _note_use(engine: Engine, key_id: str, now: datetime) -> None:
    """Write down that a key was used, once where several requests come at the same time."""
    is_older = or_(KEYS.c.last_used_at.is_(None), KEYS.c.last_used_at <= now - _USE)
    with writing(engine) as connection:
        connection.execute(update(KEYS).where(KEYS.c.id == key_id, is_older).values(last_used_at=now))


def _existing(connection: Connection, key_id: str) -> Key:
    return _key(connection.execute(select(KEYS).where(KEYS.c.id == key_id)).one())


def _key(row: Row[Any]) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        # A newer program may know scopes that this one does not.
        scopes=frozenset(Scope(scope) for scope in row.scopes.split() if scope in _SCOPES),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )


def _token(key_id: str, secret: str) -> str:
    return f"skn_{key_id}_{secret}"


def _digest(secret: str) -> str:
    """A secret is 256 random bits, so one round of SHA-256 is as good as many."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
