"""A file that holds only what differs from another one, its base: the two are read as if they were one."""

import contextlib
import sqlite3
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from app.catalogue.seals import is_whole

# Each table with entries' rows, and how a row tells whose it is: by the entry's number or its id. A text's place is
# the number times that of languages, and a rest.
_OWNERS: Final[Mapping[str, tuple[str, str]]] = {
    "card": ("number", "number"),
    "body": ("number", "number"),
    "item": ("number", "place / (SELECT langs FROM main.meta)"),
    "entry": ("number", "place / (SELECT langs FROM main.meta)"),
    "sort_key": ("number", "number"),
    "slug": ("id", "id"),
    "statement": ("id", "subject"),
}


def opened(path: Path) -> sqlite3.Connection:
    """A connection that reads the file at *path*, over its base if it has one."""
    connection = sqlite3.connect(_address(path), uri=True)
    base = base_of(connection)
    if base is not None:
        lay_over(connection, path.with_name(base))
    return connection


def is_readable(path: Path, *, is_sound: Callable[[Path], bool] = is_whole) -> bool:
    """Whether the file at *path* is there as it was made, and so is its base, if it has one, as *is_sound* tells."""
    if not is_sound(path):
        return False
    base = base_at(path)
    return base is None or (is_sound(base) and base_at(base) is None)


def base_at(path: Path) -> Path | None:
    """The file that the one at *path* is laid over, None for one that is whole."""
    with contextlib.closing(sqlite3.connect(_address(path), uri=True)) as connection:
        name = base_of(connection)
    return None if name is None else path.with_name(name)


def files_of(path: Path) -> tuple[Path, ...]:
    """The file at *path*, and its base if it has one: all that reading it needs."""
    base = base_at(path)
    return (path,) if base is None else (path, base)


def base_of(connection: sqlite3.Connection) -> str | None:
    """The name of the file that this one is laid over, None for one that is whole."""
    found: str | None = connection.execute("SELECT base FROM main.meta").fetchone()[0]
    return found


def lay_over(connection: sqlite3.Connection, base: Path) -> None:
    """Make tables without a schema's name those of the file and of *base* together; `main` and `base` stay apart.

    Rows of *base* that are of an entry in `main.replaced` do not count.
    """
    connection.execute("ATTACH ? AS base", (_address(base),))
    for table, (name, owner) in _OWNERS.items():
        connection.execute(
            f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} UNION ALL SELECT * FROM base.{table} AS old "  # noqa: S608 - names of ours  # nosec B608
            f"WHERE NOT EXISTS (SELECT 1 FROM main.replaced WHERE replaced.{name} = old.{owner})"
        )


def _address(path: Path) -> str:
    """What is written once and never changed needs no locks."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"
