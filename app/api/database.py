"""The database, for the few requests that need it: what is read most never touches it."""

import math
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread
from fastapi import Request

from app import store
from app.settings import Settings
from app.store.errors import BusyError

if TYPE_CHECKING:
    from sqlalchemy import Engine

_T = TypeVar("_T")


class Database:
    """The engine of the settings' database, opened when it is first needed, and who may use it at the same time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Threads of its own: however slow the database is, it keeps nothing else waiting.
        self._readers = CapacityLimiter(settings.database_connections)
        # Whoever gets here has been counted.
        self._counted = CapacityLimiter(math.inf)
        # SQLite takes one writer at a time, and those who wait for each other there do not wait in turn. Elsewhere
        # writers leave some connections to those who read.
        is_sqlite = settings.database_url.startswith("sqlite")
        self._writers = CapacityLimiter(1 if is_sqlite else max(1, settings.database_connections // 2))

    @cached_property
    def engine(self) -> "Engine":
        """The engine; it gives up on a database that does not answer."""
        settings = self._settings
        return store.engine.open_engine(
            settings.database_url, threads=settings.database_connections, bound=settings.database_patience
        )

    def close(self) -> None:
        """Close what is open."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    async def read(self, work: Callable[["Engine"], _T]) -> _T:
        """What *work* with the engine comes to in a thread; raises BusyError if others take too long."""
        return await self._run(self._readers, work)

    async def write(self, work: Callable[["Engine"], _T]) -> _T:
        """Like `read`, for work that writes."""
        return await self._run(self._writers, work)

    async def _run(self, places: CapacityLimiter, work: Callable[["Engine"], _T]) -> _T:
        me = object()
        try:
            with anyio.fail_after(self._settings.database_patience):
                await places.acquire_on_behalf_of(me)
        except TimeoutError:
            raise BusyError("As many requests as may are using the database.\n  Try again in a while.") from None
        try:
            return await to_thread.run_sync(lambda: work(self.engine), limiter=self._counted)
        finally:
            places.release_on_behalf_of(me)


def database_of(request: Request) -> Database:
    """The database of the application that *request* came to."""
    database: Database = request.app.state.database
    return database


def engine_of(request: Request) -> "Engine":
    """The engine of the application that *request* came to."""
    return database_of(request).engine
