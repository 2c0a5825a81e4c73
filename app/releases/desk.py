"""Takes archives in, a few at a time, and has them published one after the other."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Final

import msgspec

from app.catalogue.processes import check_end
from app.releases.orders import Order, Outcome, StagedOrder

# Archives that one server process holds at the same time: one that is published, others that arrive or wait.
MOST: Final = 3
# The largest tree takes some minutes; whatever takes longer never ends. In seconds.
LONGEST: Final = 900.0
_WORKER: Final = (sys.executable, "-m", "app.releases.worker")


class FullError(Exception):
    """As many archives as may be here are here."""


class Desk:
    """One server process's way to publish; others, on whatever host, wait for each other in the database."""

    def __init__(self, database_url: str, *, longest: float = LONGEST) -> None:
        self._database_url = database_url
        self._longest = longest
        self._turn = asyncio.Lock()
        self._taken = 0

    @contextlib.contextmanager
    def place(self) -> Iterator[None]:
        """Room for one archive, from before it is read until it is published; raises FullError."""
        if self._taken >= MOST:
            raise FullError
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    async def publish(self, order: Order | StagedOrder, archive: bytes = b"") -> Outcome:
        """What came of *archive*, or of what is staged; whoever gives up waiting undoes it, unless it is done already.

        Raises:
            EndedError: The process was killed.
            RuntimeError: It failed, or has been ended because it took too long.
        """
        async with self._turn:
            process = await asyncio.create_subprocess_exec(
                *_WORKER,
                env={**os.environ, "DATABASE_URL": self._database_url},
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                said, errors = await asyncio.wait_for(
                    process.communicate(msgspec.json.encode(order) + b"\n" + archive), self._longest
                )
            except TimeoutError:
                raise RuntimeError(f"Publishing took longer than {self._longest} seconds.") from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        check_end(_WORKER[-1], process.returncode, errors)
        outcome: Outcome = msgspec.json.decode(said, type=Outcome)
        return outcome
