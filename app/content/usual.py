"""Reads YAML that is written as nearly all of it is, line by line, in a tenth of the time the whole parser takes.

Usual are keys of word characters, one value a line, mappings and lists by indentation or in brackets. Whatever else a
file holds (comments, texts over several lines, escapes, anchors, an empty value, any mistake) makes all of it the
parser's: what is read here is read by it the same, with the same lines and pointers, and without a problem.
"""

import re
from collections.abc import Iterator
from typing import Final, Literal

from app.content.encoding import REFUSED
from app.content.nodes import MAX_DEPTH, Mapping, Node, Placed, Scalar, Sequence

# The indentation, a key or the dash of a list, and what follows it.
_LINE: Final = re.compile(r"( *)(?:(\w[\w-]{0,99}):|-)(?: +(\S.*))?")
# A text without quotes: none of YAML's indicators begins it, and nothing in it begins a value or a comment.
_PLAIN: Final = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`](?:(?!: | #|:$).)*")
_QUOTED: Final = re.compile(r'"([^"\\]*)"|\'([^\']*)\'')
# The same between brackets, where some more has a meaning.
_PIECE: Final = re.compile(
    r"""([\[\]{},])|(\w[\w-]{0,99}): +|"([^"\\]*)"|'([^']*)'|([^\W_](?:[^\n,\[\]{}:?#]*[^\s,\[\]{}:?#])?)"""
)
_CLOSING: Final = {"[": "]", "{": "}"}


class _UnusualError(Exception):
    pass


def read_usual(text: str, first_line: int) -> Mapping | None:
    """The mapping that *text* is, which begins on *first_line* of its file; None where it is not written as usual."""
    if "\t" in text or REFUSED.search(text):
        return None
    try:
        return _Usual(text, first_line).document()
    except _UnusualError:
        return None


class _Usual:
    def __init__(self, text: str, first_line: int) -> None:
        # (indentation, key or None for an item, value or None, line)
        self._lines = list(_split(text, first_line))
        self._next = 0

    def document(self) -> Mapping:
        found = self._block(self._indentation(-1), "", 1)
        if self._next < len(self._lines) or not isinstance(found, Mapping):
            raise _UnusualError
        return found

    def _indentation(self, above: int) -> int:
        """That of the next line, which must be below something that is *above*."""
        if self._next == len(self._lines) or self._lines[self._next][0] <= above:
            raise _UnusualError
        return self._lines[self._next][0]

    def _block(self, indentation: int, pointer: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _UnusualError
        _, first, _, line = self._lines[self._next]
        if first is None:
            return Sequence(tuple(self._items(indentation, pointer, depth)), line, pointer)
        found: dict[Placed, Node] = {}
        while self._next < len(self._lines) and self._lines[self._next][0] == indentation:
            _, key, value, at = self._lines[self._next]
            if key is None or key in found:
                raise _UnusualError
            below = f"{pointer}/{key}"
            self._next += 1
            if value is None:
                node = self._block(self._indentation(indentation), below, depth + 1)
            else:
                node = self._value(value, indentation, at, below, depth + 1)
            found[Placed(key, at, below)] = node
        return Mapping(found, line, pointer)

    def _items(self, indentation: int, pointer: str, depth: int) -> Iterator[Node]:
        place = 0
        while self._next < len(self._lines) and self._lines[self._next][0] == indentation:
            _, key, value, at = self._lines[self._next]
            if key is not None or value is None:
                raise _UnusualError
            self._next += 1
            yield self._value(value, indentation, at, f"{pointer}/{place}", depth + 1)
            place += 1

    def _value(self, value: str, indentation: int, line: int, pointer: str, depth: int) -> Node:
        """What stands on one line, if the next one does not go on with it."""
        if self._next < len(self._lines) and self._lines[self._next][0] > indentation:
            raise _UnusualError
        if value[0] in _CLOSING:
            return _Brackets(value, line).node(pointer, depth)
        if _PLAIN.fullmatch(value):
            return Scalar(value, True, line, pointer)  # noqa: FBT003 - as the parser makes it
        quoted = _QUOTED.fullmatch(value)
        if quoted is None:
            raise _UnusualError
        return Scalar(quoted[1] if quoted[1] is not None else quoted[2], False, line, pointer)  # noqa: FBT003


def _split(text: str, first_line: int) -> Iterator[tuple[int, str | None, str | None, int]]:
    for line, written in enumerate(text.split("\n"), first_line):
        if written.strip(" "):
            found = _LINE.fullmatch(written)
            if found is None:
                raise _UnusualError
            yield len(found[1]), found[2], found[3] and found[3].rstrip(" "), line


class _Brackets:
    """Lists and mappings in brackets, all on one line."""

    def __init__(self, text: str, line: int) -> None:
        self._text = text
        self._line = line
        self._at = 0

    def node(self, pointer: str, depth: int) -> Node:
        found = self._any(self._piece(), pointer, depth)
        if self._at < len(self._text):
            raise _UnusualError
        return found

    def _piece(self) -> "re.Match[str]":
        found = _PIECE.match(self._text, self._at)
        if found is None:
            raise _UnusualError
        self._at = found.end()
        while self._text.startswith(" ", self._at):
            self._at += 1
        return found

    def _any(self, piece: "re.Match[str]", pointer: str, depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise _UnusualError
        if piece[1] == "[":
            items = tuple(self._any(one, f"{pointer}/{place}", depth + 1) for place, one in self._between("]"))
            return Sequence(items, self._line, pointer)
        if piece[1] == "{":
            return Mapping(self._pairs(pointer, depth), self._line, pointer)
        for group, plain in ((3, False), (4, False), (5, True)):
            if piece[group] is not None:
                return Scalar(piece[group], plain, self._line, pointer)
        raise _UnusualError

    def _pairs(self, pointer: str, depth: int) -> dict[Placed, Node]:
        found: dict[Placed, Node] = {}
        for _, one in self._between("}"):
            key = one[2]
            if key is None or key in found:
                raise _UnusualError
            below = f"{pointer}/{key}"
            found[Placed(key, self._line, below)] = self._any(self._piece(), below, depth + 1)
        return found

    def _between(self, closing: Literal["]", "}"]) -> Iterator[tuple[int, "re.Match[str]"]]:
        """The first piece of everything up to *closing*; whoever asks for the next has read the rest."""
        piece = self._piece()
        place = 0
        while piece[1] != closing:
            yield place, piece
            place += 1
            piece = self._piece()
            if piece[1] == ",":
                piece = self._piece()
                if piece[1] == closing:
                    raise _UnusualError
            elif piece[1] != closing:
                raise _UnusualError
