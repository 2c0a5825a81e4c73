"""Metrics as Prometheus reads them, and the numbers that are only worked out when somebody asks."""

import os
import resource
import time
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import __version__
from app.api import families
from app.api.families import FAMILIES, Kind
from app.api.metrics import BOUNDS, Gauges, Labels, Values
from app.api.readiness import parts
from app.catalogue.live import Live
from app.settings import Settings

if TYPE_CHECKING:
    from prometheus_client import Metric

    from app.api.front import Front

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_STARTED: Final = time.time()
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


def exposition(values: Values) -> bytes:
    """*values* in Prometheus's text format."""
    # Needed by few, and it takes megabytes.
    from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415

    registry = CollectorRegistry()
    registry.register(_Collector(values))
    return generate_latest(registry)


class _Collector:
    """What the client library asks."""

    def __init__(self, values: Values) -> None:
        self._values = values

    def collect(self) -> Iterator["Metric"]:
        """Each metric with all its values."""
        from prometheus_client.core import (  # noqa: PLC0415
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        for name, family in FAMILIES.items():
            by_labels = sorted(self._values[name].items())
            if family.kind is Kind.HISTOGRAM:
                histogram = HistogramMetricFamily(name, family.about, labels=family.labels)
                for labels, value in by_labels:
                    assert isinstance(value, tuple)
                    ends = [*(str(bound) for bound in BOUNDS), "+Inf"]
                    histogram.add_metric(labels, list(zip(ends, accumulate(value[1]), strict=True)), value[0])
                yield histogram
                continue
            kind = CounterMetricFamily if family.kind is Kind.COUNTER else GaugeMetricFamily
            metric = kind(name, family.about, labels=family.labels)
            for labels, value in by_labels:
                assert not isinstance(value, tuple)
                metric.add_metric(labels, value)
            yield metric


def of_the_release(live: Live, settings: Settings) -> Gauges:
    """What is served, how it got here, and how well the server is."""

    def gauges() -> Iterable[tuple[str, Labels, float]]:
        snapshot = live.snapshot
        if snapshot is not None:
            yield families.RELEASE, (), snapshot.release
            yield families.PUBLISHED_AT, (), snapshot.published_at.timestamp()
        if live.swapped_at is not None:
            yield families.SWAPPED_AT, (), live.swapped_at
            yield families.SWAP_SECONDS, (), live.swap_seconds
        if live.asked_at is not None:
            yield families.POLLED_AT, (), live.asked_at
        yield families.SWAPS, (), live.swaps
        yield families.POLL_FAILURES, (), live.failures
        found = parts(live, settings)
        for name, part in found:
            yield families.HEALTH, (name,), float(part.status == "ok")
        yield families.DISK_FREE, (), found.disk.measured or 0.0

    return gauges


def of_the_process() -> Iterable[tuple[str, Labels, float]]:
    """What the process takes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    yield families.PROCESSES, (), 1
    yield families.STARTED_AT, (), _STARTED
    yield families.CPU_SECONDS, (), used.ru_utime + used.ru_stime
    yield families.MEMORY, (), resident()
    yield families.BUILD, (__version__,), 1


def of_the_front(front: "Front") -> Gauges:
    """What is kept, and what is under way."""

    def gauges() -> Iterable[tuple[str, Labels, float]]:
        yield families.IN_PROGRESS, (), front.admission.at_once
        yield families.CACHE_BYTES, (), front.cache.bytes
        yield families.CACHE_ADDRESSES, (), front.cache.addresses

    return gauges


def resident(statm: Path = Path("/proc/self/statm")) -> float:
    """Bytes of memory that are in use, by what Linux says in *statm*."""
    try:
        return int(statm.read_text().split()[1]) * _PAGE
    except OSError:
        # Where there is no such file, the most there has been, as the system counts it.
        return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
