"""Renders many pieces of Markdown: a few right here, more by processes of their own, one a core."""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from app.content import crew
from app.content.render import render

# Rendered here, in less time than a process takes to start.
FEW: Final = 1_000
# Sent to a process at a time.
_CHUNK: Final = 200


def render_all(pieces: Iterable[str]) -> Iterator[str]:
    """Each of *pieces* as `render` makes it, in their order.

    Raises:
        RuntimeError: A process has died.
    """
    left = iter(pieces)
    yield from map(render, islice(left, FEW))
    for answer in crew.answers(map(_encode, crew.in_pieces(left, _CHUNK)), __name__):
        yield from _decode(answer)


def rendered(chunk: bytes) -> bytes:
    """A list of pieces, rendered."""
    return _encode([render(piece) for piece in _decode(chunk)])


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(list[str]).decode

if __name__ == "__main__":
    crew.serve(rendered, sys.stdin.buffer, sys.stdout.buffer)
