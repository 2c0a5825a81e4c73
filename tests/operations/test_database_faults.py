"""The database goes away, comes back or stalls: readers notice nothing, writers are told, nothing is lost."""

import contextlib
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

from app.feedback.tables import FEEDBACK
from app.store.engine import open_engine, reading
from tests.conftest import ROOT
from tests.operations.conftest import Cluster, Start
from tests.operations.programs import PROGRAM, Readers, Replica, environment, release, trust, until
from tests.operations.wire import Wire


def kept(database: str) -> list[str]:
    """The messages that are in the database, in the order they came."""
    engine = open_engine(database, threads=1)
    with reading(engine) as connection:
        found = connection.execute(FEEDBACK.select().order_by(FEEDBACK.c.received_at)).all()
    engine.dispose()
    return [row.message for row in found]


def is_told_to_come_again(answer: httpx.Response) -> bool:
    return (
        answer.status_code == 503
        and int(answer.headers["retry-after"]) > 0
        and answer.headers["content-type"] == "application/problem+json"
        and answer.json()["code"] in {"database-unreachable", "busy", "overloaded"}
    )


def tell_all(replica: Replica, messages: Iterable[str]) -> dict[str, httpx.Response]:
    """Send messages, many at a time, each once."""
    listed = list(messages)
    with ThreadPoolExecutor(len(listed)) as senders:
        return dict(zip(listed, senders.map(replica.tell, listed), strict=True))


def test_a_database_that_crashes_and_comes_back_costs_no_reader_and_no_acknowledged_message(
    start: Start, database: str, cluster: Cluster
) -> None:
    release(database, trust("Tillid"))
    replicas = [start(), start()]
    assert replicas[0].tell("before").status_code == 201

    with Readers(*replicas) as readers:
        cluster.crash()
        refused = [replica.tell("during") for replica in replicas]
        refused += [replicas[0].get("/v1/changes"), replicas[0].get("/v1/feedback/01/", follow_redirects=True)][:1]
        until(lambda: replicas[0].get("/readyz").json()["status"] == "degraded")
        cluster.start()
        until(lambda: all(replica.tell("after").status_code == 201 for replica in replicas))
        until(lambda: all(replica.get("/readyz").json()["status"] == "ok" for replica in replicas))
        number = release(database, trust("Tiltro"))
        until(lambda: all(replica.get("/version").json()["release"] == number for replica in replicas))

    assert [is_told_to_come_again(answer) for answer in refused] == [True] * len(refused), refused
    assert set(readers.outcomes) == {"200"}, readers.outcomes
    assert kept(database) == ["before", "after"]
    assert [replica.process.poll() for replica in replicas] == [None, None]


def test_a_database_that_stops_answering_keeps_no_reader_waiting_and_no_writer_for_long(
    start: Start, database: str, wire: Wire
) -> None:
    release(database, trust("Tillid"))
    replica = start(DATABASE_PATIENCE=1, DATABASE_CONNECTIONS=4)
    # Connections are open by now, and used.
    assert {answer.status_code for answer in tell_all(replica, ["a", "b", "c", "d"]).values()} == {201}

    with Readers(replica) as readers:
        wire.stall()
        began = time.monotonic()
        answers = tell_all(replica, [f"stalled {number}" for number in range(24)])
        took = time.monotonic() - began
        read = sum(readers.outcomes.values())
        assert is_told_to_come_again(replica.get("/v1/changes?limit=7"))
        wire.flow()
        until(lambda: replica.tell("after").status_code == 201, replica)

    assert all(map(is_told_to_come_again, answers.values())), answers
    # Four waits of a second each, and a machine that may be busy.
    assert took < 30
    assert set(readers.outcomes) == {"200"}, readers.outcomes
    assert read > 10
    assert "after" in kept(database)


def test_more_writers_than_connections_are_served_in_turn_or_told_and_leave_nothing_behind(
    start: Start, database: str, wire: Wire
) -> None:
    release(database, trust("Tillid"))
    replica = start(DATABASE_CONNECTIONS=2, DATABASE_PATIENCE=1)
    wire.slow_down(0.05)

    answers = tell_all(replica, [f"Message {number}" for number in range(60)])
    impatient = [f"Impatient {number}" for number in range(20)]
    with ThreadPoolExecutor(20) as senders:
        list(senders.map(lambda message: give_up_on(replica, message), impatient))
    wire.slow_down(0)
    until(lambda: replica.tell("at last").status_code == 201, replica)

    accepted = {message for message, answer in answers.items() if answer.status_code == 201}
    assert accepted
    assert all(is_told_to_come_again(answer) for message, answer in answers.items() if message not in accepted)
    found = kept(database)
    assert accepted <= set(found)
    assert len(found) == len(set(found))


def give_up_on(replica: Replica, message: str) -> None:
    """Send a message and hang up before there can be an answer."""
    body = {"kind": "wish", "lang": "da", "message": message}
    with contextlib.suppress(httpx.TimeoutException):
        httpx.post(f"{replica.base_url}/v1/feedback", json=body, timeout=0.1)


def test_a_program_that_starts_while_the_database_is_away_serves_what_its_host_served_last(
    start: Start, database: str, wire: Wire
) -> None:
    release(database, trust("Tillid"))
    first = start("host")
    assert first.label() == "Tillid"
    first.process.terminate()
    first.process.wait(60)
    wire.cut()

    replica = start("host")
    health = replica.get("/readyz").json()

    assert replica.label() == "Tillid"
    assert replica.get("/v1/search?q=tillid&lang=da").json()["items"][0]["id"] == "trust"
    assert (health["status"], health["parts"]["database"]["status"]) == ("degraded", "degraded")
    assert is_told_to_come_again(replica.tell("during"))
    wire.mend()
    until(lambda: replica.tell("after").status_code == 201, replica)
    release(database, trust("Tiltro"))
    until(lambda: replica.label() == "Tiltro", replica)
    until(lambda: replica.get("/readyz").json()["status"] == "ok", replica)


def test_a_program_that_has_served_nothing_says_that_it_cannot_start_without_the_database(
    tmp_path: Path, database: str, wire: Wire
) -> None:
    wire.cut()

    started = subprocess.run(
        [*PROGRAM, "serve"],
        env=environment(tmp_path, database),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert started.returncode == 1
    assert "cannot be reached.\n  Check DATABASE_URL, and that the database runs." in started.stderr
    assert "Traceback" not in started.stderr
