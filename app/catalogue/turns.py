"""Long work that several requests may wait for: each thing is done once, a few at a time, and nobody waits for ever."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import partial
from typing import Any, Final, TypeVar

_Result = TypeVar("_Result")

# Seconds after which somebody who was sent away may ask again.
AGAIN: Final = 5


class CrowdedError(Exception):
    """What is wanted is not ready, and no sooner for waiting here."""


class Turns:
    """Work by key, *at_once* at a time, of at most *most* that are wanted.

    Each is waited for at most *patience* seconds, with None to its end.
    """

    def __init__(self, *, at_once: int, most: int, patience: float | None = None) -> None:
        self._most = most
        self._patience = patience
        self._turn = asyncio.Semaphore(at_once)
        self._running: dict[Hashable, asyncio.Task[Any]] = {}

    async def wait(self, key: Hashable, make: Callable[[], Awaitable[_Result]]) -> _Result:
        """What *make* comes to, begun now unless somebody else's is under way; it goes on when nobody waits any more.

        Raises:
            CrowdedError: It takes longer than the patience, too much else is wanted, or the server ends.
        """
        task = self._running.get(key)
        if task is None:
            if len(self._running) >= self._most:
                raise CrowdedError
            task = self._running[key] = asyncio.create_task(self._made(make))
            task.add_done_callback(partial(self._done, key))
        await asyncio.wait({task}, timeout=self._patience)
        if not task.done() or task.cancelled():
            raise CrowdedError
        result: _Result = task.result()
        return result

    async def close(self) -> None:
        """End what is under way."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _made(self, make: Callable[[], Awaitable[_Result]]) -> _Result:
        async with self._turn:
            return await make()

    def _done(self, key: Hashable, task: asyncio.Task[Any]) -> None:
        del self._running[key]
        if not task.cancelled():
            # Nobody may be left to be told.
            task.exception()
