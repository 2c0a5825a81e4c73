from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from functools import partial

import pytest
from sqlalchemy import Engine

from app.domain.library import Move, Why
from app.domain.texts import Status
from app.store.errors import IdsVanishedError
from app.store.history import active_release, find_release, releases
from app.store.load import load
from app.store.publish import known_ids, publish
from app.store.values import Tally
from tests.store.libraries import (
    concept,
    day,
    library,
    put,
    render,
    series,
    stored_entry,
    stored_text,
    text,
)

TRUST = concept("trust", text("da", "Tillid", body="Kunden tror på det."), text("sv", "Tillit"))
QUEUE = concept("queue", text("da", "Kø"))


def test_before_the_first_release_nothing_is_served(engine: Engine) -> None:
    assert active_release(engine) is None
    assert releases(engine) == ()
    assert known_ids(engine) == frozenset()


def test_what_is_published_is_served_and_reads_back_the_same(engine: Engine) -> None:
    published = put(engine, library(TRUST, QUEUE), on=3)

    assert (published.number, published.created) == (1, True)
    assert (published.entries, published.texts) == (Tally(added=2), Tally(added=3))
    served = active_release(engine)
    assert served is not None
    assert (served.number, served.created_at, served.message, served.base) == (1, day(3), "Day 3", None)
    assert load(engine).library() == library(TRUST, QUEUE)


def test_the_same_content_again_makes_no_release(engine: Engine) -> None:
    put(engine, library(TRUST))

    again = put(engine, library(TRUST), on=2)

    assert (again.number, again.created, again.texts) == (1, False, Tally())
    assert len(releases(engine)) == 1


def test_only_what_changed_is_written(engine: Engine) -> None:
    put(engine, library(TRUST, QUEUE))

    published = put(engine, library(replace(TRUST, texts={**TRUST.texts, "sv": text("sv", "Tilltro")}), QUEUE), on=2)

    assert (published.entries, published.texts) == (Tally(), Tally(changed=1))
    assert published.catalogue == Tally()
    assert stored_text(engine, "trust", "sv").release == 2
    assert stored_text(engine, "trust", "da").release == 1
    assert stored_entry(engine, "trust").release == 1


def test_a_text_keeps_the_day_it_was_first_published_and_tells_the_day_of_its_last_revision(engine: Engine) -> None:
    put(engine, library(concept("trust", text("da", "Tillid"))), on=1)
    put(engine, library(concept("trust", text("da", "Tiltro"))), on=2)
    put(engine, library(concept("trust", text("da", "Tiltro")), QUEUE), on=3)

    stored = stored_text(engine, "trust", "da")

    assert (stored.created_at, stored.updated_at) == (day(1), day(2))


def test_a_text_whose_source_moved_on_has_a_new_standing_but_no_new_revision(engine: Engine) -> None:
    put(engine, library(TRUST))
    outdated = replace(TRUST.texts["sv"], status=Status.OUTDATED)

    published = put(engine, library(replace(TRUST, texts={"da": text("da", "Tiltro"), "sv": outdated})), on=2)

    assert published.texts == Tally(changed=2)
    stored = stored_text(engine, "trust", "sv")
    assert stored.text.status is Status.OUTDATED
    assert (stored.release, stored.updated_at) == (2, day(1))


def test_a_text_that_comes_back_is_as_old_as_it_ever_was_but_updated_now(engine: Engine) -> None:
    put(engine, library(TRUST), on=1)
    put(engine, library(concept("trust", TRUST.texts["da"])), on=2)
    put(engine, library(TRUST), on=3)

    stored = stored_text(engine, "trust", "sv")

    assert (stored.created_at, stored.updated_at) == (day(1), day(3))


def test_only_texts_that_are_written_are_rendered(engine: Engine) -> None:
    put(engine, library(TRUST))
    rendered: list[str] = []

    def note(markdown: str) -> str:
        rendered.append(markdown)
        return f"<em>{markdown}</em>"

    more = library(TRUST, concept("queue", text("da", "Kø", body="En række.")))
    publish(engine, more, message="", clock=lambda: day(2), render=partial(map, note))

    assert rendered == ["En række."]
    assert stored_text(engine, "queue", "da").html == {"what": "<em>En række.</em>"}
    assert stored_text(engine, "trust", "da").html == {"what": "<p>Kunden tror på det.</p>"}


def test_series_and_the_catalogue_itself_are_published_too(engine: Engine) -> None:
    basics = series("basics", text("da", "Grundlag", body="Begynd her."), parts=("trust",))

    first = put(engine, library(TRUST, all_series=[basics]))
    second = put(engine, replace(library(TRUST, all_series=[basics]), licence="CC0-1.0", digest="other"), on=2)

    assert (first.series, first.series_texts, first.catalogue) == (Tally(added=1), Tally(added=1), Tally(added=4))
    assert (second.series, second.series_texts, second.catalogue) == (Tally(), Tally(), Tally(changed=1))
    (stored,) = load(engine).series()
    assert (stored.series, stored.texts["da"].html) == (basics, {"what": "<p>Begynd her.</p>"})
    assert (load(engine).catalogue.licence, load(engine, 1).catalogue.licence) == ("CC0-1.0", "CC-BY-4.0")


