"""Connections to SQLite or PostgreSQL, and the three ways to use one: read, write, or publish alone."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from app.store.errors import BadUrlError, BusyError, NotMigratedError, StoreError, UnreachableError

# As many connections as a process has worker threads (AnyIO's default), or a burst of requests waits for each other.
THREADS = 40
# How long a writer waits for another one on SQLite, in milliseconds.
_BUSY_MS = 10_000
# What a write-ahead log may keep after a large publish, in bytes.
_WAL_BYTES = 64 * 1024 * 1024
# Any number, as long as every publisher and migrator takes the same one.
_PUBLISHER_LOCK = 7_318_349_394_477_056


def open_engine(database_url: str, *, threads: int = THREADS) -> Engine:
    """The engine for *database_url*, `sqlite:///file` or `postgresql://user:password@host/database`, for *threads*.

    Nothing is connected yet, but the folder of an SQLite file exists afterwards.

    Raises:
        BadUrlError: The address is neither, or its folder cannot be made.
    """
    url = _parsed(database_url)
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, threads)
    return create_engine(
        url.set(drivername="postgresql+psycopg"), pool_size=threads, max_overflow=0, pool_pre_ping=True
    )


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


def _sqlite(url: URL, threads: int) -> Engine:
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
        connect_args={"timeout": _BUSY_MS / 1000},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Readers do not wait for a writer; what is acknowledged is on disk."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {_BUSY_MS}",
        f"journal_size_limit = {_WAL_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, and on SQLite sees one moment.

    Raises:
        UnreachableError: Nothing answers.
        NotMigratedError: A table is missing.
    """
    with _told(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that may read and then write; it is on disk when the block is left, or undone if that raises.

    Raises:
        BusyError: On SQLite, somebody else has been writing for more than 10 s.
        UnreachableError: Nothing answers.
        NotMigratedError: A table is missing.
    """
    with (
        _told(engine),
        engine.connect() as connection,
        connection.execution_options(writes=True).begin(),
    ):
        yield connection


@contextmanager
def publishing(engine: Engine) -> Iterator[Connection]:
    """Like `writing`, but one at a time over all hosts, and without holding up those who write something else.

    On SQLite any writer is alone anyway; on PostgreSQL a second publisher or migrator waits for the first.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _PUBLISHER_LOCK})
        yield connection


@contextmanager
def _told(engine: Engine) -> Iterator[None]:
    """What the drivers say, as errors that say what to do."""
    try:
        yield
    except DBAPIError as error:
        meaning = _meaning(error.orig)
        if meaning is None:
            raise
        where = engine.url.render_as_string(hide_password=True)
        raise meaning(f"{where} {_SAID[meaning]}\n  The driver says: {str(error.orig).strip()}") from error


_SAID: Mapping[type[StoreError], str] = {
    NotMigratedError: "has not been prepared for this program.\n  Run `service-knowledge migrate`.",
    BusyError: "is being written to by somebody else.\n  Try again in a while.",
    UnreachableError: "cannot be reached.\n  Check DATABASE_URL, and that the database runs.",
}

_SQLITE: Mapping[str, type[StoreError]] = {
    "SQLITE_BUSY": BusyError,
    "SQLITE_CANTOPEN": UnreachableError,
    "SQLITE_NOTADB": UnreachableError,
}

# By how an SQLSTATE begins (PostgreSQL, appendix A): connection, authorisation, no such database, shutdown.
_POSTGRESQL: Mapping[str, type[StoreError]] = {
    "42P01": NotMigratedError,
    "08": UnreachableError,
    "28": UnreachableError,
    "3D": UnreachableError,
    "57P": UnreachableError,
}


def _meaning(error: BaseException | None) -> type[StoreError] | None:
    """Which of our errors the driver's *error* is, if any."""
    if isinstance(error, sqlite3.Error):
        if "no such table" in str(error):
            return NotMigratedError
        return _SQLITE.get(error.sqlite_errorname)
    if isinstance(error, psycopg.Error):
        if error.sqlstate is None:
            return UnreachableError if isinstance(error, psycopg.OperationalError) else None
        return next((ours for start, ours in _POSTGRESQL.items() if error.sqlstate.startswith(start)), None)
    return None
