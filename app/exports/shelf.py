"""Keeps the exports of a release on this host's disk: each is written once, when it is first asked for."""

import asyncio
import contextlib
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from app.catalogue.processes import run_module
from app.catalogue.seals import Watched, discard, discard_abandoned, is_whole
from app.catalogue.snapshot import Snapshot, Standing
from app.catalogue.turns import CrowdedError
from app.exports.selection import Wanted

# Written at the same time by one server process, and wanted at the same time.
AT_ONCE = 2
MOST_WANTED = 32
# What the files may take on this disk together; the longest unread go first.
ROOM = 1 << 30
_CHUNK = 1 << 20
_BESIDE = frozenset({".draft", ".part", ".seal"})


@dataclass(frozen=True, slots=True)
class Kept:
    """An export on the shelf; `sha256` is of the whole file, in hexadecimal."""

    path: Path
    size: int
    sha256: str
    file: Watched


class Shelf:
    """The exports in one folder; processes of one host may share it."""

    def __init__(self, folder: Path, *, room: int = ROOM) -> None:
        self._folder = folder
        self._room = room
        self._writing: defaultdict[Path, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._known: dict[Path, Kept] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._wanted = 0

    async def export(self, snapshot: Snapshot, name: str, wanted: Wanted) -> Kept:
        """The file of a format for *wanted*; if it could not be written, raises what `run_module` does.

        Raises:
            CrowdedError: Too many others are being written or wait for it.
        """
        path = self._folder / _file_name(snapshot, name, wanted)
        async with self._writing[path]:
            known = self._known.pop(path, None)
            if known is not None and await asyncio.to_thread(known.file.is_the_same):
                self._known[path] = known
                return known
            if not await asyncio.to_thread(is_whole, path):
                with self._place():
                    async with self._turn:
                        await _write(snapshot, name, wanted, path)
                await asyncio.to_thread(self._make_room, path)
            measured = self._known[path] = await asyncio.to_thread(_measured, path)
            return measured

    @contextlib.contextmanager
    def _place(self) -> Iterator[None]:
        """Room for one more that is written or waits for it."""
        if self._wanted >= MOST_WANTED:
            raise CrowdedError
        self._wanted += 1
        try:
            yield
        finally:
            self._wanted -= 1

    def _make_room(self, newest: Path) -> None:
        others = sorted(
            (path for path in self._folder.iterdir() if path != newest and path.suffix not in _BESIDE),
            key=lambda path: path.stat().st_atime,
            reverse=True,
        )
        discard_abandoned(self._folder)
        taken = newest.stat().st_size
        for path in others:
            taken += path.stat().st_size
            if taken > self._room:
                discard(path)
                self._known.pop(path, None)


def _file_name(snapshot: Snapshot, name: str, wanted: Wanted) -> str:
    asked = hashlib.blake2b(msgspec.json.encode((wanted, snapshot.base_url)), digest_size=8).hexdigest()
    # Two staged releases that say the same may be of different times.
    release = snapshot.generation.path.stem if snapshot.standing is Standing.STAGED else f"{snapshot.release}"
    return f"{release}-{snapshot.digest[:16]}-{asked}.{name}"


async def _write(snapshot: Snapshot, name: str, wanted: Wanted, path: Path) -> None:
    arguments = (
        str(snapshot.generation.path),
        snapshot.base_url,
        name,
        msgspec.json.encode(wanted).decode(),
        str(path),
    )
    await run_module("app.exports.builder", *arguments)


def _measured(path: Path) -> Kept:
    file, digest = Watched(path), hashlib.sha256()
    with path.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return Kept(path, path.stat().st_size, digest.hexdigest(), file)
