"""The ratios that the design asks for, judged by one run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

# (what, server) -> (µs of processor time a request, requests a second).
Figures = Mapping[tuple[str, str], tuple[float, float]]
BARE = "bare ASGI"
UNLIKE = "entry, other bytes each time"
# Other ways to serve the same, and how many times what the product takes they should take.
OTHERS = {"twin": 100, "Strapi": 50, "Directus": 50, "Directus, own cache": 50}


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure and the limit it must keep, from below unless it is *at_least* that."""

    about: str
    figure: float
    limit: float
    unit: str = "×"
    at_least: bool = False
    # Whether other work on the machine leaves it as it is; only then is the run judged by it.
    is_fair: bool = True

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps its limit."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit


def judged(figures: Figures, facts: Mapping[str, Any]) -> list[Gate]:
    """Every gate that this run can tell something about."""
    return [*_hot(figures), *_cold(figures), *others(figures), *_throughput(figures), *_whole(facts)]


def _cost(figures: Figures, what: str, server: str) -> float:
    return figures[what, server][0]


def _hot(figures: Figures) -> Iterator[Gate]:
    for what in ("entry", "list of 50", "search", "entry, 304", "entry, brotli", "entry, negotiated", UNLIKE):
        base = _cost(figures, what if (what, BARE) in figures else "entry", BARE)
        yield Gate(f"{what} through ASGI, processor time beside bare", _cost(figures, what, "ASGI") / base, 1.25)
        yield Gate(
            f"{what} by the fast lane, processor time beside bare", _cost(figures, what, "fast lane") / base, 0.6
        )


def _cold(figures: Figures) -> Iterator[Gate]:
    base = _cost(figures, "entry", BARE)
    for what, limit in (("entry", 6.0), ("entry, Zipf-random", 6.0), ("list of 50", 15.0)):
        cost = _cost(figures, what, "nothing kept")
        against = _cost(figures, what, BARE) if (what, BARE) in figures else base
        yield Gate(f"{what}, nothing kept, processor time beside bare", cost / against, limit)
    for what in ("entry", "list of 50", "search"):
        if (what, "nothing kept, PostgreSQL") in figures:
            ratio = _cost(figures, what, "nothing kept, PostgreSQL") / _cost(figures, what, "nothing kept")
            yield Gate(f"{what}, nothing kept, on PostgreSQL beside SQLite", ratio, 1.1)


def others(figures: Figures) -> Iterator[Gate]:
    """Those of a run in which other systems stood beside the product."""
    for (what, name), (cost, _) in figures.items():
        if name in OTHERS and (what, "fast lane") in figures:
            times = cost / _cost(figures, what, "fast lane")
            yield Gate(f"{what}, processor time of {name} beside the fast lane", times, OTHERS[name], at_least=True)


def _throughput(figures: Figures) -> Iterator[Gate]:
    for what in ("entry", "list of 50", "search"):
        rate = figures[what, "fast lane"][1]
        times = rate / figures[what, BARE][1]
        yield Gate(f"{what} by the fast lane, requests beside bare", times, 2, at_least=True, is_fair=False)
        if (what, "nginx") in figures:
            share = rate / figures[what, "nginx"][1]
            yield Gate(f"{what} by the fast lane, requests beside nginx", share, 0.6, at_least=True, is_fair=False)


def _whole(facts: Mapping[str, Any]) -> Iterator[Gate]:
    seconds, spent = facts["first answer"]
    yield Gate("first answer after `serve` on a published database", seconds, 2, "s", is_fair=False)
    yield Gate("processor time until then", spent, 2, "s")
    shares = max(memory.proportional for memory in facts["workers"].memories)
    yield Gate("memory of each of two workers, what they share counted once", shares, 120, "MB")
    swaps, load = facts["swaps"], facts["overload"]
    yield Gate("requests that failed while releases were swapped", sum(swap.failed for swap in swaps), 0, "")
    ratio = median(swap.ratio for swap in swaps)
    yield Gate("p99 of the second around a swap beside quiet ones", ratio, 3, is_fair=False)
    yield Gate(
        "under overload: answers beside what is sustainable", load.answered / load.sustainable, 0.8,
        at_least=True, is_fair=False,
    )  # fmt: skip
    yield Gate("under overload: neither answered nor refused with Retry-After", load.failed * 100, 0, "%")
    yield Gate("under overload: health checks that failed", load.sick, 0, "")
    yield Gate("seconds until every request is answered again", load.recovery, 1, "s", is_fair=False)
    workers = facts["workers"]
    gain = workers.rates[1] / workers.rates[0]
    yield Gate("requests of two workers beside one", gain, 1.7, at_least=True, is_fair=False)
    yield Gate("processor time a request of two workers beside one", workers.costs[1] / workers.costs[0], 1.15)
