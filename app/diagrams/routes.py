"""How the connections of a network run between its cards."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.diagrams.canvas import Canvas
from app.diagrams.drawing import Drawing, Edge
from app.diagrams.edges import Segment
from app.diagrams.lines import Point, along, between, number, pair, straight, upright
from app.diagrams.rows import Grid, Slot
from app.diagrams.scene import Box, Stroke, Tip

Side = Literal["top", "bottom"]
_PORTS_APART: Final = 30
_DIP: Final = 32
# How closely the ways are followed.
_STEPS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class _Port:
    """Where a connection meets a card: its number, and whether this is its start."""

    edge: int
    at_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the slots are, and how far above each row nothing may bend because a group has its name there."""

    boxes: Mapping[Slot, Box]
    drops: Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """What can carry the numbers of connections that have words, and points on the ways between the rows."""

    segments: Sequence[Segment]
    points: Sequence[Point]


def route(canvas: Canvas, drawing: Drawing, grid: Grid, places: Places) -> Routes:
    """Draw every connection."""
    router = _Router(canvas, drawing, grid, places)
    segments = [segment for at, edge in enumerate(drawing.edges) for segment in router.draw(at, edge)]
    return Routes(segments=segments, points=router.points)


class _Router:
    def __init__(self, canvas: Canvas, drawing: Drawing, grid: Grid, places: Places) -> None:
        self.canvas = canvas
        self.drawing = drawing
        self.chains = grid.chains
        self.boxes = places.boxes
        self.drops = places.drops
        self.cards = {slot.node: box for slot, box in places.boxes.items() if slot.node}
        self.order = {slot.node: at for row in grid.rows for at, slot in enumerate(row) if slot.node}
        self.beside: dict[frozenset[str], int] = defaultdict(int)
        self.ports = self._ports()
        self.points: list[Point] = []

    def draw(self, at: int, edge: Edge) -> list[Segment]:
        """Connection number *at*; what can carry its number, if it has words."""
        if at in self.chains:
            start, end = self._between_rows(at, edge)
            bent = True
        elif abs(self.order[edge.start] - self.order[edge.end]) == 1:
            start, end = self._beside(edge)
            bent = False
        else:
            start, end = self._below(at)
            bent = False
        return [Segment(part=edge.part, start=start, end=end, bent=bent)] if edge.part else []

    def _between_rows(self, at: int, edge: Edge) -> tuple[Point, Point]:
        chain = self.chains[at]
        falls = chain[0].node == edge.start
        here = first = self.ports[_Port(edge=at, at_start=falls)]
        path, second = f"M{pair(*here)}", None
        for slot in chain[1:]:
            box = self.boxes[slot]
            x, y = (box.middle[0], box.y) if slot.node is None else self.ports[_Port(edge=at, at_start=not falls)]
            # It comes upright past the name of a group.
            there = (x, y - self.drops[slot.row])
            path += upright(here, there)
            self.points += [along(here, there, step / _STEPS) for step in range(_STEPS + 1)]
            second = second or there
            here = (x, y if slot.node else box.bottom)
            if here != there:
                path += f"V{number(here[1])}"
                self.points += [between(there, here, step / _STEPS) for step in range(_STEPS + 1)]
        self.canvas.behind(Stroke(path=path))
        x, y = here if falls else first
        self.canvas.behind(Tip(x=x, y=y, dx=0, dy=1 if falls else -1))
        assert second is not None
        return (first, second) if falls else (second, first)

    def _beside(self, edge: Edge) -> tuple[Point, Point]:
        one, other = self.cards[edge.start], self.cards[edge.end]
        pair_of = frozenset((edge.start, edge.end))
        y = one.middle[1] + 18 * self.beside[pair_of]
        self.beside[pair_of] += 1
        start, end = ((one.right, y), (other.x, y)) if one.x < other.x else ((one.x, y), (other.right, y))
        self.canvas.behind(*straight(start, end, arrow=True))
        return start, end

    def _below(self, at: int) -> tuple[Point, Point]:
        """Under the row, from one card to another that is not its neighbour, or back to itself."""
        start, end = (self.ports[_Port(edge=at, at_start=at_start)] for at_start in (True, False))
        low = start[1] + _DIP
        self.canvas.behind(
            Stroke(path=f"M{pair(*start)}C{pair(start[0], low)} {pair(end[0], low)} {pair(*end)}"),
            Tip(x=end[0], y=end[1], dx=0, dy=-1),
        )
        self.canvas.reserve(low)
        lowest = ((start[0] + end[0]) / 2, start[1] + _DIP * 0.75)
        return lowest, lowest

    def _ports(self) -> dict[_Port, Point]:
        """Every end of a connection at the upper or lower side of a card, spread so that the lines stay apart."""
        sides: dict[tuple[str, Side], list[tuple[float, _Port]]] = defaultdict(list)
        for at, edge in enumerate(self.drawing.edges):
            if at in self.chains:
                chain = self.chains[at]
                falls = chain[0].node == edge.start
                for slot, towards, side in ((chain[0], chain[1], "bottom"), (chain[-1], chain[-2], "top")):
                    assert slot.node is not None
                    port = _Port(edge=at, at_start=(side == "bottom") == falls)
                    sides[slot.node, "bottom" if side == "bottom" else "top"].append(
                        (self.boxes[towards].middle[0], port)
                    )
            elif abs(self.order[edge.start] - self.order[edge.end]) != 1:
                for node, other, at_start in ((edge.start, edge.end, True), (edge.end, edge.start, False)):
                    towards_x = self.cards[other].middle[0] + (0 if at_start else 1)
                    sides[node, "bottom"].append((towards_x, _Port(edge=at, at_start=at_start)))
        found = {}
        for (node, side), ports in sides.items():
            box = self.cards[node]
            apart = min(_PORTS_APART, box.width / (len(ports) + 1))
            for place, (_, port) in enumerate(sorted(ports, key=lambda each: (each[0], each[1].edge))):
                x = box.middle[0] + (place - (len(ports) - 1) / 2) * apart
                found[port] = (x, box.bottom if side == "bottom" else box.y)
        return found
