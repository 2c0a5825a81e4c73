"""Series: their list, a page for each, and where an entry stands in them."""

from dataclasses import dataclass
from functools import partial

from fastapi import Response
from markupsafe import Markup

from app.catalogue.cards import Card
from app.catalogue.generation import SeriesRecord
from app.catalogue.passages import link
from app.catalogue.resolver import Reason, Served, resolve
from app.catalogue.snapshot import Snapshot
from app.domain.texts import Text
from app.languages.messages import N_
from app.web.addresses import SERIES, entry_page, page
from app.web.citations import source_of
from app.web.rendering import Head, render
from app.web.structured import learning_resource
from app.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a series; `path` is None for one that is planned."""

    position: int
    label: str
    lang: str
    path: str | None
    definition: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in a series."""

    path: str
    label: str
    lang: str
    position: int
    length: int
    previous: Part | None
    next: Part | None


@dataclass(frozen=True, slots=True)
class SeriesTeaser:
    """A series in a list."""

    path: str
    label: str
    lang: str
    definition: str
    length: int
    planned: int


def text_of(record: SeriesRecord, visit: Visit) -> tuple[Text, Served]:
    """The text of a series that the reader gets."""
    served = resolve({lang: text.status for lang, text in record.series.texts.items()}, visit.reader)
    return record.series.texts[served.lang], served


def places(visit: Visit, card: Card) -> list[Place]:
    """Where *card* stands in each series it belongs to."""
    return [_place(visit, visit.snapshot.series[series], position) for series, position in card.series]


def teasers(visit: Visit) -> list[SeriesTeaser]:
    """Every series."""
    return [_teaser(visit, record) for record in visit.snapshot.series.values()]


def list_response(visit: Visit) -> Response:
    """The list of all series."""
    title = visit.say(N_("Series"))
    paths = {lang: page(lang, SERIES) for lang in visit.snapshot.locales}
    head = Head(title=title, description=visit.say(N_("Entries in an order to read them in.")), paths=paths, nav=SERIES)
    return render(visit, "series_list.html", head, series=teasers(visit))


def series_response(visit: Visit, record: SeriesRecord) -> Response:
    """The page of one series."""
    snapshot, reader = visit.snapshot, visit.reader
    text, served = text_of(record, visit)
    address = partial(entry_page, snapshot, reader=reader)
    sections = [
        (section, Markup(link(snapshot, record.html[text.lang][section.id], text.lang, reader, address)))  # noqa: S704  # nosec B704
        for section in text.sections
    ]
    head = Head(
        title=text.pref_label,
        description=text.definition,
        paths={lang: page(lang, SERIES, record.series.id) for lang in snapshot.locales},
        canonical=text.lang,
        written_in=[lang for lang in snapshot.locales if lang in record.series.texts],
        data=[learning_resource(visit, record, text)],
        nav=SERIES,
    )
    return render(
        visit,
        "series.html",
        head,
        languages=[text.lang],
        text=text,
        note=None
        if served.reason is not Reason.MISSING
        else visit.say(
            N_("This text does not exist in %(language)s yet. You are reading it in %(actual)s."),
            language=visit.name_of(reader.lang),
            actual=visit.name_of(served.lang),
        ),
        sections=sections,
        parts=[part_of(visit, record, place, told=True) for place in range(1, len(record.series.parts) + 1)],
        sources=[source_of(snapshot.bibliography[key]) for key in record.series.sources],
        updated=record.updated_at[text.lang],
    )


def part_of(visit: Visit, record: SeriesRecord, position: int, *, told: bool = False) -> Part:
    """The part at *position* (from 1), with its definition if it is to be *told*."""
    snapshot, reader = visit.snapshot, visit.reader
    part = record.series.parts[position - 1]
    if part in snapshot.cards:
        card = snapshot.cards[part]
        head, _ = snapshot.served(card, reader)
        definition = snapshot.body(card, head.lang).text.definition if told else None
        return Part(position, head.pref_label, head.lang, entry_page(snapshot, card, reader), definition)
    labelled = {lang: text.status for lang, text in record.series.texts.items() if part in text.planned}
    lang = resolve(labelled, reader).lang
    return Part(position, record.series.texts[lang].planned[part], lang, None)


def _place(visit: Visit, record: SeriesRecord, position: int) -> Place:
    text, _ = text_of(record, visit)
    length = len(record.series.parts)
    return Place(
        page(visit.reader.lang, SERIES, record.series.id),
        text.pref_label,
        text.lang,
        position,
        length,
        part_of(visit, record, position - 1) if position > 1 else None,
        part_of(visit, record, position + 1) if position < length else None,
    )


def _teaser(visit: Visit, record: SeriesRecord) -> SeriesTeaser:
    text, _ = text_of(record, visit)
    parts = record.series.parts
    path = page(visit.reader.lang, SERIES, record.series.id)
    return SeriesTeaser(path, text.pref_label, text.lang, text.definition, len(parts), _planned(visit.snapshot, parts))


def _planned(snapshot: Snapshot, parts: tuple[str, ...]) -> int:
    return sum(part not in snapshot.cards for part in parts)
