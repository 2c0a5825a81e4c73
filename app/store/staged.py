"""Releases that are not published yet: checked trees, kept beside the releases until they are published or expire.

They stand in a table of their own, so nothing that reads releases can come upon one: see decision 0008.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select

from app.domain.library import Library
from app.store.audit import beginning, record
from app.store.engine import publishing, reading, writing
from app.store.errors import NoSuchStagedReleaseError, StagedFullError
from app.store.packing import packed, unpacked
from app.store.plan import make_plan
from app.store.publish import Clock, count_release
from app.store.shelves import SHELVES, Key, Shelf
from app.store.tables import STAGED
from app.store.validity import is_current
from app.store.values import Change, ReleaseInfo, Staged, Staging

# There may be so many at the same time; each takes about a tenth of what its tree takes unpacked.
MOST: Final = 20
_WITHOUT_CONTENT: Final = [column for column in STAGED.c if column.name not in {"content", "secret"}]


def stage(
    engine: Engine,
    library: Library,
    *,
    message: str,
    clock: Clock,
    actor: str,
    lives: timedelta,
    after: Collection[int] | None = None,
) -> Staging:
    """Keep *library*, unless the active release says exactly this; tell what publishing it would change.

    The same again, on the same release, is the one that is there already. *after* is that of `publish`.

    Raises:
        IdsVanishedError: An id the served release accounts for is neither in *library* nor in its moves.
        ReleaseMovedError: The release that is served is none of *after*.
        StagedFullError: There are as many as there may be.
    """
    content = packed(library)
    with publishing(engine) as connection:
        at = clock()
        # To the second, as it is kept.
        now = at.replace(microsecond=0)
        plan = make_plan(connection, library, after)
        if plan.is_nothing_new:
            return Staging(staged=None, published=plan.unchanged, is_new=False)
        base = None if plan.base is None else plan.base.number
        would = count_release(0, plan.tallies)
        for known in _all(connection, now):
            if (known.digest, known.base) == (library.digest, base):
                return Staging(staged=known, published=would, is_new=False)
        if connection.execute(select(func.count()).where(STAGED.c.expires_at > now)).scalar_one() >= MOST:
            raise StagedFullError(MOST)
        one = Staged(
            id=f"s-{secrets.token_hex(6)}",
            base=base,
            digest=library.digest,
            created_at=now,
            expires_at=now + lives,
            created_by=actor,
            message=message,
        )
        connection.execute(
            insert(STAGED).values(
                id=one.id,
                base=base,
                digest=one.digest,
                created_at=now,
                expires_at=one.expires_at,
                created_by=actor,
                message=message,
                secret=secrets.token_hex(32),
                content=content,
            )
        )
        detail = {"digest": one.digest, "base": base, "message": message}
        record(connection, at, actor=actor, action="release.stage", subject=_subject(one.id), detail=detail)
        return Staging(staged=one, published=would, is_new=True)


def all_staged(engine: Engine, now: datetime) -> tuple[Staged, ...]:
    """Those that have not expired, newest first."""
    with reading(engine) as connection:
        return _all(connection, now)


def find_staged(engine: Engine, name: str, now: datetime) -> Staged:
    """The one called *name*; raises NoSuchStagedReleaseError, also for one that has expired."""
    with reading(engine) as connection:
        return _staged(_row(connection, name, now))


def load_staged(engine: Engine, name: str, now: datetime) -> tuple[Staged, Library]:
    """The one called *name*, with what it says; raises NoSuchStagedReleaseError."""
    with reading(engine) as connection:
        row = _row(connection, name, now, with_content=True)
        return _staged(row), unpacked(row.content)


def discard(engine: Engine, name: str, *, now: datetime, actor: str, published: int | None = None) -> None:
    """Forget the one called *name*, which has become release *published* if that is given.

    Raises:
        NoSuchStagedReleaseError: It is gone already.
    """
    with writing(engine) as connection:
        row = _row(connection, name, now)
        connection.execute(delete(STAGED).where(STAGED.c.id == name))
        detail: dict[str, Any] = {"digest": row.digest} | ({} if published is None else {"release": published})
        action = "release.discard" if published is None else "release.publish_staged"
        record(connection, now, actor=actor, action=action, subject=_subject(name), detail=detail)


def compare_staged(engine: Engine, name: str, now: datetime) -> tuple[Staged, ReleaseInfo | None, tuple[Change, ...]]:
    """What a reader of the active release (which is told, too) would find different, sorted by subject, id, language.

    Raises:
        NoSuchStagedReleaseError: There is none of that name.
        IdsVanishedError: What has been published since accounts for ids that it is silent about.
    """
    one, library = load_staged(engine, name, now)
    with reading(engine) as connection:
        plan = make_plan(connection, library, None)
        found: list[Change] = []
        for shelf in SHELVES if plan.differences else ():
            difference = plan.differences[shelf.subject]
            former = _revisions(connection, shelf, {*difference.changed, *difference.removed})
            now_there = {key: shelf.content(library, key)["revision"] for key in difference.written}
            found += (
                Change(
                    subject=shelf.subject,
                    id=key[0],
                    lang=key[1] if len(key) > 1 else None,
                    before=former.get(key),
                    after=now_there.get(key),
                )
                for key in sorted(former.keys() | now_there.keys())
            )
        return one, plan.base, tuple(found)


def sign(engine: Engine, name: str, *, now: datetime, lives: timedelta) -> tuple[str, datetime]:
    """A name that reads the release without a key until the time that is told; raises NoSuchStagedReleaseError.

    It ends with the release, whatever its time.
    """
    with reading(engine) as connection:
        row = _row(connection, name, now, with_content=True)
        until = min(now + lives, row.expires_at)
        seconds = int(until.timestamp())
        return f"{name}.{seconds}.{_signature(row.secret, name, seconds)}", until


def is_signed(engine: Engine, signed: str, now: datetime) -> bool:
    """Whether *signed* is such a name, of a release that there is, and its time is not over."""
    name, until, signature = signed.split(".")
    with reading(engine) as connection:
        secret = connection.execute(
            select(STAGED.c.secret).where(STAGED.c.id == name, STAGED.c.expires_at > now)
        ).scalar_one_or_none()
    if secret is None:
        return False
    is_right = hmac.compare_digest(signature, _signature(secret, name, int(until)))
    return is_right and now < datetime.fromtimestamp(int(until), UTC)


def _subject(name: str) -> str:
    """What the audit log calls it: its name without the `s-`, as everything there has an id of hexadecimal digits."""
    return name.removeprefix("s-")


def _signature(secret: str, name: str, until: int) -> str:
    return hmac.new(secret.encode(), f"{name} {until}".encode(), hashlib.sha256).hexdigest()[:32]


def _revisions(connection: Connection, shelf: Shelf, wanted: Collection[Key]) -> dict[Key, str]:
    """The revisions of those current rows."""
    table = shelf.table
    columns = (*(table.c[name] for name in shelf.key), table.c.revision)
    rows: Iterator[Any] = iter(connection.execute(select(*columns).where(is_current(table))))
    return {tuple(row[:-1]): row[-1] for row in rows if tuple(row[:-1]) in wanted}


def _all(connection: Connection, now: datetime) -> tuple[Staged, ...]:
    query = select(*_WITHOUT_CONTENT).where(STAGED.c.expires_at > now)
    # As `_subject` has it.
    subject = func.replace(STAGED.c.id, "s-", "")
    order = (STAGED.c.created_at.desc(), beginning(subject).desc(), STAGED.c.id)
    return tuple(map(_staged, connection.execute(query.order_by(*order))))


def _row(connection: Connection, name: str, now: datetime, *, with_content: bool = False) -> Row[Any]:
    columns = list(STAGED.c) if with_content else _WITHOUT_CONTENT
    row = connection.execute(select(*columns).where(STAGED.c.id == name, STAGED.c.expires_at > now)).one_or_none()
    if row is None:
        raise NoSuchStagedReleaseError(name)
    return row


def _staged(row: Row[Any]) -> Staged:
    return Staged(
        id=row.id,
        base=row.base,
        digest=row.digest,
        created_at=row.created_at,
        expires_at=row.expires_at,
        created_by=row.created_by,
        message=row.message,
    )
