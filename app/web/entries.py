"""The page of an entry."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Response
from markupsafe import Markup

from app.catalogue.cards import Card
from app.catalogue.cards import Head as TextHead
from app.catalogue.generation import Body
from app.catalogue.passages import FigureWords, link, passages
from app.catalogue.resolver import Reason, Served
from app.diagrams import compose, draw, table, table_html
from app.domain.diagram import Diagram
from app.domain.texts import Status
from app.languages.messages import N_
from app.web.addresses import GRAPH, entry_page, page
from app.web.citations import Source, source_of
from app.web.links import Link, links_to
from app.web.preview import preview_of
from app.web.relations import RELATIONS
from app.web.rendering import Head, render
from app.web.series import Place, places
from app.web.structured import defined_term, licence_url
from app.web.visit import Visit

# Figures are laid out twice; the style sheet shows the one that suits the screen.
WIDE: Final = 720
NARROW: Final = 340
_FALLBACKS: Final = {
    Reason.MISSING: N_("This text does not exist in %(language)s yet. You are reading it in %(actual)s."),
    Reason.OUTDATED: N_("The text in %(language)s is older than its source. You are reading it in %(actual)s."),
    Reason.WITHDRAWN: N_("The text in %(language)s has been withdrawn. You are reading it in %(actual)s."),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A section as it is shown; `is_behind` where its source has changed since."""

    id: str
    lang: str
    title: str
    html: Markup
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """A model drawn for wide and for narrow screens, and as a table; `svg` is where the drawing can be had alone."""

    wide: Markup
    narrow: Markup
    table: Markup
    svg: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """Everything that the page of an entry shows."""

    card: Card
    head: TextHead
    body: Body
    note: str | None
    sections: list[Passage]
    figure: Figure | None
    feedback: str
    embed: str
    oembed: str
    relations: list[tuple[str, list[Link]]]
    broader: list[Link]
    places: list[Place]
    sources: list[Source]
    cite: str
    licence: str
    json: str


def entry_response(visit: Visit, card: Card) -> Response:
    """The page of *card*."""
    snapshot, reader = visit.snapshot, visit.reader
    view = _view(visit, card)
    preview = preview_of(visit.request)
    text = view.body.text
    paths = {lang: entry_page(snapshot, card, snapshot.reader(lang)) for lang in snapshot.locales}
    written_in = [lang for lang in snapshot.locales if lang in card.heads]
    languages = dict.fromkeys([text.lang, *(section.lang for section in view.sections)])
    head = Head(
        title=text.pref_label,
        description=text.definition,
        paths=paths,
        canonical=text.lang,
        written_in=written_in,
        data=[defined_term(visit, card, view.body, snapshot.url(paths[text.lang]))],
        kind="article",
        nav=card.kind,
    )
    return render(
        visit,
        "entry.html",
        head,
        languages=list(languages),
        entry=view,
        graph=page(reader.lang, GRAPH, root=card.id),
        found=preview.found(card.kind, card.id) if preview else None,
    )


def entry_path(visit: Visit, slug: str) -> tuple[Card, str, bool] | None:
    """The entry that *slug* means, its right path, and whether the slug is a former one; an id, too, is understood."""
    snapshot = visit.snapshot
    found = snapshot.find_slug(slug, visit.reader)
    if found is None:
        move = snapshot.moved(slug)
        card = snapshot.cards.get(slug if move is None or move.to is None else move.to)
        found = None if card is None else (card, False)
    if found is None:
        return None
    card, is_former = found
    return card, entry_page(visit.snapshot, card, visit.reader), is_former


