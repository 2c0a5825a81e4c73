"""Writes a library as a new release: what changed is found and rendered first, then written in one transaction."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, update

from app.domain.library import Library
from app.domain.texts import Text
from app.store.audit import record
from app.store.engine import publishing, reading
from app.store.history import active
from app.store.plan import Difference, Plan, ids_accounted_for, make_plan
from app.store.rendering import Render, rendered
from app.store.shelves import SHELVES, Key, Shelf, Values
from app.store.tables import RELEASES, STATE
from app.store.validity import is_current
from app.store.values import Published, ReleaseInfo, Subject, Tally

Clock = Callable[[], datetime]
# (steps done, steps there are): each text that is rendered and each row that is written is one.
Progress = Callable[[int, int], None]

# Rows that are made, sent and forgotten together.
_CHUNK = 500


def publish(
    engine: Engine,
    library: Library,
    *,
    message: str,
    clock: Clock,
    render: Render,
    progress: Progress | None = None,
    actor: str | None = None,
    after: Collection[int | None] | None = None,
) -> Published:
    """Make *library* the release that is served, unless the one that is served says exactly the same.

    *render* turns sections' Markdown into the HTML that is stored beside it; it is asked only about texts that are
    written, and before others who write have to wait. Whatever goes wrong, at whatever moment, the release before
    stays the one that is served. An *actor* is written into the audit log; *after* names the releases on which alone
    the new one may follow.

    Raises:
        IdsVanishedError: An id the served release accounts for is neither in *library* nor in its moves.
        ReleaseMovedError: The release that is served is none of *after*.
        StoreError: As for `app.store.engine.publishing`.
    """
    while True:
        with reading(engine) as connection:
            plan = make_plan(connection, library, after)
        if plan.is_nothing_new:
            return plan.unchanged
        report = _reporter(progress, plan.texts_to_render() + plan.rows_to_write())
        with rendered(partial(_texts, library, plan), render, report) as html, publishing(engine) as connection:
            # Whoever published something meanwhile decides what has changed since.
            if active(connection) == plan.base:
                return _write(connection, library, plan, html, report, message=message, clock=clock, actor=actor)


def rehearse(engine: Engine, library: Library, *, after: Collection[int] | None = None) -> Published:
    """What `publish` would come to now, with the number it would give; raises what it would raise, writes nothing."""
    with reading(engine) as connection:
        plan = make_plan(connection, library, after)
        return plan.unchanged if plan.is_nothing_new else count_release(_next_number(connection), plan.tallies)


def known_ids(engine: Engine) -> frozenset[str]:
    """Every id the served release accounts for: its entries, its series, and those it says were moved."""
    with reading(engine) as connection:
        return ids_accounted_for(connection)


def open_release(
    connection: Connection,
    *,
    digest: str,
    message: str,
    clock: Clock,
    base: ReleaseInfo | None,
    restores: int | None = None,
    actor: str | None = None,
) -> int:
    """Write down the next release, which nobody is served yet, and who makes it; return its number."""
    number, now = _next_number(connection), clock()
    if actor is not None:
        told = {"digest": digest, "base": None if base is None else base.number, "message": message}
        action, detail = (
            ("release.publish", told) if restores is None else ("release.activate", told | {"as": restores})
        )
        record(connection, now, actor=actor, action=action, subject=str(number), detail=detail)
    connection.execute(
        insert(RELEASES).values(
            number=number,
            digest=digest,
            created_at=_later(connection, now),
            message=message,
            base=None if base is None else base.number,
            restores=restores,
        )
    )
    return number


def _later(connection: Connection, now: datetime) -> datetime:
    """*now*, or the second after the last release if the clock says that it is not later than that.

    `Last-Modified` and orders by time tell releases apart by it, whatever happens to the clock.
    """
    last = connection.execute(select(func.max(RELEASES.c.created_at))).scalar_one()
    return now if last is None else max(now, last + timedelta(seconds=1))


def serve(connection: Connection, number: int) -> None:
    """Make *number* the release that is served once the transaction ends."""
    connection.execute(update(STATE).values(release=number))


def count_release(number: int, tallies: Mapping[Subject, Tally]) -> Published:
    """What making release *number* came to."""
    return Published(
        number=number,
        created=True,
        entries=tallies[Subject.ENTRY],
        texts=tallies[Subject.TEXT],
        series=tallies[Subject.SERIES],
        series_texts=tallies[Subject.SERIES_TEXT],
        catalogue=tallies[Subject.CATALOGUE],
    )


def _next_number(connection: Connection) -> int:
    number: int = connection.execute(select(func.coalesce(func.max(RELEASES.c.number), 0) + 1)).scalar_one()
    return number


def _texts(library: Library, plan: Plan) -> Iterator[Text]:
    """What is to be rendered, in the order in which rows are written."""
    for shelf in SHELVES:
        if shelf.text is not None:
            yield from (shelf.text(library, key) for key in plan.differences[shelf.subject].written)


def _write(
    connection: Connection,
    library: Library,
    plan: Plan,
    html: Iterator[str],
    report: Callable[[int], None],
    *,
    message: str,
    clock: Clock,
    actor: str | None,
) -> Published:
    """Write down a new release; *html* is that of its new texts in their order."""
    number = open_release(connection, digest=library.digest, message=message, clock=clock, base=plan.base, actor=actor)
    for shelf in SHELVES:
        difference = plan.differences[shelf.subject]
        _end(connection, shelf, (*difference.changed, *difference.removed), number)
        for rows in _rows(connection, shelf, difference, number, partial(shelf.content, library)):
            if shelf.text is not None:
                for row in rows:
                    row["html"] = next(html)
            connection.execute(insert(shelf.table), rows)
            report(len(rows))
    serve(connection, number)
    return count_release(number, plan.tallies)


def _end(connection: Connection, shelf: Shelf, keys: Iterable[Key], number: int) -> None:
    """End the current rows of *keys* with release *number*."""
    table = shelf.table
    statement = update(table).where(is_current(table)).values(to_release=number)
    for name in shelf.key:
        statement = statement.where(table.c[name] == bindparam(f"the_{name}"))
    for some in _chunks(keys):
        connection.execute(
            statement, [{f"the_{name}": part for name, part in zip(shelf.key, key, strict=True)} for key in some]
        )


def _rows(
    connection: Connection, shelf: Shelf, difference: Difference, number: int, content: Callable[[Key], Values]
) -> Iterator[list[Values]]:
    """The rows to write, a chunk at a time, so that a large catalogue is never in memory twice."""
    for keys in _chunks(difference.written):
        former = _former(connection, shelf, keys)
        rows = []
        for key in keys:
            row = content(key)
            created, updated = _since(former.get(key), row["revision"], number)
            row.update(zip(shelf.key, key, strict=True))
            row.update(
                from_release=number,
                to_release=None,
                created_release=created,
                updated_release=updated,
                fingerprint=difference.written[key],
            )
            rows.append(row)
        yield rows


def _former(connection: Connection, shelf: Shelf, keys: list[Key]) -> dict[Key, Row[Any]]:
    """The last row each of *keys* had, if any."""
    table = shelf.table
    columns = ("to_release", "created_release", "updated_release", "revision", *shelf.key)
    ids = sorted({key[0] for key in keys})
    found = connection.execute(
        select(*(table.c[name] for name in columns)).where(table.c.id.in_(ids)).order_by(table.c.from_release)
    )
    return {tuple(row[4:]): row for row in found}


def _since(former: Row[Any] | None, revision: str, number: int) -> tuple[int, int]:
    """The releases that first had a thing and that brought its revision; *former* is the row it had before."""
    if former is None:
        return number, number
    # Coming back after an absence is an update, even with the same words.
    is_unrevised = former.to_release == number and former.revision == revision
    return former.created_release, former.updated_release if is_unrevised else number


def _reporter(progress: Progress | None, total: int) -> Callable[[int], None]:
    done = 0

    def report(steps: int) -> None:
        nonlocal done
        done += steps
        if progress is not None:
            progress(done, total)

    return report


def _chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    rest = iter(keys)
    while some := list(islice(rest, _CHUNK)):
        yield some
