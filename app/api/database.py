"""The database, for the few requests that need it: what is read most never touches it."""

from functools import cached_property

from fastapi import Request
from sqlalchemy import Engine

from app.settings import Settings
from app.store.engine import open_engine


class Database:
    """The engine of the settings' database, opened when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def engine(self) -> Engine:
        """The engine; its pool is as large as the threads that requests run in."""
        return open_engine(self._settings.database_url)

    def close(self) -> None:
        """Close what is open."""
        if "engine" in self.__dict__:
            self.engine.dispose()


def engine_of(request: Request) -> Engine:
    """The database of the application that *request* came to."""
    database: Database = request.app.state.database
    return database.engine
