"""The same as a figure shows, as a table: for those who listen, and for wherever a figure cannot go."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.diagrams.drawing import Drawing, Edge, Node, Part
from app.languages.messages import N_, translate

# Quadrant on an axis -> what it is called.
_PLACES = {"low": N_("low"), "high": N_("high")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell; `lang` is a BCP 47 tag, `note` a sentence that belongs to a heading, `span` in columns."""

    text: str
    lang: str
    href: str | None = None
    note: str | None = None
    span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Rows that belong together, each with its own heading in its first cell; `heading` names them all."""

    rows: tuple[tuple[Cell, ...], ...]
    heading: Cell | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A whole table; every row, and the head, spans as many columns as `head` has cells."""

    caption: str
    lang: str
    head: tuple[Cell, ...]
    bodies: tuple[Body, ...]

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """All rows, whatever they belong to."""
        return tuple(row for body in self.bodies for row in body.rows)


def table(drawing: Drawing) -> Table:
    """Every word of *drawing*: its parts in their order, where they stand, and what leads to what."""
    head = _head(drawing)
    bodies = [*_lanes(drawing), *_nodes(drawing, len(head)), *_axes(drawing, len(head))]
    if drawing.edges:
        rows = tuple(_edge(drawing, edge, len(head)) for edge in drawing.edges)
        bodies.append(Body(rows=rows, heading=_said(drawing, N_("Connections"), len(head))))
    return Table(caption=drawing.title, lang=drawing.lang, head=head, bodies=tuple(bodies))


def _head(drawing: Drawing) -> tuple[Cell, ...]:
    first, last = _said(drawing, N_("Part")), _said(drawing, N_("Description"))
    if drawing.lanes:
        return first, *(_label(lane) for lane in drawing.lanes)
    if drawing.axes:
        return first, *(_label(axis) for axis in drawing.axes), last
    return first, last


def _lanes(drawing: Drawing) -> Iterator[Body]:
    """What the lanes are, if they say so."""
    if any(lane.text for lane in drawing.lanes):
        cells = (_sentence(lane) for lane in drawing.lanes)
        yield Body(rows=((_said(drawing, N_("Description")), *cells),))


def _nodes(drawing: Drawing, columns: int) -> Iterator[Body]:
    """The nodes by group, in the order of the groups; those of no group first."""
    for group in (None, *drawing.groups):
        rows = tuple(
            row
            for node in drawing.nodes
            if node.group == (group.id if group else None)
            for row in _rows(drawing, node, columns)
        )
        if group:
            heading = Cell(text=group.label, lang=group.lang, href=group.href, note=group.text, span=columns)
            yield Body(rows=rows, heading=heading)
        elif rows:
            yield Body(rows=rows)


def _rows(drawing: Drawing, node: Node, columns: int) -> Iterator[tuple[Cell, ...]]:
    """The row of *node*, and those of the lines below it."""
    if drawing.lanes:
        yield _label(node), *(_sentence(node, lane.id) for lane in drawing.lanes)
    elif drawing.axes:
        places = (_said(drawing, _PLACES[place]) for place in node.at or ())
        yield _label(node), *places, _sentence(node)
    else:
        yield _label(node), _sentence(node)
    for line in drawing.lines:
        if line.after == node.id:
            yield _label(line), _sentence(line, span=columns - 1)


def _axes(drawing: Drawing, columns: int) -> Iterator[Body]:
    """What the axes are."""
    if drawing.axes:
        yield Body(rows=tuple((_label(axis), _sentence(axis, span=columns - 1)) for axis in drawing.axes))


def _edge(drawing: Drawing, edge: Edge, columns: int) -> tuple[Cell, ...]:
    start, end = drawing.node(edge.start), drawing.node(edge.end)
    way = f"{start.label} → {end.label}"
    if edge.part is None:
        return Cell(text=way, lang=start.lang), Cell(text="", lang=start.lang, span=columns - 1)
    part = edge.part
    return (
        Cell(text=part.label, lang=part.lang, href=part.href, note=way),
        _sentence(part, span=columns - 1),
    )


def _label(part: Part) -> Cell:
    return Cell(text=part.label, lang=part.lang, href=part.href)


def _sentence(part: Part, lane: str | None = None, *, span: int = 1) -> Cell:
    text = part.variants.get(lane, part.text) if lane is not None else part.text
    return Cell(text=text or "", lang=part.lang, span=span)


def _said(drawing: Drawing, message: str, span: int = 1) -> Cell:
    """A word of the program's own, in the language of the figure."""
    return Cell(text=translate(drawing.lang, message), lang=drawing.lang, span=span)
