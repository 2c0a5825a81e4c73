"""What the drivers of databases say when something goes wrong, as the store's own errors."""

import errno
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import msgspec

from app.store.errors import (
    BusyError,
    DamagedError,
    NotMigratedError,
    StoreError,
    UnreachableError,
    UnwritableError,
)


@contextmanager
def telling(shown: str) -> Iterator[None]:
    """What SQLite's driver says until the end of the block, as errors that say what to do; *shown* is which database.

    Rows that are no longer what was written count as damage.
    """
    try:
        yield
    except sqlite3.Error as error:
        meaning = meaning_of(error)
        if meaning is None:
            raise
        raise error_of(shown, meaning, str(error)) from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        # Or the driver's own words about them.
        raise error_of(shown, DamagedError, str(error)) from error


def error_of(shown: str, meaning: type[StoreError], said: str) -> StoreError:
    """The error of that *meaning*, with what the driver *said*."""
    return meaning(f"{shown} {_SAID[meaning]}\n  The driver says: {said}")


_SAID: Mapping[type[StoreError], str] = {
    NotMigratedError: "has not been prepared for this program.\n  Run `service-knowledge migrate`.",
    BusyError: "is being written to by somebody else.\n  Try again in a while.",
    UnreachableError: "cannot be reached.\n  Check DATABASE_URL, and that the database runs.",
    UnwritableError: "cannot be written to; nothing was stored.\n  Make room on its disk, and see that it is writable.",
    DamagedError: "is damaged.\n  Stop every server and restore a backup; or move it away, publish the content again, "
    "and lose former releases and readers' messages.",
}

# By how the name of an error begins (sqlite.org/rescode.html); what follows says more.
_SQLITE: Mapping[str, type[StoreError]] = {
    "SQLITE_BUSY": BusyError,
    "SQLITE_LOCKED": BusyError,
    "SQLITE_CANTOPEN": UnreachableError,
    "SQLITE_FULL": UnwritableError,
    "SQLITE_READONLY": UnwritableError,
    "SQLITE_IOERR_READ": DamagedError,
    "SQLITE_IOERR_SHORT_READ": DamagedError,
    "SQLITE_IOERR": UnwritableError,
    "SQLITE_CORRUPT": DamagedError,
    "SQLITE_NOTADB": DamagedError,
}

# What an operating system says of a disk that takes nothing.
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})

# By how an SQLSTATE begins (PostgreSQL, appendix A): connection, authorisation, no such database, shutdown; a full
# disk, no memory or connection left, a transaction that may only read, a failing disk; undone because of others (a
# deadlock, a lock or a statement that took longer than the server allows); damage.
_POSTGRESQL: Mapping[str, type[StoreError]] = {
    "42P01": NotMigratedError,
    "08": UnreachableError,
    "28": UnreachableError,
    "3D": UnreachableError,
    "57P": UnreachableError,
    "53100": UnwritableError,
    "53": UnreachableError,
    "40": BusyError,
    "55P03": BusyError,
    "57014": BusyError,
    "25006": UnwritableError,
    "58": UnwritableError,
    "XX001": DamagedError,
    "XX002": DamagedError,
}


def meaning_of(said: BaseException | None, *, is_lost: bool = False) -> type[StoreError] | None:
    """Which of our errors a driver's is, if any; *is_lost* of one whose connection is gone or was never made."""
    if isinstance(said, sqlite3.Error):
        return _of_sqlite(said)
    state = getattr(said, "sqlstate", None) or ("08000" if is_lost else "")
    return next((ours for start, ours in _POSTGRESQL.items() if state.startswith(start)), None)


def _of_sqlite(said: sqlite3.Error) -> type[StoreError] | None:
    if "no such table" in str(said):
        return NotMigratedError
    if "Could not decode" in str(said):
        return DamagedError
    # An error that the driver itself finds has no name.
    name = getattr(said, "sqlite_errorname", "")
    return next((ours for start, ours in _SQLITE.items() if name.startswith(start)), None)


def is_of_the_disk(error: Exception) -> bool:
    """Whether *error* says that a file cannot be written: the disk is full, may only be read, or fails."""
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error) in {UnwritableError, UnreachableError}
    return isinstance(error, OSError) and error.errno in _DISK
