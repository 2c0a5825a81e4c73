"""Which releases there are, which one is served, and how two of them differ."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, and_, or_, select

from app.store.engine import reading
from app.store.errors import NoSuchReleaseError
from app.store.shelves import SHELVES, Key, Shelf
from app.store.tables import RELEASES, STATE
from app.store.values import Change, ReleaseInfo


def active_release(engine: Engine) -> ReleaseInfo | None:
    """The release that is served, None before the first; one indexed read, meant to be asked every second."""
    with reading(engine) as connection:
        return active(connection)


def releases(engine: Engine, *, before: int | None = None, limit: int | None = None) -> tuple[ReleaseInfo, ...]:
    """Every release, newest first; at most *limit* of those older than *before*."""
    query = select(RELEASES).order_by(RELEASES.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(RELEASES.c.number < before)
    with reading(engine) as connection:
        return tuple(map(_info, connection.execute(query)))


def find_release(engine: Engine, number: int) -> ReleaseInfo:
    """Release *number*; raises NoSuchReleaseError."""
    with reading(engine) as connection:
        return release(connection, number)


def compare(engine: Engine, before: int, after: int) -> tuple[Change, ...]:
    """What a reader of release *before* finds different in *after*, sorted by subject, id and language.

    0 stands for the time before the first release, when there was nothing.

    Raises:
        NoSuchReleaseError: One of them was never published.
    """
    with reading(engine) as connection:
        for number in filter(None, (before, after)):
            release(connection, number)
        return tuple(change for shelf in SHELVES for change in _changes(connection, shelf, before, after))


def active(connection: Connection) -> ReleaseInfo | None:
    """The release that is served, for a transaction that goes on from there."""
    found = connection.execute(select(RELEASES).join(STATE, STATE.c.release == RELEASES.c.number)).one_or_none()
    return None if found is None else _info(found)


def release(connection: Connection, number: int | None) -> ReleaseInfo:
    """Release *number*, or the one that is served for None.

    Raises:
        NoSuchReleaseError: There is none.
    """
    if number is None:
        info = active(connection)
    else:
        found = connection.execute(select(RELEASES).where(RELEASES.c.number == number)).one_or_none()
        info = None if found is None else _info(found)
    if info is None:
        raise NoSuchReleaseError(number)
    return info


def _info(row: Row[Any]) -> ReleaseInfo:
    return ReleaseInfo(
        number=row.number,
        digest=row.digest,
        created_at=row.created_at,
        message=row.message,
        base=row.base,
        restores=row.restores,
    )


def _changes(connection: Connection, shelf: Shelf, before: int, after: int) -> Iterator[Change]:
    """The differences on one shelf: a thing is what its row says that was valid in a release."""
    earlier: dict[Key, Row[Any]] = {}
    later: dict[Key, Row[Any]] = {}
    for row in _moved(connection, shelf, *sorted((before, after))):
        for number, side in ((before, earlier), (after, later)):
            if row.from_release <= number and (row.to_release is None or number < row.to_release):
                side[tuple(row[4:])] = row
    for key in sorted(earlier.keys() | later.keys()):
        was, now = earlier.get(key), later.get(key)
        if was is None or now is None or was.fingerprint != now.fingerprint:
            yield Change(
                subject=shelf.subject,
                id=key[0],
                lang=key[1] if len(key) > 1 else None,
                before=was and was.revision,
                after=now and now.revision,
            )


def _moved(connection: Connection, shelf: Shelf, low: int, high: int) -> Iterator[Row[Any]]:
    """The rows that begin or end after *low* and no later than *high*; no other can tell the two apart."""
    table: Table = shelf.table
    begun, ended = table.c.from_release, table.c.to_release
    columns = (begun, ended, table.c.revision, table.c.fingerprint, *(table.c[name] for name in shelf.key))
    between = or_(and_(begun > low, begun <= high), and_(ended > low, ended <= high))
    yield from connection.execute(select(*columns).where(between).execution_options(yield_per=1000))
