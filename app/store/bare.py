"""The driver's own connection, for what every server asks again and again.

SQLAlchemy takes 22 MB and half a second to import, which a process that only reads and counts has no use for
(decision 0015). Statements here are SQL that both engines take, with a question mark for each value.
"""

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

from app.store import sqlite_file
from app.store.address import parse
from app.store.failures import telling

Row = tuple[Any, ...]


class Statements(Protocol):
    """What a transaction can do."""

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Everything that a query finds."""

    def run(self, sql: str, *values: object) -> int:
        """How many rows a statement changed."""


class Bare(ABC):
    """One connection, made when it is first needed and again when it is lost; threads wait for each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Statements]:
        """A transaction that only reads, and on SQLite sees one moment; raises as `app.store.engine.reading` does."""
        with self._lock, self._transaction(writes=False) as statements:
            yield statements

    @contextmanager
    def writing(self) -> Iterator[Statements]:
        """A transaction that is on disk when the block is left; raises as `app.store.engine.writing` does."""
        with self._lock, self._transaction(writes=True) as statements:
            yield statements

    def close(self) -> None:
        """Close what is open; the next transaction opens it again."""
        with self._lock:
            self._drop()

    @abstractmethod
    def _transaction(self, *, writes: bool) -> AbstractContextManager[Statements]:
        """A context manager around the transaction."""

    @abstractmethod
    def _drop(self) -> None:
        """Close the connection if there is one."""


def open_bare(database_url: str, *, bound: float | None = None, patience: float = sqlite_file.PATIENCE) -> Bare:
    """The connection to *database_url*, with *patience* and *bound* as `app.store.engine.open_engine` has them.

    Raises:
        BadUrlError: It is no address of a database, or its folder cannot be made.
    """
    address = parse(database_url)
    if address.file is not None:
        sqlite_file.make_folder(address.file)
        return _BareSqlite(address.file, address.shown, patience)
    # The driver takes 9 MB.
    from app.store.bare_postgresql import BarePostgresql  # noqa: PLC0415

    assert address.server is not None
    return BarePostgresql(address.server, address.shown, bound)


class _BareSqlite(Bare):
    def __init__(self, file: Path, shown: str, patience: float) -> None:
        super().__init__()
        self._file = file
        self._shown = shown
        self._patience = patience
        self._opened: tuple[sqlite3.Connection, sqlite_file.Identity] | None = None

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Statements]:
        with telling(self._shown):
            try:
                connection, identity = self._opened = self._opened or self._open()
                sqlite_file.check_identity(self._file, identity)
                connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
                try:
                    yield _SqliteStatements(connection)
                except BaseException:
                    # A full disk has rolled it back already.
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
            except sqlite3.Error:
                self._drop()
                raise

    def _open(self) -> tuple[sqlite3.Connection, sqlite_file.Identity]:
        connection = sqlite3.connect(self._file, timeout=self._patience, check_same_thread=False)
        try:
            sqlite_file.prepare(connection, self._patience)
        except BaseException:
            connection.close()
            raise
        return connection, sqlite_file.identity(self._file)

    def _drop(self) -> None:
        opened, self._opened = self._opened, None
        if opened is not None:
            opened[0].close()


class _SqliteStatements:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        return self._connection.execute(sql, values).rowcount
