"""Links to entries as the reader of a page gets them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalogue.cards import Card
from app.catalogue.pages import Item
from app.web.addresses import slug_page
from app.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an entry: its path, its label, and the language of the label."""

    id: str
    kind: str
    path: str
    label: str
    lang: str


@dataclass(frozen=True, slots=True)
class Teaser:
    """A link with the definition of what it leads to."""

    link: Link
    definition: str


def link_to(visit: Visit, card: Card) -> Link:
    """A link to *card*."""
    head, _ = visit.snapshot.served(card, visit.reader)
    return Link(card.id, card.kind, slug_page(visit.reader.lang, head.slug), head.pref_label, head.lang)


def links_to(visit: Visit, ids: Iterable[str]) -> list[Link]:
    """Links to the entries of *ids*, in their order."""
    return [link_to(visit, visit.snapshot.cards[entry_id]) for entry_id in ids]


def teaser_of(visit: Visit, item: Item) -> Teaser:
    """An entry of a list with its definition."""
    text = visit.snapshot.body(item.card, item.head.lang).text
    return Teaser(link_to(visit, item.card), text.definition)
