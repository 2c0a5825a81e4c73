"""Figures as they are drawn: what the API says about one, handed to the draughtsman."""

from collections.abc import Mapping

from app.api.outputs.figures import FigureOut, PartOut
from app.catalogue.snapshot import Snapshot
from app.diagrams import Drawing, compose
from app.diagrams.compose import Address
from app.domain.diagram import Diagram
from app.domain.texts import PartText


def present_drawing(snapshot: Snapshot, diagram: Diagram, figure: FigureOut, address: Address | None = None) -> Drawing:
    """*figure*, which is *diagram* in its reader's words, ready to be drawn; *address* links entries to pages."""
    parts = _parts(figure)

    def words(part_id: str) -> tuple[str, PartText]:
        part = parts[part_id]
        return snapshot.locales[part.lang].tag, PartText(label=part.label, text=part.text, variants=part.variants)

    return compose(
        diagram,
        name=figure.id,
        title=figure.title,
        lang=snapshot.locales[figure.lang].tag,
        words=words,
        address=address,
    )


def languages(figure: FigureOut) -> list[str]:
    """The languages that the words of *figure* are in, that of its title first."""
    return list(dict.fromkeys([figure.lang, *(part.lang for part in _parts(figure).values())]))


def _parts(figure: FigureOut) -> Mapping[str, PartOut]:
    """Everything that has words, by its id."""
    axes = (figure.axes.x, figure.axes.y) if figure.axes else ()
    named = (*figure.nodes, *figure.groups, *axes, *figure.lines, *figure.lanes)
    edges = {edge.id: edge.words for edge in figure.edges if edge.id and edge.words}
    return {**edges, **{part.id: part for part in named}}
