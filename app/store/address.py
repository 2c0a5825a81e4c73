"""Takes DATABASE_URL apart, and says it back without the password."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from app.store.errors import BadUrlError

_CURE: Final = "\n  Set DATABASE_URL to sqlite:///file or postgresql://user:password@host/database."
_SQLITE: Final = re.compile(r"sqlite(?:\+pysqlite)?://(?:/(?P<file>[^?]*))?(?:\?.*)?", re.DOTALL)
_POSTGRESQL: Final = re.compile(r"postgres(?:ql)?(?:\+psycopg)?(?=://)")
_SCHEME: Final = re.compile(r"([a-zA-Z][a-zA-Z0-9_+.-]*)://")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is: `file` of SQLite, or `server`, an address that the driver of PostgreSQL understands."""

    file: Path | None
    server: str | None
    # For messages; without a password.
    shown: str
    # Host and name alone, whoever asks.
    place: str


def parse(database_url: str) -> Address:
    """The address in *database_url*, `sqlite:///file` or `postgresql://user:password@host/database`.

    Raises:
        BadUrlError: It is neither. What it says is not repeated, for it may hold a password.
    """
    if (found := _SQLITE.fullmatch(database_url)) is not None:
        name = found["file"] or ""
        if name in {"", ":memory:"}:
            raise BadUrlError(f"DATABASE_URL names no file, and a database in memory would be lost.{_CURE}")
        return Address(file=Path(name), server=None, shown=f"sqlite:///{name}", place=f"sqlite://:/{name}")
    server = _POSTGRESQL.sub("postgresql", database_url, count=1)
    if not server.startswith("postgresql://"):
        scheme = _SCHEME.match(database_url)
        if scheme is None:
            raise BadUrlError(f"DATABASE_URL is not an address of a database.{_CURE}")
        raise BadUrlError(f"DATABASE_URL names a database this program does not know, {scheme[1]!r}.{_CURE}")
    try:
        parts = urlsplit(server)
        host, port = parts.hostname or "", parts.port or ""
    except ValueError:
        raise BadUrlError(f"DATABASE_URL is not an address of a database.{_CURE}") from None
    user = f"{parts.username}{':***' if parts.password is not None else ''}@" if parts.username else ""
    database = parts.path.removeprefix("/")
    return Address(
        file=None,
        server=server,
        shown=f"postgresql://{user}{host}{f':{port}' if port else ''}/{database}",
        place=f"postgresql://{host}:{port}/{database}",
    )
