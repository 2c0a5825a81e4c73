"""Renders many pieces of Markdown: a few right here, more by processes of their own, one a core.

`python -m app.content.rendering` is such a process. It answers every list of pieces on its standard input with a list
of HTML, and ends with whoever started it, however that ends.
"""

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from subprocess import PIPE, Popen
from typing import IO, Final, Self

import msgspec

from app.content.render import render

# Rendered here, in less time than a process takes to start.
FEW: Final = 1_000
# Sent to a process at a time.
_CHUNK: Final = 200
_LENGTH: Final = 8
_DEAD: Final = "A process that renders has died."


def render_all(pieces: Iterable[str]) -> Iterator[str]:
    """Each of *pieces* as `render` makes it, in their order.

    Raises:
        RuntimeError: A process has died.
    """
    left = iter(pieces)
    yield from map(render, islice(left, FEW))
    chunks = iter(lambda: list(islice(left, _CHUNK)), [])
    first = next(chunks, None)
    if first is not None:
        yield from _by_others(chain([first], chunks))


def _by_others(chunks: Iterator[list[str]]) -> Iterator[str]:
    with ExitStack() as stack:
        helpers = deque[_Helper]()
        for chunk in islice(chunks, len(os.sched_getaffinity(0))):
            helpers.append(stack.enter_context(_Helper()))
            helpers[-1].take(chunk)
        # Each has one chunk at a time, so that nobody writes to somebody who is writing.
        while helpers:
            helper = helpers.popleft()
            html = helper.give()
            for chunk in islice(chunks, 1):
                helper.take(chunk)
                helpers.append(helper)
            yield from html


class _Helper:
    """A process that renders, from here."""

    def __init__(self) -> None:
        self._process = Popen((sys.executable, "-m", __name__), stdin=PIPE, stdout=PIPE)  # noqa: S603  # nosec B603

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def take(self, chunk: list[str]) -> None:
        """Have *chunk* rendered."""
        assert self._process.stdin is not None
        try:
            _write(self._process.stdin, chunk)
        except BrokenPipeError:
            raise RuntimeError(_DEAD) from None

    def give(self) -> list[str]:
        """What was taken last, rendered."""
        assert self._process.stdout is not None
        html = _read(self._process.stdout)
        if html is None:
            raise RuntimeError(_DEAD)
        return html


def _write(stream: IO[bytes], texts: list[str]) -> None:
    data = msgspec.msgpack.encode(texts)
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def _read(stream: IO[bytes]) -> list[str] | None:
    """The next list; None where the stream ends."""
    length = stream.read(_LENGTH)
    data = stream.read(int.from_bytes(length, "big")) if length else b""
    return msgspec.msgpack.decode(data, type=list[str]) if data else None


def serve(source: IO[bytes], target: IO[bytes]) -> None:
    """Answer what is asked until nobody asks any more."""
    while (chunk := _read(source)) is not None:
        _write(target, [render(piece) for piece in chunk])


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
