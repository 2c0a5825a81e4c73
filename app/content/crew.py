"""Work in pieces, given to processes of our own, one a core, that answer each and end with whoever started them."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from subprocess import PIPE, Popen
from typing import IO, Final, Self, TypeVar

T = TypeVar("T")

_LENGTH: Final = 8
# Bytes of a piece or its answer.
_MOST: Final = 1 << 31
_DEAD: Final = "A process that helps has died."


def hands() -> int:
    """How many processes there would be."""
    return len(os.sched_getaffinity(0))


def in_pieces(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """*items*, so many together."""
    left = iter(items)
    return iter(lambda: list(islice(left, size)), [])


def answers(pieces: Iterable[bytes], module: str, *arguments: str) -> Iterator[bytes]:
    """What `python -m module arguments`, which must `serve`, answers to each of *pieces*, in their order.

    Raises:
        RuntimeError: A process has died.
    """
    left = iter(pieces)
    with ExitStack() as stack:
        members = deque[_Member]()
        for piece in islice(left, hands()):
            members.append(stack.enter_context(_Member(module, *arguments)))
            members[-1].take(piece)
        # Each has one piece at a time, so that nobody writes to somebody who is writing.
        while members:
            member = members.popleft()
            answer = member.give()
            for piece in islice(left, 1):
                member.take(piece)
                members.append(member)
            yield answer


def serve(answer: Callable[[bytes], bytes], source: IO[bytes], target: IO[bytes]) -> None:
    """Answer what is asked until nobody asks any more."""
    while (piece := _read(source)) is not None:
        _write(target, answer(piece))


class _Member:
    """One process, from here."""

    def __init__(self, *module: str) -> None:
        self._process = Popen((sys.executable, "-m", *module), stdin=PIPE, stdout=PIPE)  # noqa: S603  # nosec B603

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def take(self, piece: bytes) -> None:
        """Have *piece* answered."""
        assert self._process.stdin is not None
        try:
            _write(self._process.stdin, piece)
        except BrokenPipeError:
            raise RuntimeError(_DEAD) from None

    def give(self) -> bytes:
        """The answer to what was taken last."""
        assert self._process.stdout is not None
        answer = _read(self._process.stdout)
        if answer is None:
            raise RuntimeError(_DEAD)
        return answer


def _write(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    """The next piece; None where the stream ends."""
    length = stream.read(_LENGTH)
    size = int.from_bytes(length, "big")
    # Whatever else stands there is not from `_write`.
    if len(length) < _LENGTH or size > _MOST:
        return None
    data = stream.read(size)
    return data if len(data) == size else None
