"""A model's structure with its words in the nearest language of each."""

from app.api.outputs.base import EntryRef
from app.api.outputs.figures import AxesOut, EdgeOut, FigureOut, LabelledOut, LineOut, NodeOut, PartOut
from app.api.present.links import entry_ref
from app.catalogue.cards import Card
from app.catalogue.passages import FigureWords
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.domain.diagram import Diagram, Edge, Node


def present_figure(snapshot: Snapshot, card: Card, diagram: Diagram, reader: Reader) -> FigureOut:
    """The figure of *card*; every part says which language its words are in."""
    return _Figure(snapshot, card, reader).present(diagram)


class _Figure:
    def __init__(self, snapshot: Snapshot, card: Card, reader: Reader) -> None:
        self.snapshot = snapshot
        self.card = card
        self.reader = reader
        self.words = FigureWords(snapshot, card, reader)

    def present(self, diagram: Diagram) -> FigureOut:
        return FigureOut(
            id=self.card.id,
            figure=diagram.figure,
            title=self.words.text.pref_label,
            lang=self.words.text.lang,
            nodes=[self._node(node) for node in diagram.nodes],
            edges=[self._edge(edge) for edge in diagram.edges],
            groups=[self._labelled(part) for part in diagram.groups],
            axes=AxesOut(x=self._labelled(diagram.axes[0]), y=self._labelled(diagram.axes[1]))
            if diagram.axes
            else None,
            lines=[LineOut(**self._labelled(line.id).model_dump(), after=line.after) for line in diagram.lines],
            lanes=[self._labelled(part) for part in diagram.lanes],
        )

    def _node(self, node: Node) -> NodeOut:
        lang, words = self.words(node.id)
        return NodeOut(
            id=node.id,
            lang=lang,
            label=words.label,
            text=words.text,
            variants=dict(words.variants),
            entry=self._ref(node.entry),
            group=node.group,
            at=list(node.at) if node.at else None,
        )

    def _edge(self, edge: Edge) -> EdgeOut:
        return EdgeOut(
            id=edge.id,
            start=edge.start,
            end=edge.end,
            entry=self._ref(edge.entry),
            words=self._part(edge.id) if edge.id else None,
        )

    def _part(self, part: str) -> PartOut:
        lang, words = self.words(part)
        return PartOut(lang=lang, label=words.label, text=words.text, variants=dict(words.variants))

    def _labelled(self, part: str) -> LabelledOut:
        return LabelledOut(id=part, **self._part(part).model_dump())

    def _ref(self, entry_id: str | None) -> EntryRef | None:
        card = self.snapshot.cards.get(entry_id or "")
        return entry_ref(self.snapshot, card, self.reader) if card else None
