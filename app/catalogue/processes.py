"""Long work in a process of its own, so that the requests of this one do not wait for it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator, Mapping

from app.store.errors import UnwritableError
from app.store.failures import is_of_the_disk


class EndedError(RuntimeError):
    """A process was ended from outside before its work was done; the same work can be tried again."""


async def run_module(module: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
    """Run `python -m module arguments` to its end; whoever is cancelled while waiting ends it.

    *environment* is added to this process's own.

    Raises:
        UnwritableError: The disk took no file from it; only where the module uses `telling_of_the_disk`.
        EndedError: It was killed.
        RuntimeError: It failed otherwise; with the last of what it said.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        env={**os.environ, **(environment or {})},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, errors = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    check_end(module, process.returncode, errors)


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
