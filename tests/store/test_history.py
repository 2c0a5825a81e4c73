import pytest
from sqlalchemy import Engine

from app.store.errors import NoSuchReleaseError
from app.store.history import compare, releases
from app.store.values import Change, Subject, What
from tests.store.libraries import concept, day, library, put, series, text


def told(changes: tuple[Change, ...]) -> list[tuple[Subject, str, str | None, What]]:
    return [(change.subject, change.id, change.lang, change.what) for change in changes]


def test_releases_are_listed_newest_first_each_with_the_one_it_came_after(engine: Engine) -> None:
    put(engine, library(concept("trust", text("da", "Tillid"))), on=1)
    put(engine, library(concept("trust", text("da", "Tiltro"))), on=2)

    newest, oldest = releases(engine)

    assert (newest.number, newest.base, newest.created_at, newest.message) == (2, 1, day(2), "Day 2")
    assert (oldest.number, oldest.base, oldest.restores) == (1, None, None)


def test_two_releases_differ_by_entry_and_language(engine: Engine) -> None:
    put(engine, library(concept("trust", text("da", "Tillid"), text("sv", "Tillit"))))
    put(engine, library(concept("trust", text("da", "Tiltro")), concept("queue", text("da", "Kø"))), on=2)

    assert told(compare(engine, 1, 2)) == [
        (Subject.ENTRY, "queue", None, What.ADDED),
        (Subject.TEXT, "queue", "da", What.ADDED),
        (Subject.TEXT, "trust", "da", What.CHANGED),
        (Subject.TEXT, "trust", "sv", What.REMOVED),
    ]


def test_backwards_what_was_added_is_removed(engine: Engine) -> None:
    put(engine, library(concept("trust", text("da", "Tillid"))))
    put(engine, library(concept("trust", text("da", "Tillid"), text("sv", "Tillit"))), on=2)

    assert told(compare(engine, 2, 1)) == [(Subject.TEXT, "trust", "sv", What.REMOVED)]


def test_what_was_changed_and_changed_back_in_between_does_not_differ(engine: Engine) -> None:
    for on, label in enumerate(("Tillid", "Tiltro", "Tillid"), start=1):
        put(engine, library(concept("trust", text("da", label))), on=on)

    assert compare(engine, 1, 3) == ()
    assert compare(engine, 2, 2) == ()
    assert told(compare(engine, 2, 3)) == [(Subject.TEXT, "trust", "da", What.CHANGED)]


def test_series_are_compared_too(engine: Engine) -> None:
    put(engine, library(all_series=[series("basics", text("da", "Grundlag"))]))
    put(engine, library(all_series=[series("basics", text("da", "Begyndelse"), parts=("trust",))]), on=2)

    assert told(compare(engine, 1, 2)) == [
        (Subject.SERIES, "basics", None, What.CHANGED),
        (Subject.SERIES_TEXT, "basics", "da", What.CHANGED),
    ]


def test_a_release_that_never_was_cannot_be_compared(engine: Engine) -> None:
    put(engine, library())

    with pytest.raises(NoSuchReleaseError, match="no release 7"):
        compare(engine, 1, 7)
