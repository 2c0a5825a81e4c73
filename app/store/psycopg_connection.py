"""A connection of PostgreSQL's driver that does not wait for ever for a server that does not answer."""

import math
from time import monotonic
from typing import Any, Final, TypeVar

import psycopg
from psycopg.abc import PQGen

from app.store.bounds import Bounded

# Seconds that a new connection may take where nothing is bounded, and the least that libpq knows.
_CONNECTING: Final = 10
_LEAST: Final = 2
_INTERVAL: Final = 0.1

_T = TypeVar("_T")


class BoundedConnection(Bounded, psycopg.Connection[Any]):
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


def connecting(bound: float | None) -> int:
    """Whole seconds that a new connection may take where nothing takes longer than *bound*."""
    return _CONNECTING if bound is None else max(_LEAST, math.ceil(bound))
