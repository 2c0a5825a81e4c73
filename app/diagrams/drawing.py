"""A model as it is handed over to be drawn: its structure with the words of one reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The words of one part; `lang` is their BCP 47 tag, `href` where a reader gets to from here.

    `text` is one sentence; a node of a figure with lanes has a sentence for each lane instead, by the lane's id.
    """

    id: str
    label: str
    lang: str
    text: str | None = None
    variants: Mapping[str, str] = field(default_factory=dict)
    href: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Node(Part):
    """A corner, step, layer or cell; `at` is its quadrant (x, y: "low" or "high")."""

    group: str | None = None
    at: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A connection from one node to another, with its words if it has any."""

    start: str
    end: str
    part: Part | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Part):
    """A line between layers, below the node `after`."""

    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything a figure shows; `lang` is the BCP 47 tag of the title, `id` is unique on the page it stands on."""

    id: str
    figure: str
    title: str
    lang: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...] = ()
    groups: tuple[Part, ...] = ()
    axes: tuple[Part, Part] | None = None
    lines: tuple[Line, ...] = ()
    lanes: tuple[Part, ...] = ()

    def node(self, node_id: str) -> Node:
        """The node called *node_id*; raises KeyError if there is none."""
        for node in self.nodes:
            if node.id == node_id:
                return node
        raise KeyError(node_id)

    def worded_edges(self) -> tuple[tuple[Edge, Part], ...]:
        """The connections that have words of their own, with them."""
        return tuple((edge, edge.part) for edge in self.edges if edge.part is not None)

    def parts(self) -> Iterator[Part]:
        """Everything that has words, nodes first."""
        yield from self.nodes
        yield from (part for _, part in self.worded_edges())
        yield from self.groups
        yield from self.axes or ()
        yield from self.lines
        yield from self.lanes
