"""Connections to PostgreSQL: so many, and none of them waits for ever for a server that does not answer."""

import math
from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen
from sqlalchemy import URL, Engine, create_engine, event

from app.store.bounds import Bounded

# Seconds that a new connection may take where nothing is bounded, and the least that libpq knows.
_CONNECTING: Final = 10
_LEAST: Final = 2
# Seconds that whoever has no bound waits for one of the connections there are.
_POOL: Final = 30
_INTERVAL: Final = 0.1

_T = TypeVar("_T")


class _Bounded(Bounded, psycopg.Connection[Any]):
    """A connection that is given up when its server takes too long: stopped, cut off, or waiting for a lock."""

    def wait(self, gen: PQGen[_T], interval: float = _INTERVAL, timeout: float | None = None) -> _T:
        """Finish *gen*, as the driver does; raises OperationalError, with the connection closed, when time is up."""
        started = monotonic()
        left = self.bound if self.deadline is None else max(0.0, self.deadline - started)
        if left is None or timeout is not None:
            return super().wait(gen, interval, timeout)
        try:
            return super().wait(gen, interval, left)
        except psycopg.OperationalError:
            if monotonic() - started < left:
                raise
            # What the server may still send belongs to nobody.
            self.pgconn.finish()
            raise psycopg.OperationalError("The server did not answer in time.") from None


def open_postgresql(url: URL, *, threads: int, bound: float | None) -> Engine:
    """The engine for *url* with at most *threads* connections, each with that `bound`."""
    connecting = _CONNECTING if bound is None else max(_LEAST, math.ceil(bound))
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=threads,
        max_overflow=0,
        pool_timeout=_POOL if bound is None else bound,
        pool_pre_ping=True,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": connecting},
    )

    def connect(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> Any:
        connection = _Bounded.connect(*arguments, **options)
        connection.bound = bound
        return connection

    event.listen(engine, "do_connect", connect)
    return engine