def test_an_id_that_vanishes_without_a_word_is_refused(engine: Engine) -> None:
    put(engine, library(TRUST, QUEUE, all_series=[series("basics", text("da", "Grundlag"))]))

    with pytest.raises(IdsVanishedError, match=r"content/_shared/moved\.yaml") as refused:
        put(engine, library(TRUST))

    assert refused.value.ids == ("basics", "queue")
    assert load(engine).info.number == 1


def test_an_id_may_go_when_a_move_tells_what_became_of_it_and_must_be_told_of_ever_after(engine: Engine) -> None:
    queue_is_gone = Move(id="queue", why=Why.WITHDRAWN)
    put(engine, library(TRUST, QUEUE))
    put(engine, library(TRUST, moves=[queue_is_gone]), on=2)

    assert known_ids(engine) == {"trust", "queue"}
    assert load(engine).catalogue.moves == (queue_is_gone,)
    with pytest.raises(IdsVanishedError, match="queue"):
        put(engine, library(TRUST), on=3)


def test_one_language_that_is_withdrawn_does_not_account_for_the_entry(engine: Engine) -> None:
    put(engine, library(TRUST, QUEUE))

    with pytest.raises(IdsVanishedError, match="queue"):
        put(engine, library(TRUST, moves=[Move(id="queue", lang="da", why=Why.WITHDRAWN)]), on=2)


def test_a_publish_that_fails_half_way_leaves_the_release_before_served(engine: Engine) -> None:
    put(engine, library(TRUST))

    def fail(_markdown: str) -> str:
        raise RuntimeError("out of ink")

    broken = library(TRUST, concept("queue", text("da", "Kø", body="En række.")))
    with pytest.raises(RuntimeError, match="out of ink"):
        publish(engine, broken, message="", clock=lambda: day(2), render=partial(map, fail))

    assert load(engine).library() == library(TRUST)
    assert len(releases(engine)) == 1
    assert put(engine, library(TRUST, QUEUE), on=3).number == 2


def test_what_somebody_else_publishes_while_texts_are_rendered_is_the_release_before(engine: Engine) -> None:
    put(engine, library(TRUST))
    renamed = concept("trust", text("da", "Fortrolighed", body="Kunden tror på det."))
    published: list[int] = []

    def be_overtaken(pieces: Iterable[str]) -> Iterator[str]:
        # Nobody has to wait for what is only being rendered.
        if not published:
            published.append(put(engine, library(renamed, QUEUE), on=2).number)
        return render(pieces)

    more = library(TRUST, QUEUE)
    made = publish(engine, more, message="", clock=lambda: day(3), render=be_overtaken)

    assert (published, made.number, made.texts) == ([2], 3, Tally(added=1, changed=1))
    assert find_release(engine, 3).base == 2
    assert load(engine).library() == more


def test_progress_is_told_in_texts_rendered_and_rows_written_until_all_are(engine: Engine) -> None:
    many = library(*(concept(f"entry-{number:03}", text("da", f"Ord {number}")) for number in range(600)))
    told: list[tuple[int, int]] = []

    publish(
        engine,
        many,
        message="",
        clock=lambda: day(1),
        render=render,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told[-1] == (1804, 1804)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert load(engine).library() == many


@pytest.mark.parametrize(
    "clock",
    [
        lambda: datetime(2026, 6, 1, 14, 30, 5, 999_999, tzinfo=timezone(timedelta(hours=2))),
        lambda: datetime(2026, 6, 1, 12, 30, 5, tzinfo=timezone.utc),  # noqa: UP017
    ],
)
def test_times_are_utc_to_the_second_on_every_engine(engine: Engine, clock: Callable[[], datetime]) -> None:
    publish(engine, library(TRUST), message="", clock=clock, render=render)

    assert load(engine).info.created_at.isoformat() == "2026-06-01T12:30:05+00:00"


def test_a_release_is_never_older_than_the_one_before_whatever_the_clock_says(engine: Engine) -> None:
    put(engine, library(TRUST), on=9)
    put(engine, library(TRUST, QUEUE), on=2)
    put(engine, library(QUEUE, moves=(Move(id="trust", why=Why.WITHDRAWN),)), on=9)

    moments = [release.created_at - day(9) for release in reversed(releases(engine))]
    assert moments == [timedelta(seconds=seconds) for seconds in (0, 1, 2)]
