"""Parts of the graph between entries: around a root, or all of it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.catalogue.cards import INVERSE, Card
from app.catalogue.snapshot import Snapshot

# Types in one direction only; their inverses say the same again.
TYPES = ("broader", "related", "part_of", "mentions")


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation; `related` stands once, from the smaller id."""

    source: str
    target: str
    type: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Entries in the order they were reached, and the relations among them."""

    nodes: list[Card]
    edges: list[Edge]
    truncated: bool


def neighbourhood(
    snapshot: Snapshot,
    *,
    root: str | None,
    depth: int,
    kinds: Collection[str],
    types: Collection[str],
    max_nodes: int,
) -> Graph:
    """What can be reached from *root* in *depth* steps along *types*, either way; without a root, everything.

    Entries of other *kinds* (none given: all) are left out and not walked through, the root excepted.
    """
    wanted = set(types or TYPES)
    if root is None:
        reached = [card for card in snapshot.cards.values() if not kinds or card.kind in kinds]
        truncated = len(reached) > max_nodes
    else:
        reached, truncated = _reach(snapshot, root, depth, types=wanted, max_nodes=max_nodes, kinds=kinds)
    nodes = reached[:max_nodes]
    return Graph(nodes, list(_edges(nodes, wanted)), truncated)


def _reach(
    snapshot: Snapshot, root: str, depth: int, *, types: set[str], max_nodes: int, kinds: Collection[str]
) -> tuple[list[Card], bool]:
    seen = {root: snapshot.cards[root]}
    edge_of_known = [root]
    for _ in range(depth):
        found = []
        for entry_id in edge_of_known:
            for other in _neighbours(snapshot.cards[entry_id], types):
                card = snapshot.cards[other]
                if other in seen or (kinds and card.kind not in kinds):
                    continue
                if len(seen) == max_nodes:
                    return list(seen.values()), True
                seen[other] = card
                found.append(other)
        edge_of_known = found
    return list(seen.values()), False


def _neighbours(card: Card, types: set[str]) -> Iterable[str]:
    for kind in TYPES:
        if kind in types:
            yield from card.relations.get(kind, ())
            yield from card.relations.get(INVERSE[kind], ())


def _edges(nodes: list[Card], types: set[str]) -> Iterable[Edge]:
    present = {card.id for card in nodes}
    for card in nodes:
        for kind in TYPES:
            if kind not in types:
                continue
            for target in card.relations.get(kind, ()):
                if target in present and (kind != "related" or card.id < target):
                    yield Edge(card.id, target, kind)
