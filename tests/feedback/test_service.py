"""Messages and counts on both databases: kept once, summed up, let go."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select, text

from app.feedback import desk
from app.feedback.counters import Counters, entry_at, views
from app.feedback.insights import insights
from app.feedback.own import erase, own_message
from app.feedback.receiving import receive
from app.feedback.retention import Purged, Retention, purge
from app.feedback.tables import FEEDBACK
from app.feedback.values import Hold, Kind, MessageStatus, Once, Receipt, ReusedError, Submission
from app.store.bare import Bare, open_bare
from app.store.engine import open_engine
from app.store.errors import NotMigratedError
from app.store.migrate import upgrade

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def message(said: str = "A question", **changes: object) -> Submission:
    members = {"kind": Kind.QUESTION, "entry": "hope", "lang": "da", "release": 1, "message": said, "email": None}
    return Submission(**(members | changes))  # type: ignore[arg-type]


def kept(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(FEEDBACK)).scalar_one()


def once(key: str = "a-key-of-mine", request: bytes = b"{}") -> Once:
    return Once(key, request)


def test_the_same_request_from_many_at_once_is_kept_once(database_url: str) -> None:
    threads = 8
    engine, start = open_engine(database_url, threads=threads), Barrier(threads)

    def send(_number: int) -> Receipt:
        start.wait()
        return receive(engine, message(), NOW, once())

    with ThreadPoolExecutor(threads) as pool:
        receipts = list(pool.map(send, range(threads)))

    assert len({(receipt.id, receipt.secret) for receipt in receipts}) == 1
    assert sorted(receipt.is_replay for receipt in receipts) == [False] + [True] * (threads - 1)
    assert kept(engine) == 1
    engine.dispose()


def test_a_key_is_good_for_a_day(engine: Engine) -> None:
    first = receive(engine, message(), NOW, once())

    again = receive(engine, message(), NOW + DAY - timedelta(seconds=1), once())
    with pytest.raises(ReusedError):
        receive(engine, message("Other"), NOW, once(request=b"{ }"))
    later = receive(engine, message("Other"), NOW + DAY, once(request=b"{ }"))

    assert (again.id, again.secret, again.is_replay) == (first.id, first.secret, True)
    assert (later.id != first.id, later.is_replay, kept(engine)) == (True, False, 2)


def test_after_a_day_a_receipt_is_kept_only_as_a_digest(engine: Engine, bare: Bare) -> None:
    receipt = receive(engine, message(), NOW, once())

    def stored() -> str:
        with engine.connect() as connection:
            return str(connection.execute(text("SELECT * FROM feedback")).all())

    assert receipt.secret in stored()
    purge(bare, Retention(email_days=0, message_days=0, count_days=0), NOW + DAY, actor="server")

    assert receipt.secret not in stored()
    assert own_message(engine, receipt.id, receipt.secret) is not None
    assert receive(engine, message("Without a key"), NOW).secret not in stored()


def test_a_message_is_erased_once(engine: Engine) -> None:
    receipt = receive(engine, message(), NOW)

    assert not erase(engine, receipt.id, "wrong", NOW)
    assert [erase(engine, receipt.id, receipt.secret, NOW) for _ in range(2)] == [True, False]
    assert kept(engine) == 0


def test_addresses_go_first_then_messages_and_counts(engine: Engine, bare: Bare) -> None:
    retention = Retention(email_days=10, message_days=20, count_days=15)
    counters = Counters()
    for age in (5, 12, 25):
        at = NOW - age * DAY
        receive(engine, message(f"{age} days", email="reader@example.org"), at)
        counters.miss("da", f"{age} days")
        counters.flush(bare, at, lambda _path: None)

    assert purge(bare, retention, NOW, actor="cli") == Purged(emails=1, messages=1, counts=1)
    assert purge(bare, retention, NOW, actor="cli") == Purged(emails=0, messages=0, counts=0)
    found = desk.messages(engine, desk.Wanted(), limit=10).items
    assert {(one.message, one.email is not None) for one in found} == {("5 days", True), ("12 days", False)}
    assert {miss.query for miss in insights(engine, NOW, days=400, limit=10).misses} == {"5 days", "12 days"}


def test_the_same_words_about_the_same_entry_are_held_whatever_their_case(engine: Engine) -> None:
    for said in ("Straße", "STRASSE ", "Strasse!"):
        receive(engine, message(said), NOW)

    found = {one.message: one.held_for for one in desk.messages(engine, desk.Wanted(), limit=10).items}
    assert found == {"Straße": (), "STRASSE ": (Hold.DUPLICATE,), "Strasse!": ()}


def test_counts_are_added_up_by_day_over_processes(engine: Engine, bare: Bare) -> None:
    first, second = Counters(), Counters()
    for counters in (first, second):
        for _ in range(3):
            counters.read("/v1/entries/hope")
            counters.miss("da", "  HÅB  og tro ")
        counters.read("/v1/entries/nothing")
        assert counters.flush(bare, NOW, {"/v1/entries/hope": "hope"}.get) == 2
        assert counters.flush(bare, NOW, lambda _path: None) == 0
    first.read("/v1/entries/hope")
    first.flush(bare, NOW - 40 * DAY, lambda _path: "hope")

    assert views(bare, NOW, days=30) == {"hope": 6}
    assert views(bare, NOW, days=60) == {"hope": 7}
    (miss,) = insights(engine, NOW, days=1, limit=10).misses
    assert (miss.query, miss.lang, miss.count, miss.last_day) == ("håb og tro", "da", 6, "2026-03-01")


def test_a_day_begins_at_midnight_in_utc(bare: Bare) -> None:
    counters = Counters()
    counters.read("x")
    counters.flush(bare, datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC), lambda _path: "hope")

    assert views(bare, NOW, days=1) == {}
    assert views(bare, NOW, days=2) == {"hope": 1}


@pytest.mark.parametrize(
    "query",
    [
        "reader@example.org",
        "ring 12 34 56 78",
        "+47 900-12-345",
        "010190-1234",
        "https://example.org",
        "www.example.org",
        "x" * 61,
        " ",
        "a\x00b",
        "\ud800",
    ],
)
def test_a_search_that_may_hold_personal_data_is_not_counted(query: str, bare: Bare) -> None:
    counters = Counters()

    counters.miss("da", query)

    assert counters.flush(bare, NOW, lambda _path: None) == 0


def test_what_cannot_be_written_down_is_kept_for_later(blank_url: str) -> None:
    counters, engine, bare = Counters(), open_engine(blank_url, threads=1), open_bare(blank_url)
    counters.read("/x")
    with pytest.raises(NotMigratedError):
        counters.flush(bare, NOW, lambda _path: "hope")
    upgrade(engine)
    counters.read("/x")
    counters.flush(bare, NOW, lambda _path: "hope")

    assert views(bare, NOW, days=1) == {"hope": 2}
    bare.close()
    engine.dispose()


def test_what_waits_to_be_written_is_bounded(bare: Bare) -> None:
    paths, searches = Counters(most=10), Counters(most=10)
    for number in range(12):
        paths.read(f"/{number}")
        searches.miss("da", "ord" * (number + 1))

    assert paths.flush(bare, NOW, lambda path: path) == 10
    assert searches.flush(bare, NOW, lambda path: path) == 10


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/v1/entries/hope", "hope"),
        ("/v1/entries/nothing", None),
        ("/v1/entries/hope/relations", None),
        ("/v1/entries", None),
        ("/v1/slugs/da/håb", "hope"),
        ("/da/håb", "hope"),
        ("/embed/da/håb", "hope"),
        ("/da", None),
        ("/static/x.css", None),
    ],
)
def test_an_entry_is_read_at_its_address_and_on_every_page_under_its_slug(path: str, entry: str | None) -> None:
    assert entry_at(path, {"hope": 1}, lambda lang, slug: {("da", "håb"): "hope"}.get((lang, slug))) == entry


def test_messages_on_hold_count_as_no_report(engine: Engine) -> None:
    receive(engine, message("one"), NOW)
    receive(engine, message("two", holds=frozenset({Hold.HONEYPOT})), NOW)
    receive(engine, message("three", entry=None), NOW)
    answered = receive(engine, message("four"), NOW)
    desk.answer(engine, answered.id, NOW, actor="cli", text="Yes")

    found = insights(engine, NOW, days=30, limit=10)

    assert [(one.entry, one.open, one.total) for one in found.most_reported] == [("hope", 1, 2)]
    assert found.messages == {
        MessageStatus.HELD: 1,
        MessageStatus.NEW: 2,
        MessageStatus.ANSWERED: 1,
        MessageStatus.CLOSED: 0,
    }
