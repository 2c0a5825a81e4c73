"""Publishing on a condition, with a name in the audit log, or only to see what would come of it."""

import pytest
from sqlalchemy import Engine

from app.store.audit import deeds
from app.store.engine import reading
from app.store.errors import IdsVanishedError, NoSuchReleaseError, ReleaseMovedError
from app.store.history import compare, find_release, releases
from app.store.publish import publish, rehearse
from app.store.rollback import rollback
from app.store.values import What
from tests.store.libraries import concept, day, library, put, render, text

HOPE = library(concept("hope", text("da", "Håb")))
FAITH = library(concept("hope", text("da", "Håb")), concept("faith", text("da", "Tro")))


def test_a_release_follows_only_on_those_that_were_counted_on(engine: Engine) -> None:
    def try_to(after: tuple[int, ...]) -> int:
        clock = lambda: day(2)  # noqa: E731
        return publish(engine, FAITH, message="", clock=clock, render=render, after=after).number

    with pytest.raises(ReleaseMovedError, match="nothing has been published yet") as caught:
        try_to((1,))
    assert caught.value.active is None
    put(engine, HOPE)
    with pytest.raises(ReleaseMovedError, match="release 1 is served") as caught:
        try_to((2, 3))
    assert caught.value.active == 1
    assert try_to((1, 7)) == 2
    with pytest.raises(ReleaseMovedError):
        rollback(engine, 1, clock=lambda: day(3), after=(1,))
    assert rollback(engine, 1, clock=lambda: day(3), after=(2,)).number == 3


def test_a_rehearsal_tells_what_publishing_would_come_to_and_writes_nothing(engine: Engine) -> None:
    first = rehearse(engine, HOPE)
    assert releases(engine) == ()
    assert put(engine, HOPE) == first

    second = rehearse(engine, FAITH)
    assert (second.number, second.created, second.entries.added, second.texts.added) == (2, True, 1, 1)
    assert not rehearse(engine, HOPE).created
    with pytest.raises(ReleaseMovedError):
        rehearse(engine, FAITH, after=(7,))
    with pytest.raises(IdsVanishedError):
        rehearse(engine, library(concept("faith", text("da", "Tro"))))
    assert put(engine, FAITH) == second


def test_the_audit_log_names_who_made_a_release(engine: Engine) -> None:
    publish(engine, HOPE, message="First", clock=lambda: day(1), render=render, actor="key:1")
    publish(engine, FAITH, message="", clock=lambda: day(2), render=render, actor="cli")
    publish(engine, FAITH, message="The same", clock=lambda: day(2), render=render, actor="cli")
    rollback(engine, 1, clock=lambda: day(3), actor="key:2")

    with reading(engine) as connection:
        told = [(one.at, one.actor, one.action, one.subject, one.detail) for one in deeds(connection, limit=9)]
    first = {"digest": HOPE.digest, "base": None, "message": "First"}
    second = {"digest": FAITH.digest, "base": 1, "message": ""}
    third = {"digest": HOPE.digest, "base": 2, "message": "Put release 1 back", "as": 1}
    assert told == [
        (day(3), "key:2", "release.activate", "3", third),
        (day(2), "cli", "release.publish", "2", second),
        (day(1), "key:1", "release.publish", "1", first),
    ]


def test_the_releases_come_in_pages_and_one_by_one(engine: Engine) -> None:
    for number, what in enumerate(
        (HOPE, FAITH, library(*FAITH.entries.values(), concept("love", text("da", "Kys")))), 1
    ):
        put(engine, what, on=number)

    assert [info.number for info in releases(engine, limit=2)] == [3, 2]
    assert [info.number for info in releases(engine, before=2, limit=2)] == [1]
    assert find_release(engine, 2).digest == FAITH.digest
    with pytest.raises(NoSuchReleaseError) as caught:
        find_release(engine, 4)
    assert caught.value.number == 4


def test_the_first_release_is_compared_with_nothing(engine: Engine) -> None:
    put(engine, HOPE)

    assert {change.what for change in compare(engine, 0, 1)} == {What.ADDED}
    assert {change.what for change in compare(engine, 1, 0)} == {What.REMOVED}
