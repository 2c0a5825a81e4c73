"""SQLAlchemy's connections to PostgreSQL: so many, and none of them waits for ever."""

from typing import Any, Final

from sqlalchemy import URL, Engine, create_engine, event

from app.store.psycopg_connection import BoundedConnection, connecting

# Seconds that whoever has no bound waits for one of the connections there are.
_POOL: Final = 30


def open_postgresql(url: URL, *, threads: int, bound: float | None) -> Engine:
    """The engine for *url* with at most *threads* connections, each with that `bound`."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=threads,
        max_overflow=0,
        pool_timeout=_POOL if bound is None else bound,
        pool_pre_ping=True,
        connect_args={} if "connect_timeout" in url.query else {"connect_timeout": connecting(bound)},
    )

    def connect(_dialect: object, _record: object, arguments: list[Any], options: dict[str, Any]) -> Any:
        connection = BoundedConnection.connect(*arguments, **options)
        connection.bound = bound
        return connection

    event.listen(engine, "do_connect", connect)
    return engine
