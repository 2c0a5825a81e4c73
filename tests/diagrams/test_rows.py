"""Networks are laid out as their editors wrote them, with few crossings, and no connection runs behind a card."""

import pytest

from app.diagrams import Drawing, Edge
from app.diagrams.rows import Grid, arrange
from tests.diagrams.drawings import drawing, node, part, shipped


def network(names: str, edges: str) -> Drawing:
    """Nodes `a b c` and edges `a>b`; a node `x:g` is of group `g`."""
    nodes = [node(name, group=group or None) for name, _, group in (each.partition(":") for each in names.split())]
    ends = [each.split(">") for each in edges.split()]
    groups = dict.fromkeys(each.group for each in nodes if each.group)
    return drawing(
        "network",
        *nodes,
        edges=tuple(Edge(start=start, end=end) for start, end in ends),
        groups=tuple(part(group) for group in groups),
    )


def shown(grid: Grid) -> list[str]:
    """Its rows; `|` is the passage of a connection."""
    return [" ".join(slot.node or "|" for slot in row) for row in grid.rows]


@pytest.mark.parametrize(
    ("names", "edges", "rows"),
    [
        ("a b", "a>b", ["a b"]),
        ("a b c", "a>c b>c", ["a b", "c"]),
        ("a b c d", "a>b a>c b>d c>d", ["a", "b c", "d"]),
        ("a b c d", "a>c b>d", ["a b", "c d"]),
        ("a b c d", "a>d b>c", ["b a", "c d"]),
        ("a:g b c:g", "a>b", ["a c", "b"]),
        ("a b", "", ["a b"]),
    ],
)
def test_nodes_stand_in_rows_in_their_order(names: str, edges: str, rows: list[str]) -> None:
    assert shown(arrange(network(names, edges), 3)) == rows


def test_a_connection_over_a_row_has_a_passage_through_it() -> None:
    grid = arrange(network("a:x b:y c:z", "a>c"), 3)

    assert shown(grid) == ["a", "b |", "c"]
    assert [slot.row for slot in grid.chains[0]] == [0, 1, 2]


def test_a_row_holds_no_more_than_there_is_room_for() -> None:
    assert shown(arrange(network("a b c d e", "a>b"), 2))[0] in {"a", "a b"}
    assert all(len(row.split()) <= 2 for row in shown(arrange(network("a b c d e", ""), 2)))


def test_many_nodes_are_set_row_by_row() -> None:
    names = " ".join(f"n{number}" for number in range(13))

    assert shown(arrange(network(f"{names} x:g y:g", "n0>n1"), 3)) == [
        "n0 n1 n2",
        "n3 n4 n5",
        "n6 n7 n8",
        "n9 n10 n11",
        "n12",
        "x y",
    ]


def test_the_gap_model_stands_as_it_is_usually_drawn() -> None:
    grid = arrange(shipped()["sv/gap-model"], 3)

    assert [set(row.split()) - {"|"} for row in shown(grid)] == [
        {"word-of-mouth", "personal-needs", "past-experience"},
        {"expected-service", "perceived-service"},
        {"service-delivery", "external-communication"},
        {"specifications", "management-perceptions"},
    ]
