"""Packages opened by programs that know nothing of the one that wrote them."""

import io
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sites import Site


def archive(site: Site, address: str) -> zipfile.ZipFile:
    """The zip file that an export below /v1/exports/ is."""
    answer = site.get(f"/v1/exports/{address}")
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content))


@contextmanager
def collection(package: bytes) -> Iterator[sqlite3.Connection]:
    """The database in a deck package of Anki."""
    with TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(package)) as members:
        path = Path(folder) / "collection.anki2"
        path.write_bytes(members.read("collection.anki2"))
        with closing(sqlite3.connect(path)) as database:
            database.row_factory = sqlite3.Row
            yield database


def words(body: bytes) -> str:
    """All that a file says, whatever it is packed in."""
    if body[:2] != b"PK":
        return body.decode()
    with zipfile.ZipFile(io.BytesIO(body)) as members:
        names = members.namelist()
        if "collection.anki2" in names:
            with collection(body) as database:
                return "\n".join(database.iterdump())
        return "\n".join(members.read(name).decode() for name in names)
