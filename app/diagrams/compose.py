"""From a diagram of the catalogue and the words of one reader to what is drawn."""

from collections.abc import Callable

from app.diagrams.drawing import Drawing, Edge, Line, Node, Part
from app.domain import diagram as domain
from app.domain.texts import PartText

Words = Callable[[str], tuple[str, PartText]]
"""Part id to the BCP 47 tag of its language and its words; asked only about parts that have words."""

Address = Callable[[str], str | None]
"""Entry id to where its reader gets to from the part that stands for it; None for no link."""


def compose(
    diagram: domain.Diagram, *, name: str, title: str, lang: str, words: Words, address: Address | None = None
) -> Drawing:
    """*diagram* with its *words*; *name* is unique on the page it is for, *lang* the BCP 47 tag of the *title*.

    Without *address* nothing in the figure is a link, and it is an image to those who listen.
    """
    composer = _Composer(words, address or _nowhere)
    return Drawing(
        id=name,
        figure=diagram.figure,
        title=title,
        lang=lang,
        nodes=tuple(composer.node(node) for node in diagram.nodes),
        edges=tuple(composer.edge(edge) for edge in diagram.edges),
        groups=tuple(composer.part(group) for group in diagram.groups),
        axes=(composer.part(diagram.axes[0]), composer.part(diagram.axes[1])) if diagram.axes else None,
        lines=tuple(composer.line(line) for line in diagram.lines),
        lanes=tuple(composer.part(lane) for lane in diagram.lanes),
    )


def _nowhere(_entry: str) -> None:
    return None


class _Composer:
    def __init__(self, words: Words, address: Address) -> None:
        self.words = words
        self.address = address

    def part(self, part_id: str, entry: str | None = None) -> Part:
        lang, words = self.words(part_id)
        return Part(
            id=part_id,
            label=words.label,
            lang=lang,
            text=words.text,
            variants=words.variants,
            href=self.address(entry) if entry else None,
        )

    def node(self, node: domain.Node) -> Node:
        part = self.part(node.id, node.entry)
        return Node(
            id=part.id,
            label=part.label,
            lang=part.lang,
            text=part.text,
            variants=part.variants,
            href=part.href,
            group=node.group,
            at=node.at,
        )

    def edge(self, edge: domain.Edge) -> Edge:
        return Edge(start=edge.start, end=edge.end, part=self.part(edge.id, edge.entry) if edge.id else None)

    def line(self, line: domain.Line) -> Line:
        part = self.part(line.id)
        return Line(id=part.id, label=part.label, lang=part.lang, text=part.text, after=line.after)
