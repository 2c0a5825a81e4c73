"""SQLite files whose bytes depend on nothing but what is put into them."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def new_database(path: Path, schema: str) -> Iterator[sqlite3.Connection]:
    """A new database at *path* with the tables of *schema*, to be filled in one transaction; packed once it is done."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.executescript(schema)
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    finally:
        connection.close()
    _forget_library_version(path)


def _forget_library_version(path: Path) -> None:
    """Blank the SQLite version in the header (bytes 96–99), the only ones that depend on who wrote the file."""
    with path.open("r+b") as file:
        file.seek(96)
        file.write(bytes(4))
