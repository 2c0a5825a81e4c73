"""Seals on the files that this host builds, by which a damaged one is known before anything is answered from it."""

import contextlib
import os
import re
import time
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_CHUNK: Final = 1 << 20
# What is written beside a file before it gets its name carries the number of the process that writes it.
_UNFINISHED: Final = re.compile(r".*\.\d+(?:\.part|\.draft)?")
# Seconds after which nobody is at work on an unfinished file any more.
_ABANDONED: Final = 3600.0


@dataclass(frozen=True, slots=True)
class _Identity:
    """Which file it is, and when something last touched it."""

    device: int
    inode: int
    size: int
    modified: int


# What this process knows to be whole: the file as it was then, and its seal.
_seen: dict[Path, tuple["_Identity", str]] = {}


def seal(finished: Path, path: Path) -> None:
    """Seal *finished*, which is about to be renamed to *path*, or has been; it can only be read from then on."""
    finished.chmod(0o444)
    beside = _seal_of(path)
    unfinished = beside.with_name(f"{beside.name}.{os.getpid()}.part")
    unfinished.write_text(f"{_told(finished)}{_mark(_identity(finished))}")
    unfinished.replace(beside)


def is_whole(path: Path) -> bool:
    """Whether the file is there and holds what it held when it was sealed.

    All of it is read, unless this process has done so before and nothing has touched it since.
    """
    try:
        sealed, now = _seal_of(path).read_text(), _identity(path)
        if now is None or ((now, sealed) != _seen.get(path) and sealed.partition("\n")[0] != _told(path).rstrip()):
            return False
    except (OSError, UnicodeDecodeError):
        return False
    _seen[path] = now, sealed
    return True


def is_untouched(path: Path) -> bool:
    """Whether nothing has written to the file since it was sealed, as far as its time tells; reads none of it."""
    now = _identity(path)
    try:
        return now is not None and _seal_of(path).read_text().endswith(f"\n{_mark(now)}")
    except (OSError, UnicodeDecodeError):
        return False


def discard(path: Path) -> None:
    """Remove a file with its seal; whoever has it open keeps it."""
    _seen.pop(path, None)
    path.unlink(missing_ok=True)
    _seal_of(path).unlink(missing_ok=True)


def discard_abandoned(folder: Path) -> None:
    """Remove what processes left unfinished that were killed long ago."""
    for path in folder.iterdir():
        # It may be finished, and gone, by now.
        with contextlib.suppress(OSError):
            if _UNFINISHED.fullmatch(path.name) and time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()


class Watched:
    """A file that was whole when it was opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._identity = _identity(path)

    def is_the_same(self) -> bool:
        """Whether it still is that file, undamaged; it is read again only if something has touched it."""
        now = _identity(self.path)
        if now == self._identity:
            return True
        if now is None or self._identity is None or now.inode != self._identity.inode or not is_whole(self.path):
            return False
        self._identity = now
        return True


def _identity(path: Path) -> _Identity | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return _Identity(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def _mark(identity: _Identity | None) -> str:
    return "" if identity is None else f"{identity.inode} {identity.size} {identity.modified}\n"


def _seal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.seal")


def _told(path: Path) -> str:
    """What a seal says of a file: its checksum and its size. A guard against accidents, not attacks."""
    checksum = size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            checksum = zlib.crc32(chunk, checksum)
            size += len(chunk)
    return f"crc32 {checksum:08x} of {size} bytes\n"
