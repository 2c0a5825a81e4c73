"""Reads the diagram of a model: its structure as data."""

from app.content.fields import Fields
from app.content.nodes import Node, Scalar, Sequence
from app.domain import diagram as domain

QUADRANTS = ("low", "high")


def read_diagram(fields: Fields) -> domain.Diagram:
    """The structure below `diagram:`; what is wrong in it is left out."""
    diagram = domain.Diagram(
        figure=fields.one_of("figure", domain.FIGURES, required=True) or "",
        nodes=tuple(filter(None, (_node(fields, node) for node in fields.nodes("nodes", required=True)))),
        edges=tuple(filter(None, (_edge(fields, node) for node in fields.nodes("edges")))),
        groups=fields.identifiers("groups"),
        axes=_axes(fields.fields("axes")),
        lines=tuple(filter(None, (_line(fields, node) for node in fields.nodes("lines")))),
        lanes=fields.identifiers("lanes"),
    )
    fields.close()
    return diagram


def _node(fields: Fields, node: Node) -> domain.Node | None:
    if isinstance(node, Scalar):
        text = fields.text_of(node, "nodes")
        identifier = text and fields.identifier_of(text, "nodes")
        return domain.Node(id=identifier) if identifier else None
    inner = fields.fields_of(node, "nodes")
    if inner is None:
        return None
    identifier = inner.identifier("id", required=True)
    entry, group, at = inner.identifier("entry"), inner.identifier("group"), _quadrant(inner)
    inner.close()
    return domain.Node(id=identifier, entry=entry, group=group, at=at) if identifier else None


def _quadrant(fields: Fields) -> tuple[str, str] | None:
    node = fields.take("at")
    if node is None:
        return None
    words = tuple(item.text for item in node.items if isinstance(item, Scalar)) if isinstance(node, Sequence) else ()
    if len(words) == len(QUADRANTS) and set(words) <= set(QUADRANTS):
        return words[0], words[1]
    fields.problem("`at` is not a quadrant", "Write `at: [low, high]`: first x, then y.", node)
    return None


def _edge(fields: Fields, node: Node) -> domain.Edge | None:
    inner = fields.fields_of(node, "edges")
    if inner is None:
        return None
    start, end = inner.identifier("from", required=True), inner.identifier("to", required=True)
    identifier, entry = inner.identifier("id"), inner.identifier("entry")
    inner.close()
    return domain.Edge(start=start, end=end, id=identifier, entry=entry) if start and end else None


def _axes(fields: Fields | None) -> tuple[str, str] | None:
    if fields is None:
        return None
    x, y = fields.identifier("x", required=True), fields.identifier("y", required=True)
    fields.close()
    return (x, y) if x and y else None


def _line(fields: Fields, node: Node) -> domain.Line | None:
    inner = fields.fields_of(node, "lines")
    if inner is None:
        return None
    identifier, after = inner.identifier("id", required=True), inner.identifier("after", required=True)
    inner.close()
    return domain.Line(id=identifier, after=after) if identifier and after else None
