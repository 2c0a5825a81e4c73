import multiprocessing
from itertools import count
from multiprocessing.connection import Connection

from sqlalchemy import text as sql

from app.domain.library import Library
from app.store.engine import open_engine, reading
from app.store.history import releases
from app.store.load import load
from tests.store.libraries import concept, library, put, text

# Forked from a process of its own that has imported what a publisher needs, so that killing many takes seconds.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__, "app.store.publish", "psycopg"])
KILLS = {"sqlite": 25, "postgresql": 8}


def variant(number: int) -> Library:
    """What release *number* says: a third of it new with each, some of it gone with every other."""
    many = [concept(f"entry-{n:02}", text("da", f"Ord {number // 3 if n % 3 else number}")) for n in range(40)]
    return library(*many, concept("now-and-then", text("da", "Nu"), *([text("sv", "Nu")] if number % 2 else [])))


def publish_for_ever(url: str, ready: Connection) -> None:
    engine = open_engine(url, threads=1)
    for number in count(releases(engine)[0].number + 1):
        ready.send(number)
        put(engine, variant(number))


# Seconds from the beginning of a publish until it is killed: from before it writes until others have followed.
LATEST = 0.06


def test_whenever_a_publisher_is_killed_a_whole_release_is_served(database_url: str) -> None:
    engine = open_engine(database_url, threads=1)
    put(engine, variant(1))
    kills = KILLS[engine.dialect.name]
    for kill in range(kills):
        ours, theirs = PROCESSES.Pipe()
        publisher = PROCESSES.Process(target=publish_for_ever, args=(database_url, theirs))
        publisher.start()
        ours.recv()
        publisher.join(LATEST * kill / kills)
        publisher.kill()
        publisher.join()

        served = load(engine)
        assert served.library() == variant(served.info.number)
        assert served.info == releases(engine)[0]

    for release in releases(engine):
        assert load(engine, release.number).library() == variant(release.number)
    last = load(engine).info.number
    assert put(engine, variant(last + 1)).number == last + 1
    if engine.dialect.name == "sqlite":
        with reading(engine) as connection:
            assert connection.execute(sql("PRAGMA integrity_check")).scalar_one() == "ok"
    engine.dispose()
