"""How well each part of a server is: what is measured, and from where on it is told as degraded."""

import shutil
import time
from pathlib import Path
from typing import Final

from app.api.outputs.collections import HealthPartOut, HealthPartsOut
from app.catalogue.live import Live
from app.settings import Settings

_OK: Final = "ok"
_DEGRADED: Final = "degraded"
# The active release is asked for every `RELEASE_POLL_SECONDS`; after so many missed answers, but not before so many
# seconds, what is served may be old.
_MISSED: Final = 10
_LONGEST_SILENCE: Final = 30.0
# A release's files, those of the next one beside them, and as much again for logs and whatever else there is.
_FILES: Final = 4
_LEAST_ROOM: Final = 64 * 1024 * 1024


def parts(live: Live, settings: Settings) -> HealthPartsOut:
    """How well each part is right now."""
    now = time.time()
    return HealthPartsOut(
        release=_release(live, now),
        database=_database(live, now),
        poll=_poll(live, settings, now),
        disk=_disk(live, settings.data_dir),
    )


def _release(live: Live, now: float) -> HealthPartOut:
    snapshot = live.snapshot
    if snapshot is None:
        return HealthPartOut(
            status=_DEGRADED, measured=None, limit=None, unit="seconds", detail="No release is loaded."
        )
    age = now - snapshot.published_at.timestamp()
    return _part(age, None, f"Seconds since release {snapshot.release} was published.")


def _database(live: Live, now: float) -> HealthPartOut:
    away = 0.0 if live.away_since is None else now - live.away_since
    detail = "Seconds for which the database has not answered; reads do not need it, writes do."
    return HealthPartOut(
        status=_OK if live.away_since is None else _DEGRADED,
        measured=round(away, 1),
        limit=0,
        unit="seconds",
        detail=detail,
    )


def _poll(live: Live, settings: Settings, now: float) -> HealthPartOut:
    limit = max(_LONGEST_SILENCE, _MISSED * settings.release_poll_seconds)
    detail = "Seconds since the database last told which release is active; null: not since the start."
    if live.asked_at is None:
        return HealthPartOut(status=_DEGRADED, measured=None, limit=limit, unit="seconds", detail=detail)
    return _part(now - live.asked_at, limit, detail)


def _disk(live: Live, folder: Path) -> HealthPartOut:
    snapshot = live.snapshot
    file = None if snapshot is None else snapshot.generation.path
    # Somebody may just have deleted it.
    size = file.stat().st_size if file is not None and file.exists() else 0
    limit = max(_LEAST_ROOM, _FILES * size)
    free = shutil.disk_usage(folder if folder.exists() else folder.anchor or ".").free
    status = _OK if free >= limit else _DEGRADED
    detail = "Bytes free in DATA_DIR, where the files of the next release need room."
    return HealthPartOut(status=status, measured=free, limit=limit, unit="bytes", detail=detail)


def _part(measured: float, limit: float | None, detail: str) -> HealthPartOut:
    status = _OK if limit is None or measured <= limit else _DEGRADED
    return HealthPartOut(status=status, measured=round(measured, 1), limit=limit, unit="seconds", detail=detail)
