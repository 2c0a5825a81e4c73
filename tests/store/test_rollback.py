from dataclasses import replace

import pytest
from sqlalchemy import Engine

from app.domain.library import Move, Why
from app.domain.texts import Status
from app.store.errors import NoSuchReleaseError
from app.store.history import active_release, compare
from app.store.load import load
from app.store.rollback import rollback
from app.store.values import Published, Tally
from tests.store.libraries import concept, day, library, put, stored_text, text

TILLID, TILTRO = text("da", "Tillid"), text("da", "Tiltro")
QUEUE = concept("queue", text("da", "Kø"))


def back(engine: Engine, to: int, *, on: int) -> Published:
    return rollback(engine, to, clock=lambda: day(on))


def test_a_rollback_makes_a_new_release_equal_to_the_old_one(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID)))
    put(engine, library(concept("trust", TILTRO), QUEUE), on=2)

    restored = back(engine, 1, on=3)

    assert (restored.number, restored.created) == (3, True)
    assert (restored.entries, restored.texts) == (Tally(removed=1), Tally(changed=1, removed=1))
    assert load(engine).library() == library(concept("trust", TILLID))
    assert load(engine, 2).library() == library(concept("trust", TILTRO), QUEUE)
    assert compare(engine, 1, 3) == ()
    served = active_release(engine)
    assert served is not None
    assert (served.base, served.restores, served.message) == (2, 1, "Put release 1 back")


def test_what_a_rollback_brings_back_is_counted_and_as_old_as_it_was_but_updated_now(engine: Engine) -> None:
    put(engine, library(QUEUE))
    put(engine, library(moves=[Move(id="queue", why=Why.WITHDRAWN)]), on=2)

    restored = back(engine, 1, on=3)

    assert (restored.texts, restored.catalogue) == (Tally(added=1), Tally(changed=1))
    stored = stored_text(engine, "queue", "da")
    assert (stored.created_at, stored.updated_at, stored.release) == (day(1), day(3), 3)


def test_what_a_rollback_leaves_alone_is_not_written_again(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID), QUEUE))
    put(engine, library(concept("trust", TILTRO), QUEUE), on=2)

    back(engine, 1, on=3)

    assert stored_text(engine, "queue", "da").release == 1
    assert stored_text(engine, "trust", "da").release == 3


def test_a_standing_that_goes_back_does_not_update_the_text(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID)))
    put(engine, library(concept("trust", replace(TILLID, status=Status.OUTDATED))), on=2)

    back(engine, 1, on=3)

    stored = stored_text(engine, "trust", "da")
    assert (stored.text.status, stored.updated_at, stored.release) == (Status.SOURCE, day(1), 3)


def test_back_to_what_is_served_already_makes_no_release(engine: Engine) -> None:
    put(engine, library(QUEUE))

    assert back(engine, 1, on=2) == Published(number=1, created=False)


def test_after_a_rollback_later_ids_need_not_be_told_of(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID)))
    put(engine, library(concept("trust", TILLID), QUEUE), on=2)
    back(engine, 1, on=3)

    assert put(engine, library(concept("trust", TILTRO)), on=4).number == 4


def test_a_release_that_never_was_cannot_be_put_back(engine: Engine) -> None:
    with pytest.raises(NoSuchReleaseError, match="Nothing has been published yet"):
        back(engine, 1, on=1)
    put(engine, library(QUEUE))
    with pytest.raises(NoSuchReleaseError, match="no release 2"):
        back(engine, 2, on=2)
