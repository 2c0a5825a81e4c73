"""Where the nodes of a network stand: in rows, in the order in which they are written, with few crossings.

The order of the nodes is the editor's hint at how the model is usually drawn; it decides the rows. Within a row the
places are free, and a connection that passes a row gets a place of its own in it, so that it never runs behind a card.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from app.diagrams.drawing import Drawing, Node

# More nodes than this are set row by row: there are too many ways to weigh them all.
_MOST_WEIGHED: Final = 12
_NEAR_ZERO: Final = 1e-9
# What makes a drawing worse, in comparison with a connection between neighbouring rows.
_ROW, _BESIDE, _APART_IN_ROW, _PASSED_ROW, _CROSSING = 0.8, 1.5, 4.0, 2.5, 3.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a row: a node's, or the passage of a connection (its number) through the row."""

    row: int
    node: str | None = None
    edge: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of slots, and for every connection between rows its slots from the upper end to the lower."""

    rows: tuple[tuple[Slot, ...], ...]
    chains: dict[int, tuple[Slot, ...]]


Rows = tuple[tuple[Node, ...], ...]


def arrange(drawing: Drawing, columns: int) -> Grid:
    """The nodes of *drawing* in rows of at most *columns*; groups have rows of their own."""
    nodes = tuple(_gathered(drawing))
    if len(nodes) <= _MOST_WEIGHED:
        rows = min(_divisions(nodes, columns), key=lambda rows: _weight(drawing, rows))
    else:
        rows = _filled(nodes, columns)
    level = {node.id: at for at, row in enumerate(rows) for node in row}
    slots = [[Slot(at, node.id) for node in row] for at, row in enumerate(rows)]
    chains = {}
    for number, edge in enumerate(drawing.edges):
        upper, lower = sorted((edge.start, edge.end), key=lambda end: level[end])
        passages = [Slot(at, None, number) for at in range(level[upper] + 1, level[lower])]
        for passage in passages:
            slots[passage.row].append(passage)
        if level[upper] != level[lower]:
            chains[number] = (Slot(level[upper], upper), *passages, Slot(level[lower], lower))
    beside = [
        (Slot(level[edge.start], edge.start), Slot(level[edge.end], edge.end))
        for edge in drawing.edges
        if level[edge.start] == level[edge.end] and edge.start != edge.end
    ]
    _untangle(slots, list(chains.values()), beside)
    return Grid(rows=tuple(map(tuple, slots)), chains=chains)


def _gathered(drawing: Drawing) -> Iterator[Node]:
    """The nodes in their order, each group's at the place of its first."""
    seen: set[str] = set()
    for node in drawing.nodes:
        if node.group is None:
            yield node
        elif node.group not in seen:
            seen.add(node.group)
            yield from (other for other in drawing.nodes if other.group == node.group)


def _divisions(nodes: tuple[Node, ...], columns: int) -> Iterator[Rows]:
    """Every way to divide *nodes* into rows, keeping their order."""
    if not nodes:
        yield ()
    for length in range(1, min(columns, len(nodes)) + 1):
        head = nodes[:length]
        if len({node.group for node in head}) > 1:
            break
        for rest in _divisions(nodes[length:], columns):
            yield (head, *rest)


def _filled(nodes: tuple[Node, ...], columns: int) -> Rows:
    rows: list[tuple[Node, ...]] = []
    for node in nodes:
        if rows and len(rows[-1]) < columns and rows[-1][0].group == node.group:
            rows[-1] = (*rows[-1], node)
        else:
            rows.append((node,))
    return tuple(rows)


def _weight(drawing: Drawing, rows: Rows) -> float:
    """How bad a division is: rows cost, and so does every connection that is not between neighbours."""
    place = {node.id: (at, column) for at, row in enumerate(rows) for column, node in enumerate(row)}
    weight = _ROW * len(rows)
    for edge in drawing.edges:
        (row, column), (other_row, other_column) = place[edge.start], place[edge.end]
        if row == other_row:
            weight += _BESIDE if abs(column - other_column) == 1 else _APART_IN_ROW
        else:
            weight += 1 + _PASSED_ROW * (abs(row - other_row) - 1)
    return weight


def _untangle(slots: list[list[Slot]], chains: Sequence[Sequence[Slot]], beside: Sequence[tuple[Slot, Slot]]) -> None:
    """Exchange places within rows for as long as that makes the drawing better."""
    links = [link for chain in chains for link in pairwise(chain)]
    best, before = _tangle(slots, links, beside), math.inf
    while best < before:
        before = best
        for row in slots:
            for one, other in combinations(range(len(row)), 2):
                row[one], row[other] = row[other], row[one]
                tried = _tangle(slots, links, beside)
                if tried < best - _NEAR_ZERO:
                    best = tried
                else:
                    row[one], row[other] = row[other], row[one]


def _tangle(slots: list[list[Slot]], links: Sequence[tuple[Slot, Slot]], beside: Sequence[tuple[Slot, Slot]]) -> float:
    """Crossings, lengths, and connections within a row that do not join neighbours."""
    place = {slot: (at + 0.5) / len(row) for row in slots for at, slot in enumerate(row)}
    order = {slot: at for row in slots for at, slot in enumerate(row)}
    tangle = sum(abs(place[one] - place[other]) for one, other in links)
    for (one, other), (third, fourth) in combinations(links, 2):
        if one.row == third.row and (place[one] - place[third]) * (place[other] - place[fourth]) < 0:
            tangle += _CROSSING
    return tangle + sum(_APART_IN_ROW for one, other in beside if abs(order[one] - order[other]) > 1)
