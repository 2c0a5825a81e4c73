"""The map: an entry in the middle, what it is related to on both sides, each a link to its own map."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import Response

from app.catalogue.cards import Card
from app.catalogue.lists import Filter, Sort
from app.catalogue.snapshot import Snapshot
from app.diagrams.wrapping import wrap
from app.languages.messages import N_
from app.web.addresses import GRAPH, entry_page, page
from app.web.links import Link, links_to
from app.web.relations import RELATIONS
from app.web.rendering import Head, render
from app.web.visit import Visit

# An entry stands once, under the first of these that leads to it; those that point to the entry stand on the left.
_ORDER: Final = ("broader", "narrower", "part_of", "has_part", "related", "mentions", "mentioned_in")
_LEFT: Final = frozenset({"broader", "part_of", "mentioned_in"})
# Entries drawn for one type of relation; the list below the drawing has all.
_MOST: Final = 14
# A catalogue with more entries than this is not searched for the one with the most relations.
_FEW: Final = 5_000
_SIZE, _LEADING, _PADDING, _GAP = 14.0, 19.0, 9.0, 8.0
_HEADING: Final = 30.0


@dataclass(frozen=True, slots=True)
class Box:
    """An entry drawn: a rectangle with lines of text."""

    link: Link
    path: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[tuple[float, str], ...]
    is_root: bool = False

    @property
    def middle(self) -> float:
        """Where a line meets it."""
        return self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole drawing; `edges` are paths with the type of relation, `headings` texts with their places."""

    name: str
    width: float
    height: float
    boxes: list[Box]
    edges: list[tuple[str, str]]
    headings: list[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class Group:
    """The entries that one type of relation leads to."""

    kind: str
    label: str
    links: list[Link]

    @property
    def drawn(self) -> list[Link]:
        """Those in the drawing."""
        return self.links[:_MOST]


def graph_response(visit: Visit, card: Card) -> Response:
    """The map around *card*."""
    snapshot, lang = visit.snapshot, visit.reader.lang
    asked = [kind for kind in visit.request.query_params.getlist("type") if kind in RELATIONS]
    groups = list(_groups(visit, card, asked or _ORDER))
    (root,) = links_to(visit, [card.id])
    head = Head(
        title=f"{root.label} – {visit.say('Map')}",
        description=visit.say(N_("How the entries are related; choose one to see what is around it.")),
        paths={other: page(other, GRAPH, root=card.id) for other in snapshot.locales},
        known=frozenset({"root", "type"}),
        is_indexed=False,
        nav=GRAPH,
    )
    return render(
        visit,
        "graph.html",
        head,
        root=root,
        entry=entry_page(snapshot, card, visit.reader),
        groups=groups,
        wide=_wide(lang, root, groups),
        narrow=_narrow(lang, root, groups),
        types=[(kind, visit.say(label), not asked or kind in asked) for kind, label in RELATIONS.items()],
        is_cut=any(len(group.links) > _MOST for group in groups),
    )


def centre(snapshot: Snapshot) -> Card | None:
    """Where to begin: the entry with the most relations; in a large catalogue simply one."""
    if not snapshot.cards:
        return None
    if len(snapshot.cards) > _FEW:
        reader = snapshot.reader(snapshot.default_lang)
        return snapshot.lists.listing(reader, Filter(), Sort.TITLE).cut(0, 1)[0].card
    return max(snapshot.cards.values(), key=lambda card: sum(map(len, card.relations.values())))


def _groups(visit: Visit, card: Card, kinds: Collection[str]) -> Iterator[Group]:
    seen = {card.id}
    for kind in _ORDER:
        found = [other for other in card.relations.get(kind, ()) if other not in seen]
        if kind in kinds and found:
            seen.update(found)
            links = sorted(links_to(visit, found), key=lambda link: link.label.casefold())
            yield Group(kind, visit.say(RELATIONS[kind]), links)


def _wide(lang: str, root: Link, groups: Sequence[Group]) -> Sheet:
    """The entry in the middle, others in a column on each side."""
    width, column = 920.0, 270.0
    columns = {is_left: [group for group in groups if (group.kind in _LEFT) is is_left] for is_left in (True, False)}
    heights = {is_left: _height(lang, column_of, column) for is_left, column_of in columns.items()}
    height = max(*heights.values(), 80.0)
    headings: list[tuple[float, float, str]] = []
    sides: list[tuple[Box, str, bool]] = []
    for is_left, column_of in columns.items():
        x, y = (0.0 if is_left else width - column), (height - heights[is_left]) / 2
        for group in column_of:
            headings.append((x, y + 18, group.label))
            y += _HEADING
            for link in group.drawn:
                box = _box(lang, link, x, y, column)
                sides.append((box, group.kind, is_left))
                y += box.height + _GAP
            y += _GAP
    middle = _box(lang, root, 0, 0, 220.0, is_root=True)
    middle = _box(lang, root, (width - 220) / 2, (height - middle.height) / 2, 220.0, is_root=True)
    boxes = [middle, *(box for box, _, _ in sides)]
    edges = [(_curve(box, middle, is_left=is_left), kind) for box, kind, is_left in sides]
    return Sheet("wide", width, height, boxes, edges, headings)


def _height(lang: str, groups: Sequence[Group], width: float) -> float:
    """How much room a column of *groups* takes."""
    boxes = sum(_box(lang, link, 0, 0, width).height + _GAP for group in groups for link in group.drawn)
    return boxes + len(groups) * (_HEADING + _GAP)


def _narrow(lang: str, root: Link, groups: Sequence[Group]) -> Sheet:
    """The entry on top, others below it along a line."""
    width, indent = 340.0, 28.0
    top = _box(lang, root, 0, 0, width, is_root=True)
    boxes, edges, headings = [top], [], []
    y = top.height + _GAP
    for group in groups:
        headings.append((indent, y + 18, group.label))
        y += _HEADING
        for link in group.drawn:
            box = _box(lang, link, indent, y, width - indent)
            boxes.append(box)
            edges.append((f"M12 {top.height:g}V{box.middle:g}H{indent:g}", group.kind))
            y += box.height + _GAP
        y += _GAP
    return Sheet("narrow", width, y, boxes, edges, headings)


def _box(lang: str, link: Link, x: float, y: float, width: float, *, is_root: bool = False) -> Box:
    lines = wrap(link.label, width - 2 * _PADDING - 6, _SIZE, "bold" if is_root else "regular")
    height = len(lines) * _LEADING + 2 * _PADDING
    placed = tuple((y + _PADDING + _LEADING * (at + 0.74), line) for at, line in enumerate(lines))
    path = link.path if is_root else page(lang, GRAPH, root=link.id)
    return Box(link, path, x, y, width, height, placed, is_root)


def _curve(box: Box, middle: Box, *, is_left: bool) -> str:
    start = box.x + box.width if is_left else box.x
    end = middle.x if is_left else middle.x + middle.width
    half = (start + end) / 2
    return f"M{start:g} {box.middle:g}C{half:g} {box.middle:g} {half:g} {middle.middle:g} {end:g} {middle.middle:g}"
