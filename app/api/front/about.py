"""What a request was about and which road it took, as its line in the log and the metrics tell it."""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

# Answered before ASGI, from memory, by computing, or not at all.
FAST_LANE: Final = "fast_lane"
MEMORY: Final = "memory"
COMPUTED: Final = "computed"
REFUSED: Final = "refused"
# What stands in for the route of a request that has none.
NOWHERE: Final = "none"

# Statuses of answers that somebody reads.
_READ: Final = frozenset({200, 304})

# The two ids of a W3C Trace Context (www.w3.org/TR/trace-context); a version yet to come begins like the first.
_TRACE: Final = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?")


class About:
    """The route of an answer, the languages of its text and the release it is from; made once, told at every hit."""

    __slots__ = ("json", "lang", "release", "route")

    def __init__(self, route: str, lang: str | None, release: int | None) -> None:
        self.route = route
        self.lang = lang
        self.release = release
        told = {"route": route, "lang": lang, "release": release}
        self.json = json.dumps(told, ensure_ascii=False, separators=(",", ":"))[1:-1]


# Nearly all requests are about what others were about.
about: Final = lru_cache(4096)(About)

# (request id, method, path, status, seconds, what it was about, road, `traceparent` as it came)
Log = Callable[[str, str, str, int, float, About, str, bytes | None], None]


def told_to(read: Callable[[str], object], count: Callable[[str, str, int, str, float], object], log: Log) -> Log:
    """Tells each request to *read* (the path of what somebody got), to *count* and to *log*."""

    def tell(  # noqa: PLR0917 - called for every request, where names cost
        request_id: str,
        method: str,
        path: str,
        status: int,
        seconds: float,
        about: About,
        road: str,
        traceparent: bytes | None,
    ) -> None:
        if method == "GET" and status in _READ:
            read(path)
        count(about.route, method, status, road, seconds)
        log(request_id, method, path, status, seconds, about, road, traceparent)

    return tell


# Two decimals of what most hits take, in milliseconds: to format a number costs five times what it does to find it.
_HUNDREDTHS: Final = [f"{number / 100:.2f}" for number in range(1000)]


def milliseconds(seconds: float) -> str:
    """*seconds* in milliseconds with two decimals."""
    hundredths = int(seconds * 100_000 + 0.5)
    return _HUNDREDTHS[hundredths] if 0 <= hundredths < len(_HUNDREDTHS) else f"{seconds * 1000:.2f}"


def trace_of(traceparent: bytes | None) -> tuple[str, str] | None:
    """The trace and the span that a request belongs to, if it says so in the form it must have."""
    found = traceparent is not None and _TRACE.fullmatch(traceparent)
    return (found[1].decode(), found[2].decode()) if found else None
