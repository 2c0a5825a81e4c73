"""What a server does beside answering: writes down what it counted, sums up views, lets go of old messages."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog
from fastapi import Request

from app.api.database import Database
from app.api.front.about import About, Log
from app.catalogue.live import Live
from app.catalogue.snapshot import Snapshot
from app.feedback.counters import Counters, entry_at
from app.feedback.insights import views
from app.feedback.retention import Retention, purge
from app.settings import Settings
from app.store.errors import StoreError
from app.store.staged import expire

log = structlog.get_logger("app.housekeeping")

# Over how many days views are summed for `sort=-views`.
VIEW_DAYS: Final = 30
_PURGE_EVERY: Final = timedelta(hours=1)
_READS: Final = frozenset({200, 304})


class Housekeeping:
    """The counters of one process and its picture of what is read most; `views` is replaced as a whole."""

    def __init__(self, settings: Settings, live: Live, database: Database) -> None:
        self.counters = Counters()
        self.views: Mapping[str, int] = {}
        self._live = live
        self._database = database
        self._seconds = settings.count_seconds
        self._retention = retention_of(settings)
        self._purged_at = datetime.min.replace(tzinfo=UTC)

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
            with contextlib.suppress(StoreError):
                await asyncio.to_thread(self._write)

    def counting(self, inner: Log) -> Log:
        """*inner*, with what is read counted before each line."""
        count = self.counters.read

        def counted(  # noqa: PLR0917 - called for every request, where names cost
            request_id: str,
            method: str,
            path: str,
            status: int,
            seconds: float,
            about: About,
            road: str,
            traceparent: bytes | None,
        ) -> None:
            if status in _READS and method == "GET":
                count(path)
            inner(request_id, method, path, status, seconds, about, road, traceparent)

        return counted

    async def _forever(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self._tidy)
            except StoreError as error:
                # What has been counted is kept for the next time.
                log.warning("housekeeping_failed", error=str(error))
            await asyncio.sleep(self._seconds)

    def _tidy(self) -> None:
        now = datetime.now(UTC)
        self._write()
        found = views(self._database.engine, now, days=VIEW_DAYS)
        if found != self.views:
            self.views = found
        if now - self._purged_at >= _PURGE_EVERY:
            purge(self._database.engine, self._retention, now, actor="server")
            expire(self._database.engine, now)
            self._purged_at = now

    def _write(self) -> None:
        snapshot = self._live.snapshot
        if snapshot is not None:
            self.counters.flush(self._database.engine, datetime.now(UTC), lambda path: _entry_at(snapshot, path))


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
