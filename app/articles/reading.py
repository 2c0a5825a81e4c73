"""Everything that one reader reads of an entry or a series, in values; each piece says which language it is in."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.articles.citations import citation
from app.catalogue.cards import Card
from app.catalogue.generation import SeriesRecord
from app.catalogue.passages import FigureWords, passages
from app.catalogue.resolver import Reader, resolve
from app.catalogue.snapshot import Snapshot
from app.domain.diagram import Diagram
from app.domain.locales import Locale
from app.domain.texts import PartText

# The relations that a reader is led along, in this order.
_NEAR = ("broader", "narrower", "part_of", "has_part", "related")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A titled piece of a text; `html` has links to entries as `entry:id#section`."""

    id: str
    locale: Locale
    title: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry that this one leads to; one that is only planned has no `id`."""

    id: str | None
    locale: Locale
    label: str
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An entry; `asked` is the reader's language and `locale` the one that the text is really in."""

    id: str
    kind: str
    asked: Locale
    locale: Locale
    slug: str
    label: str
    alt_labels: tuple[str, ...]
    definition: str
    scope_note: str | None
    passages: tuple[Passage, ...]
    diagram: Diagram | None
    # Part id -> the BCP 47 tag of its words, and the words.
    words: Mapping[str, tuple[str, PartText]]
    near: tuple[Link, ...]
    sources: tuple[str, ...]
    licence: str

    @property
    def is_fallback(self) -> bool:
        """Whether another language stands in for the reader's."""
        return self.asked.lang != self.locale.lang


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesArticle:
    """A series with its parts in order."""

    id: str
    asked: Locale
    locale: Locale
    slug: str
    label: str
    definition: str
    passages: tuple[Passage, ...]
    parts: tuple[Link, ...]
    licence: str

    @property
    def is_fallback(self) -> bool:
        """Whether another language stands in for the reader's."""
        return self.asked.lang != self.locale.lang


def read_entry(snapshot: Snapshot, card: Card, reader: Reader) -> Article:
    """The entry of *card*, whole, with every section, figure part and link in the nearest language that has it."""
    head, _ = snapshot.served(card, reader)
    words = FigureWords(snapshot, card, reader)
    text = words.text
    near = dict.fromkeys(target for kind in _NEAR for target in card.relations.get(kind, ()))
    diagram = snapshot.facts(card).diagram
    return Article(
        id=card.id,
        kind=card.kind,
        asked=snapshot.locales[reader.lang],
        locale=snapshot.locales[head.lang],
        slug=head.slug,
        label=text.pref_label,
        alt_labels=text.alt_labels,
        definition=text.definition,
        scope_note=text.scope_note,
        passages=tuple(
            Passage(
                id=found.section.id,
                locale=snapshot.locales[found.lang],
                title=found.section.title,
                html=found.html,
            )
            for found in passages(snapshot, card, reader)
        ),
        diagram=diagram,
        words={} if diagram is None else _tagged(snapshot, diagram, words),
        near=tuple(_link(snapshot, snapshot.cards[target], reader) for target in near),
        sources=tuple(citation(snapshot.bibliography[key]) for key in card.sources),
        licence=card.licence,
    )


def read_series(snapshot: Snapshot, record: SeriesRecord, reader: Reader) -> SeriesArticle:
    """The series of *record*, with the label and definition of each part."""
    texts = record.series.texts
    text = texts[resolve({lang: text.status for lang, text in texts.items()}, reader).lang]
    locale = snapshot.locales[text.lang]
    return SeriesArticle(
        id=record.series.id,
        asked=snapshot.locales[reader.lang],
        locale=locale,
        slug=text.slug,
        label=text.pref_label,
        definition=text.definition,
        passages=tuple(
            Passage(id=section.id, locale=locale, title=section.title, html=record.html[text.lang][section.id])
            for section in text.sections
        ),
        parts=tuple(_part(snapshot, record, part, reader) for part in record.series.parts),
        licence=snapshot.licence,
    )


def _tagged(snapshot: Snapshot, diagram: Diagram, words: FigureWords) -> Mapping[str, tuple[str, PartText]]:
    """The words of each part, with the tag of their language."""
    found = {part: words(part) for part in diagram.part_ids()}
    return {part: (snapshot.locales[lang].tag, text) for part, (lang, text) in found.items()}


def _link(snapshot: Snapshot, card: Card, reader: Reader) -> Link:
    head, _ = snapshot.served(card, reader)
    return Link(id=card.id, locale=snapshot.locales[head.lang], label=head.pref_label)


def _part(snapshot: Snapshot, record: SeriesRecord, part: str, reader: Reader) -> Link:
    card = snapshot.cards.get(part)
    if card is not None:
        head, _ = snapshot.served(card, reader)
        definition = snapshot.body(card, head.lang).text.definition
        return Link(id=part, locale=snapshot.locales[head.lang], label=head.pref_label, definition=definition)
    labelled = {lang: text.status for lang, text in record.series.texts.items() if part in text.planned}
    lang = resolve(labelled, reader).lang
    return Link(id=None, locale=snapshot.locales[lang], label=record.series.texts[lang].planned[part])
