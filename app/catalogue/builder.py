"""Builds a release's generation file; as a process of its own: `python -m app.catalogue.builder FOLDER RELEASE`.

RELEASE is its number, or its name if it is staged.
"""

import contextlib
import fcntl
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from app.catalogue.build import build, build_staged
from app.catalogue.processes import telling_of_the_disk
from app.store.engine import open_engine


def build_once(engine: Engine, folder: Path, release: int | str) -> Path:
    """Build the file of a release unless another process of this host just did; they wait for each other.

    *release* is its number, or its name if it is staged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / ".building"):
        if isinstance(release, int):
            return build(engine, folder, release)
        return build_staged(engine, folder, release, datetime.now(UTC))


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    with telling_of_the_disk():
        name = sys.argv[2]
        build_once(open_engine(os.environ["DATABASE_URL"]), Path(sys.argv[1]), int(name) if name.isdecimal() else name)
