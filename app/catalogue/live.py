"""Keeps the snapshot of the active release at hand: builds the next one beside it, then swaps one reference."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

from app.catalogue.beside import Beside, last_used
from app.catalogue.generation import Generation, file_name, staged_file_name
from app.catalogue.layers import files_of, is_readable
from app.catalogue.pinned import Pinned
from app.catalogue.processes import run_module
from app.catalogue.seals import Watched, discard, discard_abandoned
from app.catalogue.served import last_served, remember
from app.catalogue.snapshot import Snapshot, Standing
from app.settings import Settings
from app.store.bare import Bare, open_bare
from app.store.errors import DamagedError, UnreachableError, UnwritableError
from app.store.pulse import active_release, find_release
from app.store.schema import check_schema, prepare
from app.store.values import ReleaseInfo

log = structlog.get_logger("app.catalogue")

# Generation files kept on this host besides the one in use.
_KEPT = 2
# Files of staged releases.
_STAGED_KEPT = 4


class Live:
    """What is served right now; `snapshot` is replaced as a whole, so a request that holds one keeps it."""

    def __init__(self, settings: Settings) -> None:
        self.snapshot: Snapshot | None = None
        self.base_url = settings.public_base_url.rstrip("/")
        # How it goes, for those who watch over it: when the database last told which release is active, since when it
        # has not, how often that was, and when and in how many seconds the release was loaded.
        self.asked_at: float | None = None
        self.away_since: float | None = None
        self.failures = 0
        self.swaps = 0
        self.swapped_at: float | None = None
        self.swap_seconds = 0.0
        self._settings = settings
        self._folder = settings.data_dir / "generations"
        self._database: Bare | None = None
        self._is_prepared = False
        self._watched: tuple[Watched, ...] = ()
        self._trouble = ""
        self._former = Beside(self._find, self._former_file, standing=Standing.FORMER, base_url=self.base_url)
        self._staged = Beside(str, self._staged_file, standing=Standing.STAGED, base_url=self.base_url)
        # The active release for those who ask for it by its number.
        self._named: tuple[Snapshot, Pinned] | None = None

    def current(self) -> Snapshot | None:
        """What is served right now; None before the first release."""
        return self.snapshot

    async def release(self, number: int) -> Snapshot:
        """Release *number*, the active one or a former one, to stay in; raises as `Beside.release` does."""
        active = self.snapshot
        if active is None or number != active.release:
            return await self._former.release(number)
        if self._named is None or self._named[0] is not active:
            self._named = active, Pinned(active, str(number), Standing.ACTIVE)
        return self._named[1]

    async def staged(self, name: str, pin: str) -> Snapshot:
        """The staged release called *name*, which its reader calls *pin*; it must be there. Raises CrowdedError."""
        found = await self._staged.release(name)
        return found if pin == name else Pinned(found, pin, Standing.STAGED)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Load the active release, then follow it until the end of the block."""
        settings = self._settings
        self._database = open_bare(settings.database_url, bound=settings.database_patience)
        await self._begin()
        watcher = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watcher
            await self._former.close()
            await self._staged.close()
            self._database.close()

    async def refresh(self) -> None:
        """Serve the active release, if it is another than the one served or its file has been damaged."""
        assert self._database is not None
        began = time.time()
        info = await asyncio.to_thread(active_release, self._database)
        self.asked_at, self.away_since = time.time(), None
        if info is None or (self.snapshot and self.snapshot.release == info.number and await self._is_at_hand()):
            return
        path = await self._built(info)
        await self._swap(path)
        self.swaps, self.swapped_at = self.swaps + 1, time.time()
        self.swap_seconds = self.swapped_at - began
        log.info("release_served", release=info.number, digest=info.digest, seconds=round(self.swap_seconds, 3))
        await asyncio.to_thread(remember, path, self._settings.database_url)
        await asyncio.to_thread(self._tidy, path)

    async def _begin(self) -> None:
        """Load the active release, or the one served last on this host while the database is away."""
        assert self._database is not None
        try:
            await asyncio.to_thread(check_schema, self._database)
        except (UnreachableError, UnwritableError, DamagedError) as error:
            path = last_served(self._folder, self._settings.database_url)
            if path is None or not await asyncio.to_thread(is_readable, path):
                raise
            await self._swap(path)
            log.warning("serving_without_database", file=path.name, error=str(error))
        else:
            self._is_prepared = True
        await self._look()

    async def _swap(self, path: Path) -> None:
        self._watched = tuple(map(Watched, files_of(path)))
        self.snapshot = await asyncio.to_thread(lambda: Snapshot(Generation(path), base_url=self.base_url))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._settings.release_poll_seconds)
            await self._look()

    async def _look(self) -> None:
        try:
            if not self._is_prepared:
                await asyncio.to_thread(self._prepare)
                self._is_prepared = True
            await self.refresh()
        except Exception as error:  # noqa: BLE001 - whatever it is, what is served stays served
            self.failures += 1
            if isinstance(error, UnreachableError):
                self.away_since = self.away_since or time.time()
            # The next look may find the database back, or room on the disk; until then it is said once.
            if str(error) != self._trouble:
                log.warning("release_not_loaded", error=str(error))
            self._trouble = str(error)
        else:
            self._trouble = ""

    async def _is_at_hand(self) -> bool:
        """Whether the file that is served from is there, undamaged."""
        for file in self._watched:
            if not await asyncio.to_thread(file.is_the_same):
                log.warning("generation_file_damaged", file=file.path.name)
                return False
        return True

    async def _built(self, info: ReleaseInfo) -> Path:
        """The release's file, made by a process of its own so that this one's requests do not wait for it."""
        path = self._folder / file_name(info.number, info.digest)
        if not await asyncio.to_thread(is_readable, path):
            await self._built_elsewhere(info.number)
        return path

    async def _built_elsewhere(self, release: int | str) -> None:
        environment = {"DATABASE_URL": self._settings.database_url}
        await run_module("app.catalogue.builder", str(self._folder), str(release), environment=environment)

    def _prepare(self) -> None:
        prepare(self._settings.database_url, bound=self._settings.database_patience)

    def _find(self, number: int) -> ReleaseInfo:
        assert self._database is not None
        return find_release(self._database, number)

    async def _former_file(self, info: ReleaseInfo) -> Path:
        """The file of a former release; others make room for it."""
        path = self._folder / file_name(info.number, info.digest)
        if not await asyncio.to_thread(is_readable, path):
            await self._built_elsewhere(info.number)
            await asyncio.to_thread(self._tidy, path)
        return path

    async def _staged_file(self, name: str) -> Path:
        """The file of a staged release; those nobody has looked at longest make room for it."""
        path = self._folder / staged_file_name(name)
        if not await asyncio.to_thread(is_readable, path):
            others = sorted(self._folder.glob("staged-*.generation"), key=last_used, reverse=True)
            for other in others[_STAGED_KEPT - 1 :]:
                discard(other)
            await self._built_elsewhere(name)
        return path

    def _tidy(self, newest: Path) -> None:
        """Delete what nobody has used longest; never the *newest* file, nor that of the active release."""
        kept = {newest, self.snapshot.generation.path if self.snapshot else newest}
        others = [path for path in self._folder.glob("release-*.generation") if path not in kept]
        others.sort(key=last_used, reverse=True)
        room = _KEPT + self._settings.former_releases + 1 - len(kept)
        needed = {file for path in (*kept, *others[:room]) for file in files_of(path)}
        for path in others[room:]:
            if path not in needed:
                discard(path)
        discard_abandoned(self._folder)
