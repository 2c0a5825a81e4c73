"""What YAML is read as: values that know their line and their place, and whose meaning nobody has guessed."""

import re
from dataclasses import dataclass
from typing import Self

# Levels below each other; more are refused.
MAX_DEPTH = 12


class Placed(str):
    """A string that knows the line it stands on and its JSON Pointer in the file."""

    __slots__ = ("line", "pointer")
    line: int
    pointer: str

    def __new__(cls, text: str, line: int = 1, pointer: str = "") -> Self:
        """The string *text*, written on *line* (from 1)."""
        placed = super().__new__(cls, text)
        placed.line = line
        placed.pointer = pointer
        return placed


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as it was written; `plain` means without quotes."""

    text: str
    plain: bool
    line: int
    pointer: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Node", ...]
    line: int
    pointer: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values; of a key written twice the first."""

    items: dict[Placed, "Node"]
    line: int
    pointer: str


Node = Scalar | Sequence | Mapping

_NULLS = re.compile(r"(?:~|null|Null|NULL|)")
_BOOLEANS = re.compile(r"true|True|TRUE|false|False|FALSE")


def is_null(node: Node) -> bool:
    """Whether YAML 1.2's core schema reads nothing here (an empty value, `~` or `null` without quotes)."""
    return isinstance(node, Scalar) and node.plain and _NULLS.fullmatch(node.text) is not None


def is_boolean(node: Node) -> bool:
    """Whether YAML 1.2's core schema reads a truth value here."""
    return isinstance(node, Scalar) and node.plain and _BOOLEANS.fullmatch(node.text) is not None
