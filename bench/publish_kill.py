"""Kills the publisher at random points and looks for half a release: `python -m bench.publish_kill [KILLS] [URL]`.

Each publisher unpacks, checks and writes one archive after the other, as the process behind `POST /v1/admin/releases`
does, until it is killed. After each kill every release must read back exactly as it was sent, and after all of them the
next one must be publishable. Exit status 1 if anything else is found.
"""

import multiprocessing
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import Engine, text

from app.content.archive import read_archive
from app.content.bounds import Bounds
from app.content.reader import read
from app.domain.library import Library
from app.releases.orders import Made, Order
from app.releases.progress import Teller
from app.releases.receive import receive
from app.store.engine import open_engine, reading
from app.store.history import active_release, releases
from app.store.load import load
from app.store.migrate import upgrade
from tests.content.archives import TAR, tar
from tests.content.trees import BASE

KILLS = 200
ENTRIES = 12
# How long a publisher lives at most, as a multiple of what one release takes without a start from nothing.
LIVES = 4
# Forked from a process that has imported what a publisher needs, so that killing hundreds takes minutes.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["app.releases.receive", "app.store.publish", "psycopg", "tests.content.archives"])


@lru_cache(maxsize=4)
def archive(number: int) -> bytes:
    """What is sent for release *number*: every third text is new in it."""
    files = {path: content.encode() for path, content in BASE.items()}
    for entry in range(ENTRIES):
        told = number if entry % 3 else number // 3
        name = f"entry-{entry:02}"
        files[f"_shared/concepts/{name}.yaml"] = b"source_lang: da\nrelations: {related: [trust]}\n"
        files[f"da/concepts/{name}.md"] = (
            f"---\npref_label: Ord {entry}\ndefinition: I udgave {told}.\n---\n## Hvad {{#what}}\n\nTekst {told}.\n"
        ).encode()
    return tar(*files.items())


def library(number: int) -> Library:
    found = read(read_archive(archive(number), TAR)).library
    assert found is not None
    return found


def order(number: int) -> Order:
    bounds = Bounds()
    return Order(media_type=TAR, message=str(number), actor="cli", after=None, is_rehearsal=False, bounds=bounds)


def publish_once(engine: Engine, number: int) -> None:
    outcome = receive(
        engine, order(number), archive(number), clock=lambda: datetime.now(UTC), teller=Teller(lambda _step: None)
    )
    assert isinstance(outcome, Made), outcome


def publish_for_ever(url: str, ready: Connection) -> None:
    engine = open_engine(url, threads=1)
    for number in count(releases(engine)[0].number + 1):
        ready.send(number)
        publish_once(engine, number)


def is_whole(engine: Engine, number: int) -> bool:
    return load(engine, number).library() == library(number)


def main(kills: int, url: str) -> int:
    engine = open_engine(url, threads=1)
    upgrade(engine)
    publish_once(engine, 1)
    started = time.perf_counter()
    publish_once(engine, 2)
    seconds = time.perf_counter() - started
    seen, halves, checked = Counter[str](), 0, 2
    begun = time.perf_counter()
    for _ in range(kills):
        before = releases(engine)[0].number
        ours, theirs = PROCESSES.Pipe()
        publisher = PROCESSES.Process(target=publish_for_ever, args=(url, theirs))
        publisher.start()
        ours.recv()
        publisher.join(random.uniform(0, LIVES * seconds))
        publisher.kill()
        publisher.join()
        active = active_release(engine)
        newest = releases(engine)[0].number
        assert active is not None
        seen["still the one before" if newest == before else "a new release"] += 1
        halves += active.number != newest
        halves += sum(not is_whole(engine, number) for number in range(checked + 1, newest + 1))
        halves += not is_whole(engine, active.number)
        checked = newest
    halves += sum(not is_whole(engine, info.number) for info in releases(engine))
    publish_once(engine, checked + 1)
    halves += not is_whole(engine, checked + 1)
    sound = "ok"
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            sound = str(connection.execute(text("PRAGMA integrity_check")).scalar_one())
    print(f"{'database':34}{engine.dialect.name}")
    print(f"{'one release takes':34}{seconds * 1000:.0f} ms")
    print(f"{'publishers killed':34}{kills} in {time.perf_counter() - begun:.0f} s")
    for what, times in sorted(seen.items()):
        print(f"  then served: {what:21}{times}")
    print(f"{'releases read back':34}{checked + 1}")
    print(f"{'integrity of the file':34}{sound}")
    print(f"{'half releases':34}{halves}")
    engine.dispose()
    return 1 if halves or sound != "ok" else 0


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(wanted, sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{Path(folder) / 'store.db'}"))
