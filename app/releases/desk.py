"""Takes archives in, a few at a time, and has them published one after the other."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Final

import msgspec

from app.catalogue.processes import Child, check_end, child
from app.releases.orders import Order, Outcome, Phase, Said, StagedOrder, Step

# Archives that one server process holds at the same time: one that is published, others that arrive or wait.
MOST: Final = 3
# The largest tree takes some minutes; whatever takes longer never ends. In seconds.
LONGEST: Final = 900.0
Listener = Callable[[Step], Awaitable[None]]
_WORKER: Final = "app.releases.worker"
_PIECE: Final = 64 * 1024


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

    async def publish(
        self, order: Order | StagedOrder, archive: bytes = b"", listener: Listener | None = None
    ) -> Outcome:
        """What came of *archive*, or of what is staged; whoever gives up waiting undoes it, unless it is done already.

        *listener* is told how far it has come, the first time before it waits for its turn.

        Raises:
            EndedError: The process was killed.
            RuntimeError: It failed, or has been ended because it took too long.
        """
        listener = listener or _nobody
        await listener(Step(phase=Phase.WAITING, done=0, total=None))
        told = msgspec.json.encode(order) + b"\n" + archive
        async with self._turn, child(_WORKER, environment={"DATABASE_URL": self._database_url}) as process:
            try:
                outcome, errors, status = await asyncio.wait_for(_talk(process, told, listener), self._longest)
            except TimeoutError:
                raise RuntimeError(f"Publishing took longer than {self._longest} seconds.") from None
        check_end(_WORKER, status, errors)
        assert outcome is not None
        return outcome


async def _nobody(_step: Step) -> None:
    pass


async def _talk(process: Child, told: bytes, listener: Listener) -> tuple[Outcome | None, bytes, int]:
    """The outcome, None if the process ends without one, what it says of errors, and its exit status."""
    _, outcome, errors = await asyncio.gather(
        _feed(process.stdin, told), _listen(process.stdout, listener), process.stderr.read()
    )
    return outcome, errors, await process.ended()


async def _feed(to: asyncio.StreamWriter, told: bytes) -> None:
    # A process that has died is told of by its status.
    with contextlib.suppress(ConnectionError):
        to.write(told)
        await to.drain()
        to.write_eof()


async def _listen(source: asyncio.StreamReader, listener: Listener) -> Outcome | None:
    outcome = None
    async for line in _lines(source):
        said: Said = msgspec.json.decode(line, type=Said)
        if isinstance(said, Step):
            await listener(said)
        else:
            outcome = said
    return outcome


async def _lines(source: asyncio.StreamReader) -> AsyncIterator[bytes]:
    """Each whole line, however long it is."""
    rest = b""
    while piece := await source.read(_PIECE):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line
