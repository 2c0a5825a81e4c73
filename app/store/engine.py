"""Connections to SQLite or PostgreSQL, and the three ways to use one: read, write, or publish alone."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from app.store.bounds import within_bound, without_bound
from app.store.errors import BadUrlError, UnreachableError
from app.store.failures import told

# As many connections as a process has worker threads (AnyIO's default), or a burst of requests waits for each other.
THREADS = 40
# How long a writer waits for another one on SQLite, in seconds.
PATIENCE = 10.0
# What a write-ahead log may keep after a large publish, in bytes.
_WAL_BYTES = 64 * 1024 * 1024
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
    url = _parsed(database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, threads, patience)
    # The driver takes 9 MB, which a process on SQLite has no use for.
    from app.store.postgresql import open_postgresql  # noqa: PLC0415

    return open_postgresql(url, threads=threads, bound=bound)


def _parsed(database_url: str) -> URL:
    """*database_url* as SQLAlchemy knows it."""
    cure = "\n  Set DATABASE_URL to sqlite:///file or postgresql://user:password@host/database."
    try:
        url = make_url(database_url.replace("postgres://", "postgresql://", 1))
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        # The address may hold a password, so it is not repeated.
        raise BadUrlError(f"DATABASE_URL is not an address of a database.{cure}") from None
    if backend not in {"sqlite", "postgresql"}:
        raise BadUrlError(f"DATABASE_URL names a database this program does not know, {backend!r}.{cure}")
    if backend == "sqlite" and url.database in {None, "", ":memory:"}:
        raise BadUrlError(f"DATABASE_URL names no file, and a database in memory would be lost.{cure}")
    return url


def _sqlite(url: URL, threads: int, patience: float) -> Engine:
    """An engine whose transactions begin when we say; the driver's own begin too late to read and then write."""
    file = Path(url.database or "")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadUrlError(f"The folder of {file} cannot be made: {error.strerror}.\n  Correct DATABASE_URL.") from error
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        pool_size=threads,
        max_overflow=0,
        pool_timeout=patience,
        connect_args={"timeout": patience},
    )
    event.listen(engine, "connect", partial(_prepare, file=file, patience=patience))
    event.listen(engine, "begin", partial(_begin, file=file))
    return engine


def _prepare(connection: sqlite3.Connection, record: Any, *, file: Path, patience: float) -> None:
    """Readers do not wait for a writer; what is acknowledged is on disk."""
    connection.isolation_level = None
    _switch_to_wal(connection, patience)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        f"journal_size_limit = {_WAL_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")
    record.info[_FILE] = _identity(file)


def _switch_to_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Done once in a file's life; SQLite's own timeout does not cover it, so the first users would trip each other."""
    deadline = monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _begin(connection: Connection, *, file: Path) -> None:
    # SQLite would go on writing to a file that has been deleted or put elsewhere, and all of that would be lost.
    if connection.info[_FILE] != _identity(file):
        raise UnreachableError(
            f"{file} is no longer the file that was opened.\n"
            "  Stop every server, put the file in its place, and start them again."
        )
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _identity(file: Path) -> tuple[int, int] | None:
    """Which file stands there now, whatever is in it."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, and on SQLite sees one moment.

    Raises:
        UnreachableError: Nothing answers.
        DamagedError: What is there cannot be read.
        NotMigratedError: A table is missing.
    """
    with told(engine.url), engine.connect() as connection, connection.begin():
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
        told(engine.url),
        engine.connect() as connection,
        within_bound(connection),
        connection.execution_options(writes=True).begin(),
    ):
        yield connection


@contextmanager
def publishing(engine: Engine) -> Iterator[Connection]:
    """Like `writing`, but one at a time over all hosts, and without holding up those who write something else.

    On SQLite any writer is alone anyway; on PostgreSQL a second publisher or migrator waits for the first.
    """
    with writing(engine) as connection, without_bound(connection):
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PUBLISHER_LOCK})
        yield connection
