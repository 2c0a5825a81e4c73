"""Counts what one server process does; a request costs it less than a microsecond.

Values stand in plain dictionaries, because a counter of the client library costs as much as a tenth of a hit. Several
processes of one server write what they have counted into a folder, where whichever is asked adds all of it up.
"""

import asyncio
import contextlib
import os
import secrets
import threading
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec
from fastapi import Request

from app.api.families import (
    FAMILIES,
    REQUEST_SECONDS,
    REQUESTS,
    Kind,
)

# Upper ends of what durations are sorted into, in seconds.
BOUNDS: Final = (0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
# Seconds between two times that a process writes.
_EVERY: Final = 1.0
# Seconds after which a process that has not written counts as gone: what it counted stays, what it held goes.
_GONE: Final = 10.0
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})

Labels = tuple[str, ...]
# A number, or the sum of all durations and how many fell below each bound and beyond.
Value = float | tuple[float, tuple[int, ...]]
Values = dict[str, dict[Labels, Value]]
Gauges = Callable[[], Iterable[tuple[str, Labels, float]]]


class Durations:
    """How long something took, each time."""

    __slots__ = ("below", "seconds")

    def __init__(self) -> None:
        self.seconds = 0.0
        self.below = [0] * (len(BOUNDS) + 1)

    def add(self, seconds: float) -> None:
        """Count one that took so long."""
        self.seconds += seconds
        self.below[bisect_left(BOUNDS, seconds)] += 1


class Metrics:
    """What one process has counted; requests by the thread of its event loop, all else by any."""

    def __init__(self, folder: Path | None = None) -> None:
        self._requests: dict[tuple[str, str, int, str], Durations] = {}
        self._counts: dict[tuple[str, Labels], float] = {}
        self._durations: dict[tuple[str, Labels], Durations] = {}
        self._gauges: list[Gauges] = []
        self._lock = threading.Lock()
        self._folder = folder
        self._file = folder and folder / f"{os.getpid()}-{secrets.token_hex(4)}.metrics"

    def request(self, route: str, method: str, status: int, road: str, seconds: float) -> None:
        """One more request; called for each of them."""
        key = (route, method, status, road)
        durations = self._requests.get(key)  # nosec B113 - no HTTP library
        if durations is None:
            durations = self._requests[key] = Durations()
        durations.seconds += seconds
        durations.below[bisect_left(BOUNDS, seconds)] += 1

    def count(self, name: str, *labels: str) -> None:
        """One more."""
        with self._lock:
            self._counts[name, labels] = self._counts.get((name, labels), 0.0) + 1

    def time(self, seconds: float, name: str, *labels: str) -> None:
        """Something took so long."""
        with self._lock:
            self._durations.setdefault((name, labels), Durations()).add(seconds)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Tell the other processes every second until the end of the block, and once more then."""
        writing = asyncio.create_task(self._keep_written())
        try:
            yield
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writing
            self.write()

    async def _keep_written(self) -> None:
        while self._file is not None:
            self.write()
            await asyncio.sleep(_EVERY)

    def ask(self, gauges: Gauges) -> None:
        """Ask *gauges* whenever somebody wants to know."""
        self._gauges.append(gauges)

    def values(self) -> Values:
        """All of this process."""
        found: Values = {name: {} for name in FAMILIES}
        seconds: dict[Labels, Durations] = {}
        for (route, method, status, road), durations in self._requests.items():
            labels: Labels = (route, method if method in _METHODS else "other", str(status), road)
            before = found[REQUESTS].get(labels, 0.0)
            assert isinstance(before, float)
            found[REQUESTS][labels] = before + sum(durations.below)
            summed = seconds.setdefault((route, road), Durations())
            summed.seconds += durations.seconds
            summed.below = [one + other for one, other in zip(summed.below, durations.below, strict=True)]
        found[REQUEST_SECONDS] = {labels: (one.seconds, tuple(one.below)) for labels, one in seconds.items()}
        with self._lock:
            for (name, labels), number in self._counts.items():
                found[name][labels] = number
            for (name, labels), durations in self._durations.items():
                found[name][labels] = (durations.seconds, tuple(durations.below))
        for gauges in self._gauges:
            for name, labels, number in gauges():
                found[name][labels] = number
        return found

    def write(self) -> None:
        """Tell the other processes of this server; nothing is done where there are none."""
        if self._file is None:
            return
        lines = [
            (name, labels, value) for name, by_labels in self.values().items() for labels, value in by_labels.items()
        ]
        unfinished = self._file.with_suffix(".part")
        unfinished.write_bytes(msgspec.msgpack.encode(lines))
        unfinished.replace(self._file)

    def summed(self) -> Values:
        """All of this server: never less than any of its processes has told before."""
        if self._folder is None:
            return self.values()
        self.write()
        now = time.time()
        summed: Values = {name: {} for name in FAMILIES}
        for path in sorted(self._folder.glob("*.metrics")):
            is_alive = now - path.stat().st_mtime <= _GONE
            for name, labels, value in msgspec.msgpack.decode(path.read_bytes(), type=list[_Line]):
                kind = FAMILIES[name].kind
                if is_alive or not kind.is_gauge:
                    former = summed[name].get(labels)
                    summed[name][labels] = value if former is None else _ADDED[kind](former, value)
        return summed


_Line = tuple[str, Labels, float | tuple[float, tuple[int, ...]]]


def metrics_of(request: Request) -> Metrics:
    """The metrics of the application that *request* came to."""
    metrics: Metrics = request.app.state.metrics
    return metrics


@contextlib.contextmanager
def timed(request: Request, part: str, name: str, *labels: str) -> Iterator[None]:
    """Count how long the block takes, and tell it in `Server-Timing` as a *part* of the answer."""
    started = time.perf_counter()
    yield
    seconds = time.perf_counter() - started
    metrics_of(request).time(seconds, name, *labels)
    request.state.timings[part] = seconds


def _sum(one: Value, other: Value) -> Value:
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one[0] + other[0], tuple(left + right for left, right in zip(one[1], other[1], strict=True))
    assert not isinstance(one, tuple)
    assert not isinstance(other, tuple)
    return one + other


def _least(one: Value, other: Value) -> Value:
    return min(one, other, key=_number)


def _most(one: Value, other: Value) -> Value:
    return max(one, other, key=_number)


def _number(value: Value) -> float:
    assert not isinstance(value, tuple)
    return value


# How the values of two processes become one.
_ADDED: Final[Mapping[Kind, Callable[[Value, Value], Value]]] = {
    Kind.COUNTER: _sum,
    Kind.HISTOGRAM: _sum,
    Kind.SUM: _sum,
    Kind.LEAST: _least,
    Kind.MOST: _most,
}
