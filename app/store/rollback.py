"""Puts an earlier release back: a new one that says the same, made inside the database."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    and_,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    update,
)

from app.store.engine import publishing
from app.store.history import release
from app.store.plan import refuse_others
from app.store.publish import Clock, count_release, open_release, serve
from app.store.shelves import SHELVES, Shelf
from app.store.validity import is_current, is_valid
from app.store.values import Published, Tally


def rollback(
    engine: Engine,
    to: int,
    *,
    clock: Clock,
    message: str | None = None,
    actor: str | None = None,
    after: Collection[int] | None = None,
) -> Published:
    """Serve what release *to* said, as a new release, unless the one that is served says exactly the same.

    What comes back or changes back counts as updated now. Nothing between the two is lost, and publishing goes on from
    the new release: ids that only came after *to* may be left unsaid from here on. *actor* and *after* are those of
    `publish`.

    Raises:
        NoSuchReleaseError: *to* was never published.
        ReleaseMovedError: The release that is served is none of *after*.
        StoreError: As for `app.store.engine.publishing`.
    """
    with publishing(engine) as connection:
        base, goal = release(connection, None), release(connection, to)
        refuse_others(base, after)
        if base.digest == goal.digest:
            return Published(number=base.number, created=False)
        number = open_release(
            connection,
            digest=goal.digest,
            message=message or f"Put release {to} back",
            clock=clock,
            base=base,
            restores=to,
            actor=actor,
        )
        tallies = {shelf.subject: _restore(connection, shelf, to, number) for shelf in SHELVES}
        serve(connection, number)
        return count_release(number, tallies)


def _restore(connection: Connection, shelf: Shelf, to: int, number: int) -> Tally:
    """End what release *to* did not say, and write again what it said and nobody says any more."""
    table = shelf.table
    old, now = table.alias("old"), table.alias("now")
    is_unchanged = exists().where(
        _is_same(shelf, old, table), is_valid(old, to), old.c.fingerprint == table.c.fingerprint
    )
    connection.execute(update(table).where(is_current(table), ~is_unchanged).values(to_release=number))
    is_there = exists().where(_is_same(shelf, now, old), is_current(now))
    # The row that this release has just ended tells whether the words change at all.
    was_revised = select(now.c.updated_release).where(
        _is_same(shelf, now, old), now.c.to_release == number, now.c.revision == old.c.revision
    )
    values: dict[str, ColumnElement[Any]] = {column.name: old.c[column.name] for column in table.c} | {
        "from_release": literal(number),
        "to_release": null(),
        "updated_release": func.coalesce(was_revised.scalar_subquery(), number),
    }
    missing = select(*values.values()).where(is_valid(old, to), ~is_there)
    connection.execute(insert(table).from_select(list(values), missing))
    return _tally(connection, shelf, number)


def _tally(connection: Connection, shelf: Shelf, number: int) -> Tally:
    """What release *number* began and ended on this shelf."""
    ended, begun = shelf.table.alias("ended"), shelf.table.alias("begun")
    is_replaced = exists().where(_is_same(shelf, begun, ended), begun.c.from_release == number)
    counts = (
        select(func.count()).select_from(begun).where(begun.c.from_release == number),
        select(func.count()).select_from(ended).where(ended.c.to_release == number),
        select(func.count()).select_from(ended).where(ended.c.to_release == number, is_replaced),
    )
    written, gone, changed = (connection.execute(count).scalar_one() for count in counts)
    return Tally(added=written - changed, changed=changed, removed=gone - changed)


def _is_same(shelf: Shelf, one: FromClause, other: FromClause) -> ColumnElement[bool]:
    """Whether two rows are about the same thing."""
    return and_(*(one.c[name] == other.c[name] for name in shelf.key))
