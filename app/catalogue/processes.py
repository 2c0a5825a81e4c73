"""Long work in a process of its own, so that the requests of this one do not wait for it."""

import asyncio
import contextlib
import os
import sys
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from socket import socket, socketpair
from subprocess import Popen
from typing import Final

from app.store.errors import UnwritableError
from app.store.failures import is_of_the_disk

# Requests go before.
NICENESS: Final = 10


class EndedError(RuntimeError):
    """A process was ended from outside before its work was done; the same work can be tried again."""


@dataclass(frozen=True, slots=True)
class Child:
    """A process that this one has started: what it hears and says, while it runs."""

    stdin: StreamWriter
    stdout: StreamReader
    stderr: StreamReader
    _process: Popen[bytes]

    async def ended(self) -> int:
        """Its exit status, once it has said all; negative for the signal that ended it."""
        return await asyncio.to_thread(self._process.wait)


@contextlib.asynccontextmanager
async def child(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> AsyncIterator[Child]:
    """`python -m module arguments`, niced, not to outlive the block; *environment* is added to this process's own."""
    command = (sys.executable, "-m", module, *arguments)
    async with _pipe() as (told, (_, stdin)), _pipe() as (said, (stdout, _)), _pipe() as (wrong, (stderr, _)):
        # The event loop's own way copies the page tables of this process, in which time nobody is answered.
        starting = asyncio.create_task(
            asyncio.to_thread(_started, command, {**os.environ, **(environment or {})}, (told, said, wrong))
        )
        try:
            process = await asyncio.shield(starting)
        except asyncio.CancelledError:
            await _end(await starting)
            raise
        try:
            yield Child(stdin, stdout, stderr, process)
        finally:
            await _end(process)


async def run_module(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run `python -m module arguments` to its end; whoever is cancelled while waiting ends it.

    *environment* is added to this process's own.

    Raises:
        UnwritableError: The disk took no file from it; only where the module uses `telling_of_the_disk`.
        EndedError: It was killed.
        RuntimeError: It failed otherwise; with the last of what it said.
    """
    async with child(module, *arguments, environment=environment) as process:
        _, errors = await asyncio.gather(process.stdout.read(), process.stderr.read())
        check_end(module, await process.ended(), errors)


@contextlib.asynccontextmanager
async def _pipe() -> AsyncIterator[tuple[socket, tuple[StreamReader, StreamWriter]]]:
    """A process's end, to be closed once that has it, and ours; sockets, which every event loop closes once only."""
    theirs, ours = socketpair()
    with theirs:
        streams = await asyncio.open_unix_connection(sock=ours)
        try:
            yield theirs, streams
        finally:
            streams[1].close()


def _started(command: Sequence[str], environment: Mapping[str, str], ends: Sequence[socket]) -> Popen[bytes]:
    stdin, stdout, stderr = (end.fileno() for end in ends)
    process = Popen(command, env=environment, stdin=stdin, stdout=stdout, stderr=stderr)  # noqa: S603 - a module of ours  # nosec B603
    for end in ends:
        end.close()
    # From the beginning: to import what it needs keeps a processor busy for half a second.
    os.setpriority(os.PRIO_PROCESS, process.pid, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)
    return process


async def _end(process: Popen[bytes]) -> None:
    """Make sure that it is gone."""
    if process.poll() is None:
        process.kill()
        await asyncio.to_thread(process.wait)


def check_end(module: str, status: int | None, errors: bytes) -> None:
    """Raise what the exit *status* of a process means, as `run_module` does."""
    said = errors.decode(errors="replace")[-2000:]
    if status == os.EX_IOERR:
        raise UnwritableError(said.strip())
    if status is not None and status < 0:
        raise EndedError(f"{module} was ended by signal {-status}.")
    if status != 0:
        raise RuntimeError(f"{module} failed: {said}")


@contextlib.contextmanager
def telling_of_the_disk() -> Iterator[None]:
    """Around what such a process does: a disk that takes no file is told by a sentence and an exit status."""
    try:
        yield
    except Exception as error:
        if not is_of_the_disk(error):
            raise
        sys.stderr.write(f"A file cannot be written: {error}\n")
        sys.exit(os.EX_IOERR)
