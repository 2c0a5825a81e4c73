"""Lets in no more work than can be done soon; the rest is told at once to come again, instead of everybody later.

An event loop works in turns: what arrived during one is done in the next. Under load turns grow, and so does everyone's
wait. Here a turn may spend so much time on computing answers; whoever comes after that gets one more turn and is then
refused, which costs next to nothing. Answers at hand are never refused.
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
        self._clock = clock
        self._turn_began: float | None = None

    def refusal(self, path: str) -> Overloaded | None:
        """Why a request for *path* cannot be let in; None if it can."""
        if path in _ALWAYS:
            return None
        if self._turn_began is None:
            self._turn_began = self._clock()
            asyncio.get_running_loop().call_soon(self._end_turn)
        if self.at_once < MOST_AT_ONCE and self._clock() - self._turn_began <= LONGEST_TURN:
            return None
        words = Words("The server has more to do than it can right now. Try again in a moment.")
        return Overloaded(words, headers={"retry-after": "1"})

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
