"""What every connection to an SQLite file does first, and how it notices that another file stands there now."""

import sqlite3
from pathlib import Path
from time import monotonic, sleep

from app.store.errors import BadUrlError, UnreachableError

# How long a writer waits for another one, in seconds.
PATIENCE = 10.0
# What a write-ahead log may keep after a large publish, in bytes.
_WAL_BYTES = 64 * 1024 * 1024

Identity = tuple[int, int] | None


def make_folder(file: Path) -> None:
    """The folder of *file* exists afterwards; raises BadUrlError if it cannot be made."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadUrlError(f"The folder of {file} cannot be made: {error.strerror}.\n  Correct DATABASE_URL.") from error


def prepare(connection: sqlite3.Connection, patience: float) -> None:
    """Transactions begin when we say; readers do not wait for a writer; what is acknowledged is on disk."""
    connection.isolation_level = None
    _switch_to_wal(connection, patience)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", f"journal_size_limit = {_WAL_BYTES}"):
        connection.execute(f"PRAGMA {pragma}")


def _switch_to_wal(connection: sqlite3.Connection, patience: float) -> None:
    """Done once in a file's life; SQLite's own timeout does not cover it, so the first users would trip each other."""
    deadline = monotonic() + patience
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def identity(file: Path) -> Identity:
    """Which file stands there now, whatever is in it."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def check_identity(file: Path, opened: Identity) -> None:
    """Raise UnreachableError if *file* is another than the one that was *opened*.

    SQLite would go on writing to a file that has been deleted or put elsewhere, and all of that would be lost.
    """
    if opened != identity(file):
        raise UnreachableError(
            f"{file} is no longer the file that was opened.\n"
            "  Stop every server, put the file in its place, and start them again."
        )
