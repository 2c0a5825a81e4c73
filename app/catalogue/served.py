"""Remembers on this host which file was served last, for a start while the database is away."""

import os
from pathlib import Path
from typing import Final

import msgspec
from sqlalchemy import make_url

from app.catalogue.generation import FORMAT

_NAME: Final = "served.json"


class _Served(msgspec.Struct, frozen=True):
    file: str
    # Where its release came from; a folder may have served another database before.
    database: str


def remember(path: Path, database_url: str) -> None:
    """Note that the generation file *path* is served, of the database at *database_url*."""
    noted = msgspec.json.encode(_Served(path.name, _address(database_url)))
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
    is_ours = noted.database == _address(database_url) and path.name.endswith(f"-{FORMAT}.generation")
    return path if is_ours and path.is_file() else None


def _address(database_url: str) -> str:
    """Host and name of the database, without who asks and with what password."""
    url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    return f"{url.get_backend_name()}://{url.host or ''}:{url.port or ''}/{url.database or ''}"