def _view(visit: Visit, card: Card) -> EntryView:
    snapshot, reader = visit.snapshot, visit.reader
    head, served = snapshot.served(card, reader)
    body = snapshot.body(card, head.lang)
    diagram = snapshot.facts(card).diagram
    embedded = snapshot.url(f"/embed/{quote(reader.lang)}/{quote(head.slug)}")
    return EntryView(
        card=card,
        head=head,
        body=body,
        note=_note(visit, head, served),
        sections=list(_sections(visit, card)),
        figure=_figure(visit, card, diagram) if diagram else None,
        feedback=f"/v1/feedback?lang={reader.lang}",
        embed=_embed(body.text.pref_label, embedded),
        oembed=snapshot.url(f"/oembed?{urlencode({'url': embedded})}"),
        relations=list(_relations(visit, card)),
        broader=links_to(visit, card.relations.get("broader", ())),
        places=places(visit, card),
        sources=[source_of(snapshot.bibliography[key]) for key in card.sources],
        cite=_cite(visit, card, body),
        licence=licence_url(card.licence),
        json=f"/v1/entries/{quote(card.id)}?lang={reader.lang}",
    )


def _relations(visit: Visit, card: Card) -> Iterator[tuple[str, list[Link]]]:
    """What is related by what; each entry once, and what the text links to is left to the text."""
    seen: set[str] = set()
    for kind, message in RELATIONS.items():
        found = [other for other in card.relations.get(kind, ()) if other not in seen]
        if kind != "mentions" and found:
            seen.update(found)
            yield visit.say(message), links_to(visit, found)


def _note(visit: Visit, head: TextHead, served: Served) -> str | None:
    """What the reader must know about the text: that it is another language's, or older than its source."""
    if served.reason is not None:
        names = {"language": visit.name_of(visit.reader.lang), "actual": visit.name_of(served.lang)}
        return visit.say(_FALLBACKS[served.reason], **names)
    if head.sections_behind:
        return visit.count(
            "This translation is older than its source in %(count)s section.",
            "This translation is older than its source in %(count)s sections.",
            head.sections_behind,
        )
    return visit.say(N_("This translation is older than its source.")) if head.status is Status.OUTDATED else None


def _sections(visit: Visit, card: Card) -> Iterator[Passage]:
    snapshot, reader = visit.snapshot, visit.reader
    address = partial(entry_page, snapshot, reader=reader)
    for passage in passages(snapshot, card, reader):
        html = link(snapshot, passage.html, passage.lang, reader, address)
        is_behind = passage.section.status is Status.OUTDATED
        # Rendered and sanitised when it was published.
        yield Passage(passage.section.id, passage.lang, passage.section.title, Markup(html), is_behind)  # noqa: S704  # nosec B704


def _figure(visit: Visit, card: Card, diagram: Diagram) -> Figure:
    snapshot, reader = visit.snapshot, visit.reader
    words = FigureWords(snapshot, card, reader)

    def tagged(part: str) -> tuple[str, Any]:
        lang, found = words(part)
        return snapshot.locales[lang].tag, found

    def address(entry_id: str) -> str | None:
        other = snapshot.cards.get(entry_id)
        return None if other is None or other is card else entry_page(snapshot, other, reader)

    drawing = compose(
        diagram,
        name=card.id,
        title=words.text.pref_label,
        lang=snapshot.locales[words.text.lang].tag,
        words=tagged,
        address=address,
    )
    wide, narrow = (Markup(draw(drawing, width=width)) for width in (WIDE, NARROW))  # noqa: S704 - escaped by the drawing  # nosec B704
    return Figure(
        wide,
        narrow,
        Markup(table_html(table(drawing), caption=False)),  # noqa: S704  # nosec B704
        f"/v1/entries/{quote(card.id)}/figure.svg?lang={reader.lang}",
    )


def _embed(label: str, address: str) -> str:
    """What to paste into another page to show the entry there."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(label)}" width="640" height="480" loading="lazy" '
        'sandbox="allow-scripts allow-popups"></iframe>'
    )


def _cite(visit: Visit, card: Card, body: Body) -> str:
    """How to refer to the page: title, catalogue, date, address."""
    snapshot, text = visit.snapshot, body.text
    address = snapshot.url(entry_page(snapshot, card, snapshot.reader(text.lang)))
    site = snapshot.locales[text.lang].title
    return f"{text.pref_label}. {site}, {body.updated_at:%Y-%m-%d}. {address}"
