"""Lets in no more work than can be done soon; the rest is told at once to come again, instead of everybody later.

An event loop works in turns: what arrived during one is done in the next. Under load turns grow, and so does everyone's
wait. Here a turn may spend so much time on computing answers; whoever comes after that gets one more turn and is then
refused, or at once where that would be in vain. Answers at hand are never refused.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

from app.api.problems import Overloaded, Words

# Seconds of a turn after which nothing more is begun in it.
LONGEST_TURN: Final = 0.25
# Requests being answered at the same time, those that wait for a thread or a database included, for a client not.
MOST_AT_ONCE: Final = 256
# What tells an operator that the process lives is never refused.
_ALWAYS: Final = frozenset({"/healthz", "/readyz", "/version", "/metrics"})


T = TypeVar("T")


class Admission:
    """Counts what one process is doing right now."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.at_once = 0
        self._waiting = 0
        self._clock = clock
        self._turn_began: float | None = None
        # How many were let in during this turn, and during the last one that had no room for all.
        self._let_in = self._room = 0

    def refusal(self, path: str) -> Overloaded | None:
        """Why a request for *path* cannot be let in; None if it can."""
        if path in _ALWAYS:
            return None
        if self._turn_began is None:
            self._turn_began = self._clock()
            asyncio.get_running_loop().call_soon(self._end_turn)
        if self.at_once < MOST_AT_ONCE and self._clock() - self._turn_began <= LONGEST_TURN:
            self._let_in += 1
            return None
        self._room = self._let_in
        return _overloaded()

    async def refusal_after_a_turn(self, path: str) -> Overloaded | None:
        """The same in the next turn, which may have room, or be over for another reason than load."""
        self._waiting += 1
        try:
            await asyncio.sleep(0)
        finally:
            self._waiting -= 1
        return self.refusal(path)

    def refusal_at_once(self, path: str) -> Overloaded | None:
        """Why to wait for the next turn would be in vain: more wait for it already than the last one had room for."""
        return None if self._waiting <= self._room or path in _ALWAYS else _overloaded()

    def uncounted(self, wait: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
        """*wait*, during which a request is no work: a client that sends or reads slowly keeps nobody else out."""

        async def waited(*given: Any) -> T:
            self.at_once -= 1
            try:
                return await wait(*given)
            finally:
                self.at_once += 1

        return waited

    def _end_turn(self) -> None:
        self._turn_began = None
        self._let_in = 0


def _overloaded() -> Overloaded:
    words = Words("The server has more to do than it can right now. Try again in a moment.")
    return Overloaded(words, headers={"retry-after": "1"})
