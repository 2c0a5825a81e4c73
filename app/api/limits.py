"""How often somebody may do something, and how that is told (draft-ietf-httpapi-ratelimit-headers-10).

Each process counts for itself, so a server with several allows that many times more.
"""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from itertools import islice
from typing import Final

from fastapi import Request

from app.api.problems import TooManyRequests, Words
from app.settings import Settings

_MINUTE: Final = 60
# Of whom it is known at the same time what they have taken.
_MOST: Final = 50_000
# Homes and offices have this many leading bits of an IPv6 address in common, and all the others to themselves.
_IPV6_SITE: Final = 64


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands after asking: whether they may, how often still, and in how many seconds there is more."""

    is_allowed: bool
    remaining: int
    seconds: int


class Allowance:
    """At most `amount` in any `window` of seconds for each who asks; an `amount` of 0 means no limit. For one thread.

    *clock* must not jump, as that of the host may: whoever had used up their allowance before a jump backwards would
    have to wait for as long as the jump was.
    """

    def __init__(
        self, name: str, amount: int, window: int = _MINUTE, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.name = name
        self.amount = amount
        self.window = window
        self._clock = clock
        # When each took something; those who did last stand last.
        self._taken: dict[str, deque[float]] = {}

    def take(self, who: str) -> Standing:
        """Count one for *who*, unless there is none left."""
        if not self.amount:
            return Standing(is_allowed=True, remaining=0, seconds=0)
        now = self._clock()
        taken = self._recent(who, now)
        is_allowed = len(taken) < self.amount
        if is_allowed:
            taken.append(now)
            self._taken.pop(who, None)
            self._taken[who] = taken
            self._forget(now)
        return self._standing(taken, now, is_allowed=is_allowed)

    def look(self, who: str) -> Standing:
        """How *who* stands, without counting."""
        if not self.amount:
            return Standing(is_allowed=True, remaining=0, seconds=0)
        now = self._clock()
        taken = self._recent(who, now)
        return self._standing(taken, now, is_allowed=len(taken) < self.amount)

    def headers(self, standing: Standing) -> dict[str, str]:
        """What an answer says about it; nothing where there is no limit."""
        if not self.amount:
            return {}
        return {
            "ratelimit-policy": f'"{self.name}";q={self.amount};w={self.window}',
            "ratelimit": f'"{self.name}";r={standing.remaining};t={standing.seconds}',
        }

    def spend(self, request: Request, who: str) -> None:
        """Count one for *who* and note it for the answer; raises TooManyRequests."""
        standing = self.take(who)
        if not standing.is_allowed:
            raise self.refusal(standing)
        request.state.headers.update(self.headers(standing))

    def refusal(self, standing: Standing) -> TooManyRequests:
        """The problem to raise for somebody who may not."""
        return TooManyRequests(
            Words("Try again in %(seconds)s seconds.", seconds=standing.seconds),
            headers={"retry-after": str(standing.seconds), **self.headers(standing)},
        )

    def _recent(self, who: str, now: float) -> deque[float]:
        taken = self._taken.get(who) or deque()
        while taken and taken[0] <= now - self.window:
            taken.popleft()
        return taken

    def _forget(self, now: float) -> None:
        """Those who have taken nothing in a window stand first; so do those who go when there are too many."""
        for who, taken in list(islice(self._taken.items(), 2)):
            if taken[-1] <= now - self.window or len(self._taken) > _MOST:
                del self._taken[who]

    def _standing(self, taken: deque[float], now: float, *, is_allowed: bool) -> Standing:
        seconds = math.ceil(taken[0] + self.window - now) if taken else 0
        return Standing(is_allowed, self.amount - len(taken), max(1, seconds))


class Limits:
    """The allowances of one process."""

    def __init__(self, settings: Settings) -> None:
        self.proxies = settings.trusted_proxies
        self.feedback = Allowance("feedback", settings.feedback_per_minute)
        self.admin = Allowance("admin", settings.admin_per_minute)
        self.wrong_keys = Allowance("wrong-keys", settings.wrong_keys_per_minute)


def limits_of(request: Request) -> Limits:
    """The allowances of the application that *request* came to."""
    limits: Limits = request.app.state.limits
    return limits


def client_of(request: Request) -> str:
    """Who is asking, for counting: the address, or for IPv6 the network of a home or office.

    Behind trusted proxies the address is the one that the first of them saw; what a client claims further left in
    `X-Forwarded-For` is not believed.
    """
    peer = request.client.host if request.client else ""
    proxies = limits_of(request).proxies
    claimed = [part.strip() for part in ",".join(request.headers.getlist("x-forwarded-for")).split(",")]
    seen = [*claimed, peer] if claimed != [""] else [peer]
    return _network(seen[max(0, len(seen) - 1 - proxies)])


def _network(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return str(IPv6Address(int(parsed) >> _IPV6_SITE << _IPV6_SITE))
    return str(parsed)
