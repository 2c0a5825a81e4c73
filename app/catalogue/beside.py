"""Keeps releases at hand beside the active one: each is built when somebody asks for it, and the last ones stay open.

Their files lie beside that of the active release; those that nobody has asked for longest are deleted, since each can
be built again from the database, the same.
"""

import asyncio
import contextlib
import os
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Generic, TypeVar

from app.catalogue.generation import Generation
from app.catalogue.layers import files_of
from app.catalogue.pinned import Pinned
from app.catalogue.seals import Watched
from app.catalogue.snapshot import Snapshot, Standing
from app.catalogue.turns import Turns

_Name = TypeVar("_Name", bound=Hashable)
_Info = TypeVar("_Info")

# Built at the same time by one server process, wanted at the same time, and how long a request waits, in seconds.
AT_ONCE: Final = 2
MOST_WANTED: Final = 8
PATIENCE: Final = 10.0
# Open at the same time: at most so many releases, and more than one only as long as they hold no more entries together.
MOST_OPEN: Final = 8
MOST_ENTRIES: Final = 100_000
# Seconds after which a file that is in use is marked as used again.
STILL: Final = 30.0


@dataclass(slots=True)
class _Opened:
    release: Pinned
    files: tuple[Watched, ...]
    looked_at: float


class Beside(Generic[_Name, _Info]):
    """The releases of one *standing* that this process has open, by name.

    *find* looks one up in the database, in a thread; *build* sees to it that its file is there.
    """

    def __init__(
        self,
        find: Callable[[_Name], _Info],
        build: Callable[[_Info], Awaitable[Path]],
        *,
        standing: Standing,
        base_url: str,
        patience: float = PATIENCE,
        still: float = STILL,
    ) -> None:
        self._find = find
        self._build = build
        self._standing = standing
        self._base_url = base_url
        self._still = still
        self._turns = Turns(at_once=AT_ONCE, most=MOST_WANTED, patience=patience)
        # One at a time, so that nobody can keep the connections from those who follow the active release.
        self._look_up = asyncio.Lock()
        self._open: OrderedDict[_Name, _Opened] = OrderedDict()

    async def release(self, name: _Name) -> Pinned:
        """The release called *name*.

        Raises:
            NoSuchReleaseError: There is none.
            CrowdedError: It is being built, or others are.
            StoreError: It is not at hand, and neither is the database.
        """
        found = self._open.get(name)
        if found is not None and await self._is_there(name, found):
            self._open[name] = found
            self._open.move_to_end(name)
            return found.release
        async with self._look_up:
            info = await asyncio.to_thread(self._find, name)
        return await self._turns.wait(name, partial(self._opened, name, info))

    async def close(self) -> None:
        """End what is being built."""
        await self._turns.close()

    async def _is_there(self, name: _Name, found: _Opened) -> bool:
        """Whether the file is still there, undamaged; and keep it from being tidied away."""
        now = time.monotonic()
        if now - found.looked_at > self._still:
            found.looked_at = now
            for file in found.files:
                if not await asyncio.to_thread(file.is_the_same):
                    self._open.pop(name, None)
                    return False
                mark_used(file.path)
        return True

    async def _opened(self, name: _Name, info: _Info) -> Pinned:
        path = await self._build(info)
        mark_used(path)
        files = tuple(map(Watched, files_of(path)))
        snapshot = await asyncio.to_thread(lambda: Snapshot(Generation(path), base_url=self._base_url))
        pinned = Pinned(snapshot, str(name), self._standing)
        self._open[name] = _Opened(pinned, files, time.monotonic())
        while len(self._open) > 1 and (len(self._open) > MOST_OPEN or self._entries > MOST_ENTRIES):
            self._open.popitem(last=False)
        return pinned

    @property
    def _entries(self) -> int:
        return sum(len(opened.release.numbers) for opened in self._open.values())


def mark_used(path: Path) -> None:
    """Note on the file that it is in use, for those who delete what is used least; what is written stays as old."""
    with contextlib.suppress(FileNotFoundError):
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))


def last_used(path: Path) -> float:
    """When the file was written, or marked as used since; 0 if it is gone."""
    with contextlib.suppress(FileNotFoundError):
        found = path.stat()
        return max(found.st_atime, found.st_mtime)
    return 0.0
