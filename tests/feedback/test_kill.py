"""Acknowledged means on disk: writers killed at any moment lose nothing and double nothing, on both databases."""

import multiprocessing
import random
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.connection import Connection

from sqlalchemy import select

from app.feedback.receiving import receive
from app.feedback.tables import FEEDBACK
from app.feedback.values import Kind, Once, Submission
from app.store.engine import open_engine

# Forked from a process of its own that has imported what a writer needs, so that killing many takes seconds.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__, "app.feedback.receiving", "psycopg"])
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ROUNDS = 6
WRITERS = 3
MOST_MESSAGES = 40


def write(url: str, first: int, acknowledged: Connection) -> None:
    """Send messages from *first* on, each until the end of time or of this process."""
    engine = open_engine(url, threads=1)
    acknowledged.send(None)
    for number in range(first, first + MOST_MESSAGES):
        said = f"Message {number}"
        message = Submission(kind=Kind.WISH, entry=None, lang="da", release=1, message=said, email=None)
        receipt = receive(engine, message, NOW, Once(f"message-{number}", said.encode()))
        acknowledged.send((number, receipt.id))
    engine.dispose()


def test_whenever_writers_are_killed_what_was_acknowledged_is_there_once(database_url: str) -> None:
    acknowledged: dict[int, set[str]] = {}
    going_on = [writer * 10_000 for writer in range(WRITERS)]
    for _ in range(ROUNDS):
        pipes = [PROCESSES.Pipe(duplex=False) for _ in range(WRITERS)]
        processes = [
            PROCESSES.Process(target=write, args=(database_url, first, theirs))
            for first, (_, theirs) in zip(going_on, pipes, strict=True)
        ]
        for process, (_, theirs) in zip(processes, pipes, strict=True):
            process.start()
            theirs.close()
        for ours, _ in pipes:
            ours.recv()
        # Any moment after one of them has got somewhere.
        pipes[0][0].poll(10)
        processes[0].join(random.uniform(0, 0.1))  # noqa: S311 - it need not be secret
        for process in processes:
            process.kill()
            process.join()
        for writer, (ours, _) in enumerate(pipes):
            for number, message_id in heard(ours):
                acknowledged.setdefault(number, set()).add(message_id)
                # The last one that was heard is sent again, as one is whose answer got lost.
                going_on[writer] = number

    engine = open_engine(database_url, threads=1)
    with engine.connect() as connection:
        kept = {row.id: row.message for row in connection.execute(select(FEEDBACK.c.id, FEEDBACK.c.message))}
    engine.dispose()
    assert acknowledged
    assert [number for number, ids in acknowledged.items() if len(ids) > 1] == []
    assert [number for number, (one,) in acknowledged.items() if kept.get(one) != f"Message {number}"] == []
    assert [message for message, count in Counter(kept.values()).items() if count > 1] == []
    # Each writer may have kept one that it did not live to acknowledge, each time.
    assert len(kept) - len(acknowledged) <= ROUNDS * WRITERS


def heard(pipe: Connection) -> list[tuple[int, str]]:
    """All that a writer said before it died."""
    said = []
    try:
        while True:
            said.append(pipe.recv())
    except (EOFError, OSError):
        return said
    finally:
        pipe.close()
