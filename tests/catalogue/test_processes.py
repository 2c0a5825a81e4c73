"""Work in processes of its own: niced, told of, and gone when nobody waits for it any more."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue.processes import NICENESS, EndedError, check_end, child, run_module
from app.store.errors import UnwritableError

pytestmark = pytest.mark.anyio

# A program as a module: it says who it is, and does what it is told.
PROGRAM = """
import os, sys, time
do, pid = sys.argv[1:]
end = time.monotonic() + 10
parents = os.getpriority(os.PRIO_PROCESS, os.getppid())
while os.getpriority(os.PRIO_PROCESS, 0) == parents < 19 and time.monotonic() < end:
    time.sleep(0.001)
open(pid, "w").write(f"{os.getpid()} {os.getpriority(os.PRIO_PROCESS, 0)}")
if do == "sleep":
    time.sleep(600)
if do == "echo":
    sys.stdout.write(sys.stdin.read())
if do == "fail":
    sys.exit("It went wrong.")
if do == "say":
    sys.stdout.write("said " * 1000)
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a_program.py").write_text(PROGRAM)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path / "pid"


async def test_it_gives_way_to_requests_from_its_beginning(program: Path) -> None:
    await run_module("a_program", "end", str(program))

    assert noted(program)[1] == min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICENESS)


async def test_it_hears_and_says_as_much_as_it_likes(program: Path) -> None:
    told = b"told " * 1_000_000

    async with child("a_program", "echo", str(program)) as process:
        process.stdin.write(told)
        process.stdin.write_eof()
        said, errors = await asyncio.gather(process.stdout.read(), process.stderr.read())
        assert await process.ended() == 0

    assert said == told
    assert errors == b""


async def test_what_it_says_is_read_although_it_does_not_listen(program: Path) -> None:
    async with child("a_program", "say", str(program)) as process:
        process.stdin.write(b"told " * 1_000_000)
        assert await process.stdout.read() == b"said " * 1000
        assert await process.ended() == 0


async def test_what_it_says_last_stands_in_the_error(program: Path) -> None:
    with pytest.raises(RuntimeError, match="It went wrong"):
        await run_module("a_program", "fail", str(program))


async def test_who_is_cancelled_while_waiting_ends_it(program: Path) -> None:
    task = asyncio.create_task(run_module("a_program", "sleep", str(program)))
    await until(lambda: has_started(program))
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert not is_running(program)


@pytest.mark.parametrize("turns", range(6))
async def test_who_is_cancelled_while_it_starts_leaves_nothing_behind(program: Path, turns: int) -> None:
    task = asyncio.create_task(run_module("a_program", "sleep", str(program)))
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert not has_started(program) or not is_running(program)


async def test_that_somebody_killed_it_is_another_error(program: Path) -> None:
    task = asyncio.create_task(run_module("a_program", "sleep", str(program)))
    await until(lambda: has_started(program))
    os.kill(noted(program)[0], signal.SIGKILL)

    with pytest.raises(EndedError, match="signal 9"):
        await task


def test_a_disk_that_takes_no_file_is_another_error() -> None:
    with pytest.raises(UnwritableError, match="No space left"):
        check_end("a_program", os.EX_IOERR, b"No space left\n")


async def until(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def has_started(program: Path) -> bool:
    return program.exists() and program.read_text() != ""


def noted(program: Path) -> tuple[int, int]:
    """Its number and its niceness."""
    pid, niceness = program.read_text().split()
    return int(pid), int(niceness)


def is_running(program: Path) -> bool:
    return Path(f"/proc/{noted(program)[0]}").exists()
