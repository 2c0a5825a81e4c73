"""SQLAlchemy's connections to SQLite or PostgreSQL, and the three ways to use one: read, write, or publish alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.store import sqlite_file
from app.store.address import parse
from app.store.bounds import within_bound, without_bound
from app.store.errors import BadUrlError, BusyError
from app.store.failures import error_of, meaning_of, telling
from app.store.sqlite_file import PATIENCE

# As many connections as a process has worker threads (AnyIO's default), or a burst of requests waits for each other.
THREADS = 40
# Where a connection remembers which file it was opened on.
_FILE = "file"
# Any number, as long as every publisher and migrator takes the same one.
_PUBLISHER_LOCK = 7_318_349_394_477_056


def open_engine(
    database_url: str, *, threads: int = THREADS, patience: float = PATIENCE, bound: float | None = None
) -> Engine:
    """The engine for *database_url*, `sqlite:///file` or `postgresql://user:password@host/database`, for *threads*.

    On SQLite a writer waits up to *patience* seconds for another. On PostgreSQL, where writers do not exclude each
    other, *bound* is for how many seconds a connection, an answer, or all those of a transaction that writes are
    waited for; None: as long as it takes.
    Nothing is connected yet, but the folder of an SQLite file exists afterwards.

    Raises:
        BadUrlError: The address is neither, or its folder cannot be made.
    """
    address = parse(database_url)
    if address.file is not None:
        return _sqlite(address.file, threads, patience)
    try:
        url = make_url(address.server or "")
    except (ArgumentError, ValueError):
        # The address may hold a password, so it is not repeated.
        raise BadUrlError(
            "DATABASE_URL is not an address of a database.\n"
            "  Set it to sqlite:///file or postgresql://user:password@host/database."
        ) from None
    # The driver takes 9 MB, which a process on SQLite has no use for.
    from app.store.postgresql import open_postgresql  # noqa: PLC0415

    return open_postgresql(url, threads=threads, bound=bound)


def _sqlite(file: Path, threads: int, patience: float) -> Engine:
    """An engine whose transactions begin when we say; the driver's own begin too late to read and then write."""
    sqlite_file.make_folder(file)
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(file)),
        pool_size=threads,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={"timeout": patience},
    )
    event.listen(engine, "connect", partial(_prepare, file=file, patience=patience))
    event.listen(engine, "begin", partial(_begin, file=file))
    return engine


def _prepare(connection: sqlite3.Connection, record: Any, *, file: Path, patience: float) -> None:
    sqlite_file.prepare(connection, patience)
    record.info[_FILE] = sqlite_file.identity(file)


def _begin(connection: Connection, *, file: Path) -> None:
    sqlite_file.check_identity(file, connection.info[_FILE])
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _told(where: URL) -> Iterator[None]:
    """What SQLAlchemy and the drivers say of the database at *where*, as errors that say what to do."""
    shown = where.render_as_string(hide_password=True)
    with telling(shown):
        try:
            yield
        except PoolTimeout as error:
            raise error_of(shown, BusyError, "All connections are in use.") from error
        except DBAPIError as error:
            # A connection that was never made has no SQLSTATE.
            is_lost = isinstance(error, OperationalError) or error.connection_invalidated
            meaning = meaning_of(error.orig, is_lost=is_lost)
            if meaning is None:
                raise
            raise error_of(shown, meaning, str(error.orig).strip()) from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, and on SQLite sees one moment.

    Raises:
        UnreachableError: Nothing answers.
        DamagedError: What is there cannot be read.
        NotMigratedError: A table is missing.
    """
    with _told(engine.url), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may read and then write; it is on disk when the block is left, or undone if that raises.

    Whether it is on disk is unknown if the server is lost while it is asked to commit: UnreachableError, too.

    Raises:
        BusyError: Somebody else has been writing for too long, or all connections are in use.
        UnwritableError: The disk is full, read-only or broken.
        UnreachableError: Nothing answers, or not in time.
        DamagedError: What is there cannot be read.
        NotMigratedError: A table is missing.
    """
    with (
        _told(engine.url),
        engine.connect() as connection,
        within_bound(connection.connection.driver_connection),
        connection.execution_options(writes=True).begin(),
    ):
        yield connection


@contextmanager
def publishing(engine: Engine) -> Iterator[Connection]:
    """Like `writing`, but one at a time over all hosts, and without holding up those who write something else.

    On SQLite any writer is alone anyway; on PostgreSQL a second publisher or migrator waits for the first.
    """
    with writing(engine) as connection, without_bound(connection.connection.driver_connection):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PUBLISHER_LOCK})
        yield connection
