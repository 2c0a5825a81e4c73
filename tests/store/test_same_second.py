"""What is made within one second is listed newest first all the same, although times are kept to the second."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete

from app.content.rendering import render_all
from app.domain.library import Library
from app.store import keys
from app.store.audit import deeds, record
from app.store.deeds import Deed
from app.store.engine import reading, writing
from app.store.publish import publish
from app.store.staged import all_staged, stage
from app.store.tables import AUDIT
from app.store.values import Scope
from tests.store.libraries import concept, library, text

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
# Enough that chance does not put them in order.
MANY = 12


def moments(step: timedelta) -> Iterator[datetime]:
    return (NOW + number * step for number in range(MANY))


steps = pytest.mark.parametrize("step", [timedelta(0), timedelta(milliseconds=50)], ids=["at once", "in a row"])


def make_key(engine: Engine, now: datetime) -> str:
    with writing(engine) as connection:
        return keys.create(connection, now, actor="cli", name="desk", scopes=[Scope.KEYS_READ], expires_at=None).key.id


def stage_at(engine: Engine, source: Library, now: datetime) -> str:
    staged = stage(engine, source, message="", clock=lambda: now, actor="cli", lives=timedelta(days=1)).staged
    assert staged is not None
    return staged.id


def log(engine: Engine) -> list[Deed]:
    with reading(engine) as connection:
        return list(deeds(connection, limit=100))


@steps
def test_keys(engine: Engine, step: timedelta) -> None:
    made = [make_key(engine, now) for now in moments(step)]

    with writing(engine) as connection:
        keys.rotate(connection, NOW + timedelta(seconds=1), made[0], actor="cli", grace=timedelta(0))
    with reading(engine) as connection:
        listed = [key.id for key in keys.keys(connection)]

    assert listed == made[::-1]


def test_keys_that_the_log_does_not_know_come_after_those_it_knows_in_order_of_their_ids(engine: Engine) -> None:
    made = [make_key(engine, NOW) for _ in range(MANY)]
    unknown, known = made[: MANY // 2], made[MANY // 2 :]

    with writing(engine) as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.subject.in_(unknown)))
        listed = [key.id for key in keys.keys(connection)]

    assert listed == [*known[::-1], *sorted(unknown)]


@steps
def test_staged_releases(engine: Engine, step: timedelta) -> None:
    made = [
        stage_at(engine, library(concept(f"hope-{number}", text("da", "Håb"))), now)
        for number, now in enumerate(moments(step))
    ]

    assert [one.id for one in all_staged(engine, NOW)] == made[::-1]


@steps
def test_deeds(engine: Engine, step: timedelta) -> None:
    with writing(engine) as connection:
        for number, now in enumerate(moments(step)):
            record(connection, now, actor="cli", action="key.rotate", subject=f"{number}", detail={})

    assert [deed.subject for deed in log(engine)] == [f"{number}" for number in reversed(range(MANY))]


def test_deeds_of_different_kinds(engine: Engine) -> None:
    first, *_, later, last = moments(timedelta(milliseconds=50))
    made = make_key(engine, first)
    publish(engine, library(), message="", clock=lambda: later, render=render_all, actor="cli")
    staged = stage_at(engine, library(concept("hope", text("da", "Håb"))), last)

    assert [deed.subject for deed in log(engine)] == [staged.removeprefix("s-"), "1", made]


def test_a_page_of_deeds_goes_on_where_the_one_before_ended(engine: Engine) -> None:
    with writing(engine) as connection:
        for number in range(MANY):
            record(connection, NOW, actor="cli", action="key.rotate", subject=f"{number}", detail={})

    with reading(engine) as connection:
        newest = deeds(connection, limit=5)
        others = deeds(connection, before=newest[-1].id, limit=100)

    assert [deed.subject for deed in (*newest, *others)] == [f"{number}" for number in reversed(range(MANY))]
