"""Keeps the snapshot of the active release at hand: builds the next one beside it, then swaps one reference."""

import asyncio
import contextlib
import fcntl
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import structlog
from sqlalchemy import Engine

from app.catalogue.build import build
from app.catalogue.generation import Generation, file_name
from app.catalogue.processes import run_module
from app.catalogue.seals import Watched, discard, discard_abandoned, is_whole
from app.catalogue.snapshot import Snapshot
from app.settings import Settings
from app.store.engine import open_engine
from app.store.history import active_release
from app.store.migrate import check_schema
from app.store.values import ReleaseInfo

log = structlog.get_logger("app.catalogue")

# Generation files kept on this host besides the one in use.
_KEPT = 2


class Live:
    """What is served right now; `snapshot` is replaced as a whole, so a request that holds one keeps it."""

    def __init__(self, settings: Settings) -> None:
        self.snapshot: Snapshot | None = None
        self.base_url = settings.public_base_url.rstrip("/")
        self._settings = settings
        self._folder = settings.data_dir / "generations"
        self._engine: Engine | None = None
        self._watched: Watched | None = None
        self._trouble = ""

    def current(self) -> Snapshot | None:
        """What is served right now; None before the first release."""
        return self.snapshot

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Load the active release, then follow it until the end of the block."""
        self._engine = await asyncio.to_thread(open_engine, self._settings.database_url)
        await asyncio.to_thread(check_schema, self._engine)
        await self._look()
        watcher = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
            self._engine.dispose()

    async def refresh(self) -> None:
        """Serve the active release, if it is another than the one served or its file has been damaged."""
        assert self._engine is not None
        info = await asyncio.to_thread(active_release, self._engine)
        if info is None or (self.snapshot and self.snapshot.release == info.number and await self._is_at_hand()):
            return
        path = await self._built(info)
        self._watched = Watched(path)
        self.snapshot = await asyncio.to_thread(lambda: Snapshot(Generation(path), base_url=self.base_url))
        log.info("release_served", release=info.number, digest=info.digest, entries=len(self.snapshot.cards))
        await asyncio.to_thread(self._tidy, path)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._settings.release_poll_seconds)
            await self._look()

    async def _look(self) -> None:
        try:
            await self.refresh()
        except Exception as error:  # noqa: BLE001 - whatever it is, what is served stays served
            # The next look may find the database back, or room on the disk; until then it is said once.
            if str(error) != self._trouble:
                log.warning("release_not_loaded", error=str(error))
            self._trouble = str(error)
        else:
            self._trouble = ""

    async def _is_at_hand(self) -> bool:
        """Whether the file that is served from is there, undamaged."""
        if self._watched is None or await asyncio.to_thread(self._watched.is_the_same):
            return True
        log.warning("generation_file_damaged", file=self._watched.path.name)
        return False

    async def _built(self, info: ReleaseInfo) -> Path:
        """The release's file, made by a process of its own so that this one's requests do not wait for it."""
        path = self._folder / file_name(info.number, info.digest)
        if await asyncio.to_thread(is_whole, path):
            return path
        if self.snapshot is None and self._engine is not None:
            # Nobody is waiting for anything else yet, and starting a process costs more than building a small release.
            return await asyncio.to_thread(build_once, self._engine, self._folder, info.number)
        environment = {"DATABASE_URL": self._settings.database_url}
        await run_module("app.catalogue.builder", str(self._folder), str(info.number), environment=environment)
        return path

    def _tidy(self, current: Path) -> None:
        others = [path for path in self._folder.glob("release-*.generation") if path != current]
        for path in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
            discard(path)
        discard_abandoned(self._folder)


def build_once(engine: Engine, folder: Path, number: int) -> Path:
    """Build a release's file unless another process of this host just did; they wait for each other."""
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder / ".building"):
        return build(engine, folder, number)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
