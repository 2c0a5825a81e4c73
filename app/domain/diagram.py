"""A model's structure: nodes, and whatever joins, groups or orders them."""

from collections.abc import Iterator
from dataclasses import dataclass

FIGURES = (
    "triangle",
    "pyramid",
    "steps",
    "journey",
    "chain",
    "cycle",
    "matrix",
    "layers",
    "honeycomb",
    "hub",
    "concentric",
    "cells",
    "network",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A corner, step, layer or cell; `entry` is the entry it stands for, `at` its quadrant (x, y: "low" or "high")."""

    id: str
    entry: str | None = None
    group: str | None = None
    at: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A connection from one node to another; with an `id` it has words of its own."""

    start: str
    end: str
    id: str | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line between layers, drawn below the node `after`."""

    id: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """The structure as data; every part that has an id has words in each language."""

    figure: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    groups: tuple[str, ...] = ()
    # (x, y): part ids of a matrix's axes.
    axes: tuple[str, str] | None = None
    lines: tuple[Line, ...] = ()
    lanes: tuple[str, ...] = ()

    def part_ids(self) -> Iterator[str]:
        """Every id that needs words, nodes first, in the order they are written."""
        yield from (node.id for node in self.nodes)
        yield from (edge.id for edge in self.edges if edge.id)
        yield from self.groups
        yield from self.axes or ()
        yield from (line.id for line in self.lines)
        yield from self.lanes

    def entries(self) -> Iterator[str]:
        """The entries that parts of the model stand for, each once."""
        parts: tuple[Node | Edge, ...] = (*self.nodes, *self.edges)
        yield from dict.fromkeys(part.entry for part in parts if part.entry)
