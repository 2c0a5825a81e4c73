"""A PostgreSQL that is killed, cut off, stalled, slow or crowded, and two replicas on one: readers notice nothing."""

import os
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from app.settings import Settings
from tests.faults.conftest import Found
from tests.faults.servers import LABELS, Server, copied, program, serving, tree, until
from tests.faults.test_disks import NEW
from tests.faults.witness import Witness
from tests.operations.conftest import Cluster
from tests.operations.wire import Wire

pytestmark = pytest.mark.long

# What somebody is told whose message cannot be kept now.
REFUSALS = {"503 database-unreachable", "503 busy"}


@pytest.fixture
def on_postgresql(folder: Path, database: str) -> dict[str, Any]:
    """The settings of a program whose releases and messages are in a PostgreSQL; the catalogue is there."""
    told = {"DATABASE_URL": database, "DATABASE_PATIENCE": "1"}
    published = program(folder, "publish", **told)
    assert published.returncode == 0, published.stderr
    return told


def send_at_once(witness: Witness, count: int) -> None:
    """Send so many messages, each on a connection of its own."""
    with ThreadPoolExecutor(count) as senders:
        list(senders.map(lambda _: witness.send(), range(count)))


def takes_messages(witness: Witness) -> Callable[[], bool]:
    """Whether a message is acknowledged that is sent now."""

    def is_acknowledged() -> bool:
        before = len(witness.acknowledged)
        witness.send()
        return len(witness.acknowledged) > before

    return is_acknowledged


def tell(found: Found, said: str, *witnesses: Witness) -> None:
    """What it came to, if every read was answered and every message was kept or refused in words."""
    found.tell(said, *witnesses)
    for witness in witnesses:
        assert set(witness.seen) == {"right"}
        assert set(witness.refused) <= REFUSALS


@pytest.mark.fault("PostgreSQL is killed while messages come, and started again, three times")
def test_a_killed_database_costs_no_read_and_no_acknowledged_message(
    folder: Path, on_postgresql: dict[str, Any], cluster: Cluster, found: Found
) -> None:
    with serving(folder, **on_postgresql) as server, Witness(server) as witness:
        for _ in range(3):
            sender = threading.Thread(target=witness.send, args=(30,))
            sender.start()
            time.sleep(random.uniform(0.05, 0.3))  # noqa: S311 - it need not be secret
            cluster.crash()
            until(lambda: witness.sees("right", 20))
            cluster.start()
            sender.join()
            until(takes_messages(witness))
        assert witness.refused
        tell(found, "reads go on; what was acknowledged before a crash is there after it", witness)


@pytest.mark.fault(
    "PostgreSQL cannot be reached; the server is started anew meanwhile; a release is published after it"
)
def test_a_server_that_starts_while_the_database_is_away_serves_what_it_served_last(
    folder: Path, on_postgresql: dict[str, Any], wire: Wire, tmp_path: Path, found: Found
) -> None:
    with serving(folder, **on_postgresql) as server:
        assert server.status("/v1/entries/trust?lang=da") == 200
        server.terminate()
        wire.cut()
        server.again()
        with Witness(server) as witness:
            witness.labels = {lang: {LABELS[lang], NEW[lang]} for lang in LABELS}
            witness.send(3)
            until(lambda: witness.sees("right", 20))
            wire.mend()
            until(takes_messages(witness))
            tree(tmp_path / "next", NEW, entries=1)
            assert program(folder, "publish", **on_postgresql, CONTENT_DIR=str(tmp_path / "next")).returncode == 0
            until(lambda: server.status("/v1/entries/entry-0") == 200)
            assert sum(witness.refused.values()) >= 3
            tell(
                found, "reads as before; messages are refused until it is back, then the new release is served", witness
            )


