"""PostgreSQL's own connection, as `bare` has it; apart, so that nobody else imports the driver."""

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from app.store.bare import Bare, Row, Statements
from app.store.bounds import within_bound
from app.store.failures import error_of, meaning_of, telling
from app.store.psycopg_connection import BoundedConnection, connecting


class BarePostgresql(Bare):
    """A connection whose answers, and whose transactions that write, take no longer than *bound* seconds."""

    def __init__(self, server: str, shown: str, bound: float | None) -> None:
        super().__init__()
        self._server = server
        self._shown = shown
        self._bound = bound
        self._connection: BoundedConnection | None = None

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Statements]:
        with telling(self._shown):
            try:
                connection = self._begun()
                with within_bound(connection if writes else None):
                    try:
                        yield _PostgresqlStatements(connection)
                    except BaseException:
                        with contextlib.suppress(psycopg.Error):
                            connection.execute("ROLLBACK")
                        raise
                    connection.execute("COMMIT")
            except psycopg.Error as error:
                self._drop()
                meaning = meaning_of(error, is_lost=isinstance(error, psycopg.OperationalError))
                if meaning is None:
                    raise
                raise error_of(self._shown, meaning, str(error).strip()) from error

    def _begun(self) -> BoundedConnection:
        """A connection with a transaction on it; a new one where the server has closed the one there was."""
        if self._connection is not None:
            try:
                self._connection.execute("BEGIN")
            except psycopg.OperationalError:
                self._drop()
        if self._connection is None:
            self._connection = self._connect()
            self._connection.execute("BEGIN")
        return self._connection

    def _connect(self) -> BoundedConnection:
        timeout = {} if "connect_timeout" in self._server else {"connect_timeout": str(connecting(self._bound))}
        connection = BoundedConnection.connect(make_conninfo(self._server, **timeout), autocommit=True)
        connection.bound = self._bound
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


class _PostgresqlStatements:
    def __init__(self, connection: BoundedConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[Row]:
        return self._execute(sql, values).fetchall()

    def run(self, sql: str, *values: object) -> int:
        return self._execute(sql, values).rowcount

    def _execute(self, sql: str, values: tuple[object, ...]) -> psycopg.Cursor[Any]:
        return self._connection.execute(sql.replace("?", "%s").encode(), values)
