"""One line a request: who asked what, and how it went. Written by hand, because a hit costs less than a log record."""

import asyncio
import atexit
import json
import time
from functools import lru_cache
from typing import Final

import structlog

from app.api.front.about import About, Log, milliseconds, trace_of
from app.api.logs import StandardError

# How long a line may wait for others, in seconds, and how many may wait: one write for many is most of what is saved.
_PATIENCE: Final = 0.05
_MOST_WAITING: Final = 256


def access_log(*, wanted: bool, form: str) -> Log:
    """How requests are logged: not at all, as JSON lines, or through structlog for people to read."""
    if not wanted:
        return _silence
    return JsonLines().log if form == "json" else _for_people


def _silence(*_told: object) -> None:
    pass


def _for_people(  # noqa: PLR0917 - called for every request, where names cost
    request_id: str,
    method: str,
    path: str,
    status: int,
    seconds: float,
    about: About,
    road: str,
    traceparent: bytes | None,
) -> None:
    trace = trace_of(traceparent)
    structlog.get_logger("app.http").info(
        "request",
        request_id=request_id,
        method=method,
        path=path,
        status=status,
        duration_ms=round(seconds * 1000, 2),
        route=about.route,
        lang=about.lang,
        release=about.release,
        road=road,
        **({"trace_id": trace[0], "parent_id": trace[1]} if trace else {}),
    )


class JsonLines:
    """JSON lines to standard error, with the members of every other line; those of a moment are written together."""

    def __init__(self) -> None:
        self._file = StandardError()
        self._waiting: list[str] = []
        self._second = 0
        self._prefix = ""
        atexit.register(self._write)

    def log(  # noqa: PLR0917 - called for every request, where names cost
        self,
        request_id: str,
        method: str,
        path: str,
        status: int,
        seconds: float,
        about: About,
        road: str,
        traceparent: bytes | None,
    ) -> None:
        """Write a line, in a moment."""
        now = time.time()
        second = int(now)
        if second != self._second:
            self._second, self._prefix = second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        waiting = self._waiting
        waiting.append(
            f'{{"request_id":"{request_id}","method":"{method}","path":{_quoted(path)},"status":{status},'
            f'"duration_ms":{milliseconds(seconds)},{about.json},"road":"{road}",{_told(traceparent)}'
            f'"event":"request","level":"info","timestamp":"{self._prefix}.{int((now - second) * 1e6):06d}Z"}}\n'
        )
        if len(waiting) == 1:
            asyncio.get_running_loop().call_later(_PATIENCE, self._write)
        elif len(waiting) >= _MOST_WAITING:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            lines = "".join(self._waiting)
            self._waiting.clear()
            self._file.write(lines)
            self._file.flush()


def _told(traceparent: bytes | None) -> str:
    trace = traceparent and trace_of(traceparent)
    return f'"trace_id":"{trace[0]}","parent_id":"{trace[1]}",' if trace else ""


_quoted = lru_cache(4096)(json.dumps)