@pytest.mark.fault("PostgreSQL takes connections and statements and answers none, while 24 send messages")
def test_a_stalled_database_keeps_no_reader_waiting_and_no_writer_for_ever(
    folder: Path, on_postgresql: dict[str, Any], wire: Wire, found: Found
) -> None:
    with serving(folder, DATABASE_CONNECTIONS="4", **on_postgresql) as server, Witness(server) as witness:
        send_at_once(witness, 4)
        wire.stall()
        send_at_once(witness, 24)
        until(lambda: witness.sees("right", 20))
        wire.flow()
        until(takes_messages(witness))
        assert sum(witness.refused.values()) >= 24
        tell(found, "messages are refused after DATABASE_PATIENCE, and taken again at once when it answers", witness)


@pytest.mark.fault("Every answer of PostgreSQL comes 100 ms late, while 20 send messages and a release is published")
def test_a_slow_database_slows_nobody_down_who_reads(
    folder: Path, on_postgresql: dict[str, Any], wire: Wire, tmp_path: Path, found: Found
) -> None:
    with serving(folder, **on_postgresql) as server, Witness(server) as witness:
        witness.labels = {lang: {LABELS[lang], NEW[lang]} for lang in LABELS}
        tree(tmp_path / "next", NEW, entries=1)
        wire.slow_down(0.1)
        send_at_once(witness, 20)
        patient = {**on_postgresql, "DATABASE_PATIENCE": "10", "CONTENT_DIR": str(tmp_path / "next")}
        assert program(folder, "publish", **patient).returncode == 0
        until(lambda: server.status("/v1/entries/entry-0") == 200)
        wire.slow_down(0)
        until(takes_messages(witness))
        tell(found, "reads are as fast as always; messages and the release take longer", witness)


@pytest.mark.fault("60 send messages at once over two slow connections to PostgreSQL")
def test_more_writers_than_connections_are_served_in_turn_or_told_to_come_again(
    folder: Path, on_postgresql: dict[str, Any], wire: Wire, found: Found
) -> None:
    with serving(folder, DATABASE_CONNECTIONS="2", **on_postgresql) as server, Witness(server) as witness:
        wire.slow_down(0.05)
        send_at_once(witness, 60)
        assert witness.acknowledged
        wire.slow_down(0)
        until(takes_messages(witness))
        tell(found, "they are served in turn, and who waits too long is told to come again", witness)


@pytest.mark.fault("Five releases are published while two replicas on one PostgreSQL are read by one each")
def test_every_replica_serves_a_new_release_soon_and_fails_no_request(
    folder: Path, on_postgresql: dict[str, Any], tmp_path: Path, found: Found
) -> None:
    # Looking for one as often, and keeping as many answers, as they do unless told otherwise.
    as_always = {
        **on_postgresql,
        "RELEASE_POLL_SECONDS": str(Settings().release_poll_seconds),
        "CACHE_BYTES": str(64 << 20),
    }
    contents = [tree(tmp_path / name, labels, entries=80) for name, labels in (("new", NEW), ("old", LABELS))]
    with ExitStack() as stack:
        others = copied(folder, tmp_path / "other-host")
        replicas = [stack.enter_context(serving(one, **as_always)) for one in (folder, others)]
        witnesses = [stack.enter_context(Witness(replica)) for replica in replicas]
        for witness in witnesses:
            witness.labels = {lang: {LABELS[lang], NEW[lang]} for lang in LABELS}
        took = [seconds_to_serve(replicas, contents[number % 2], as_always) for number in range(5)]
        tell(
            found,
            f"both serve it {median(took):.1f} seconds after `publish` has ended, {max(took):.1f} at the latest; "
            f"all that runs here, readers and database too, shares {os.cpu_count()} cores",
            *witnesses,
        )


def seconds_to_serve(replicas: list[Server], content: Path, settings: dict[str, Any]) -> float:
    """Publish *content* and wait until every replica serves it; how long that took."""
    before = {replica.release() for replica in replicas}
    published = program(replicas[0].folder, "publish", **settings, CONTENT_DIR=str(content))
    began = time.monotonic()
    assert published.returncode == 0, published.stderr
    until(lambda: before.isdisjoint(replica.release() for replica in replicas))
    return time.monotonic() - began
