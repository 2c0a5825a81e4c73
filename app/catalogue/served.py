"""Remembers on this host which file was served last, for a start while the database is away."""

import os
from pathlib import Path
from typing import Final

import msgspec

from app.catalogue.generation import FORMAT
from app.store.address import parse

_NAME: Final = "served.json"


class _Served(msgspec.Struct, frozen=True):
    file: str
    # Where its release came from; a folder may have served another database before.
    database: str


def remember(path: Path, database_url: str) -> None:
    """Note that the generation file *path* is served, of the database at *database_url*."""
    noted = msgspec.json.encode(_Served(path.name, parse(database_url).place))
    # Other processes of this host note the same.
    beside = path.with_name(f".{_NAME}.{os.getpid()}")
    beside.write_bytes(noted)
    beside.replace(path.with_name(_NAME))


def last_served(folder: Path, database_url: str) -> Path | None:
    """The generation file in *folder* that was served last of this database, if this program can still read it."""
    try:
        noted = msgspec.json.decode((folder / _NAME).read_bytes(), type=_Served)
    except (OSError, msgspec.MsgspecError):
        return None
    path = folder / Path(noted.file).name
    is_ours = noted.database == parse(database_url).place and path.name.endswith(f"-{FORMAT}.generation")
    return path if is_ours and path.is_file() else None
