"""What a server does beside answering: writes down what it counted, sums up views, lets go of old messages."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import Final

import structlog
from fastapi import Request

from app.catalogue.live import Live
from app.catalogue.snapshot import Snapshot
from app.feedback.counters import Counters, entry_at, views
from app.feedback.retention import Retention, purge
from app.settings import Settings
from app.store.bare import Bare, open_bare
from app.store.pulse import expire_staged

log = structlog.get_logger("app.housekeeping")

# Over how many days views are summed for `sort=-views`.
VIEW_DAYS: Final = 30
# In seconds.
_PURGE_EVERY: Final = 3600.0
# By how much more than the steady clock that of a host moves between two looks only if somebody has set it.
_JUMP: Final = 300.0


class Housekeeping:
    """The counters of one process and its picture of what is read most; `views` is replaced as a whole."""

    def __init__(
        self,
        settings: Settings,
        live: Live,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self.counters = Counters()
        self.views: Mapping[str, int] = {}
        self._live = live
        self._settings = settings
        self._seconds = settings.count_seconds
        self._retention = retention_of(settings)
        self._now = now
        self._steady = steady
        # What the clock of the host is ahead of the steady one, and when on that one it is time to purge again.
        self._ahead = now().timestamp() - steady()
        self._purge_at = steady()

    @cached_property
    def _database(self) -> Bare:
        settings = self._settings
        return open_bare(settings.database_url, bound=settings.database_patience)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do it every now and then until the end of the block, and once more then."""
        task = asyncio.create_task(self._forever())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            try:
                await asyncio.to_thread(self._write)
            except Exception as error:  # noqa: BLE001 - whatever it is, the process ends
                log.warning("counts_lost", error=str(error))
            self._database.close()

    async def _forever(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.tidy)
            except Exception as error:  # noqa: BLE001 - whatever it is, there is a next time
                # What has been counted is kept for it.
                log.warning("housekeeping_failed", error=str(error))
            await asyncio.sleep(self._seconds)

    def tidy(self) -> None:
        """Write down what has been counted, sum it up anew, and purge if it is time to."""
        now = self._now()
        self._write()
        found = views(self._database, now, days=VIEW_DAYS)
        if found != self.views:
            self.views = found
        if self._is_time_to_purge(now):
            purge(self._database, self._retention, now, actor="server")
            expire_staged(self._database, now)
            self._purge_at = self._steady() + _PURGE_EVERY

    def _is_time_to_purge(self, now: datetime) -> bool:
        """Whether an hour has gone by since the last time, or since the clock jumped.

        One that is years ahead for a moment must not cost anybody's messages.
        """
        steady = self._steady()
        ahead = now.timestamp() - steady
        jump, self._ahead = ahead - self._ahead, ahead
        if abs(jump) > _JUMP:
            log.warning("clock_jumped", seconds=round(jump))
            self._purge_at = steady + _PURGE_EVERY
        return steady >= self._purge_at

    def _write(self) -> None:
        snapshot = self._live.snapshot
        if snapshot is not None:
            self.counters.flush(self._database, self._now(), lambda path: _entry_at(snapshot, path))


def retention_of(settings: Settings) -> Retention:
    """For how long the settings keep what."""
    return Retention(
        email_days=settings.feedback_email_days,
        message_days=settings.feedback_days,
        count_days=settings.count_days,
    )


def housekeeping_of(request: Request) -> Housekeeping:
    """The housekeeping of the application that *request* came to."""
    housekeeping: Housekeeping = request.app.state.housekeeping
    return housekeeping


def views_of(request: Request) -> Mapping[str, int]:
    """How often each entry was read lately, as far as this process knows."""
    return housekeeping_of(request).views


def _entry_at(snapshot: Snapshot, path: str) -> str | None:
    def by_slug(lang: str, slug: str) -> str | None:
        if lang not in snapshot.locales:
            return None
        found = snapshot.find_slug(slug, snapshot.reader(lang))
        return found[0].id if found else None

    return entry_at(path, snapshot.cards, by_slug)
