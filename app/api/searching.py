"""The search index of the release that is served, made beside its generation file by a process of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import structlog
from fastapi import Depends, Request, Response

from app.api.current import CurrentSnapshot
from app.api.indexing import generation_path, index_files, index_path, is_made, is_usable
from app.catalogue.beside import AT_ONCE, MOST_WANTED, PATIENCE
from app.catalogue.live import Live
from app.catalogue.processes import run_module
from app.catalogue.seals import Watched, discard
from app.catalogue.snapshot import Snapshot, Standing
from app.catalogue.turns import Turns
from app.search import MOMENT, FormerIndex, Index, IndexFormatError
from app.store.errors import StoreError

log = structlog.get_logger("app.search")

_KEPT: Final = 3
FOR_NOW: Final = f"public, max-age={MOMENT}"
# Seconds after a start in which requests have the processor to themselves.
_SETTLING: Final = 1.0


class SearchableLive(Live):
    """Serves a release as soon as it can be read; until its index is there, that of the one before stands in for it."""

    async def index(self, snapshot: Snapshot) -> Index | FormerIndex:
        """The index of *snapshot*'s release, made now if nobody has made it yet.

        Raises:
            CrowdedError: That of another release than the active one is being made.
        """
        path = index_path(snapshot.generation.path)
        opened = self._opened.pop(path.name, None)
        if opened is not None:
            # Those asked for last are kept.
            self._opened[path.name] = opened
            return opened
        if snapshot.standing is Standing.ACTIVE and self._before is not None:
            return _standing_in(self._before, snapshot)
        turns = self._of_the_active if snapshot.standing is Standing.ACTIVE else self._of_others
        return await turns.wait(path, partial(self._open_index, path, snapshot.generation.path))

    async def _open_index(self, path: Path, generation: Path) -> Index:
        await _made(generation)
        opened = await asyncio.to_thread(Index, path)
        self._remember(path, opened)
        return opened

    async def refresh(self) -> None:
        """As `Live` does; and an index whose file has been damaged is no longer used."""
        await super().refresh()
        for name, files in list(self._files.items()):
            for file in files:
                if not await asyncio.to_thread(file.is_the_same):
                    log.warning("index_file_damaged", file=file.path.name)
                    self._opened.pop(name, None)
                    self._files.pop(name, None)
                    break

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """As `Live` does, with the first release's index made while it is already served."""
        self._opened: dict[str, Index] = {}
        self._before: Index | None = None
        self._following: asyncio.Task[None] | None = None
        self._files: dict[str, tuple[Watched, ...]] = {}
        self._of_the_active = Turns(at_once=AT_ONCE, most=MOST_WANTED)
        self._of_others = Turns(at_once=AT_ONCE, most=MOST_WANTED, patience=PATIENCE)
        async with super().running():
            self._following = asyncio.create_task(self._follow(_SETTLING))
            try:
                yield
            finally:
                await self._stop_following()
                for turns in (self._of_the_active, self._of_others):
                    await turns.close()

    async def _follow(self, seconds: float) -> None:
        """Have the index of what is served made, after some *seconds*."""
        await asyncio.sleep(seconds)
        snapshot = self.snapshot
        if snapshot is not None and index_path(snapshot.generation.path).name not in self._opened:
            try:
                path = index_path(snapshot.generation.path)
                await self._of_the_active.wait(path, partial(self._open_index, path, snapshot.generation.path))
            except (OSError, RuntimeError, StoreError, IndexFormatError) as error:
                log.warning("index_not_made", error=str(error))

    async def _stop_following(self) -> None:
        if self._following is not None:
            self._following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._following

    async def _swap(self, path: Path) -> None:
        former, index = self.snapshot, index_path(path)
        if former is not None:
            self._before = self._opened.get(index_path(former.generation.path).name, self._before)
            # Another process of this host may have been here first. Where it cannot be read, it is made anew later.
            if await asyncio.to_thread(is_made, index):
                with contextlib.suppress(OSError, IndexFormatError):
                    self._remember(index, await asyncio.to_thread(Index, index))
        await super()._swap(path)
        if former is not None:
            await self._stop_following()
            self._following = asyncio.create_task(self._follow(0))

    def _remember(self, path: Path, opened: Index) -> None:
        self._opened[path.name] = opened
        self._files[path.name] = tuple(map(Watched, index_files(path)))
        for name in list(self._opened)[:-_KEPT]:
            del self._opened[name]
            self._files.pop(name, None)
        for other in path.parent.glob("*.search"):
            # A generation file that has gone takes its index along; whoever still has it mapped keeps it.
            if not generation_path(other).exists():
                discard(other)


def _standing_in(former: Index, snapshot: Snapshot) -> FormerIndex:
    def is_there(entry_id: str, lang: str) -> bool:
        return entry_id in snapshot.cards and lang in snapshot.cards[entry_id].heads

    return FormerIndex(former, is_there=is_there, has_series=snapshot.series.__contains__)


def for_now(response: Response, index: Index | FormerIndex) -> Response:
    """*response*, to be kept for a moment only if its release's own index will say something else."""
    if isinstance(index, FormerIndex):
        response.headers["cache-control"] = FOR_NOW
    return response


async def current_index(request: Request, snapshot: CurrentSnapshot) -> Index | FormerIndex:
    """The index of the release that the request is answered from."""
    live: SearchableLive = request.app.state.live
    return await live.index(snapshot)


CurrentIndex = Annotated[Index | FormerIndex, Depends(current_index)]


async def _made(generation: Path) -> None:
    """Have the index made by another process, so that this one's requests do not wait for it."""
    if await asyncio.to_thread(is_usable, index_path(generation)):
        return
    await run_module("app.api.indexing", str(generation))
