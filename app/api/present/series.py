"""Series as a reader sees them: the same order in every language, each part in the nearest one."""

from urllib.parse import quote

from app.api.outputs.collections import SeriesItem, SeriesOut, SeriesSection
from app.api.outputs.entries import SeriesNeighbour, SeriesPlace
from app.api.present.links import entry_ref, fallback, resolve_links
from app.catalogue.generation import SeriesRecord
from app.catalogue.resolver import Reader, Served, resolve
from app.catalogue.snapshot import Snapshot
from app.domain.texts import Text


def series_url(snapshot: Snapshot, series_id: str, reader: Reader) -> str:
    """The address of a series for a reader."""
    return snapshot.url(f"/v1/series/{quote(series_id)}?lang={reader.lang}")


def present_series_item(snapshot: Snapshot, record: SeriesRecord, reader: Reader) -> SeriesItem:
    """A series as lists show it."""
    text, served = _text(record, reader)
    return SeriesItem(
        id=record.series.id,
        requested_lang=reader.lang,
        lang=text.lang,
        fallback=fallback(served, reader),
        slug=text.slug,
        pref_label=text.pref_label,
        definition=text.definition,
        length=len(record.series.parts),
        planned=sum(part not in snapshot.cards for part in record.series.parts),
        url=series_url(snapshot, record.series.id, reader),
    )


def present_series(snapshot: Snapshot, record: SeriesRecord, reader: Reader) -> SeriesOut:
    """A series with all its parts."""
    text, _ = _text(record, reader)
    length = len(record.series.parts)
    return SeriesOut(
        **present_series_item(snapshot, record, reader).model_dump(),
        alt_labels=list(text.alt_labels),
        source_lang=record.series.source_lang,
        sections=[_section(snapshot, record, text, section.id, reader) for section in text.sections],
        parts=[present_part(snapshot, record, position, reader) for position in range(1, length + 1)],
        release=snapshot.release,
        updated_at=record.updated_at[text.lang],
    )


def present_part(snapshot: Snapshot, record: SeriesRecord, position: int, reader: Reader) -> SeriesNeighbour:
    """The part at *position* (from 1): an entry, or the label of one that is planned."""
    part = record.series.parts[position - 1]
    if part in snapshot.cards:
        ref = entry_ref(snapshot, snapshot.cards[part], reader)
        return SeriesNeighbour(
            position=position,
            id=part,
            planned=False,
            lang=ref.lang,
            pref_label=ref.pref_label,
            slug=ref.slug,
            url=ref.url,
        )
    labelled = {lang: text.status for lang, text in record.series.texts.items() if part in text.planned}
    lang = resolve(labelled, reader).lang
    label = record.series.texts[lang].planned[part]
    return SeriesNeighbour(position=position, id=part, planned=True, lang=lang, pref_label=label, slug=None, url=None)


def present_place(snapshot: Snapshot, series_id: str, position: int, reader: Reader) -> SeriesPlace:
    """Where the part at *position* stands, with its neighbours."""
    record = snapshot.series[series_id]
    text, _ = _text(record, reader)
    length = len(record.series.parts)
    return SeriesPlace(
        id=series_id,
        lang=text.lang,
        pref_label=text.pref_label,
        position=position,
        length=length,
        previous=present_part(snapshot, record, position - 1, reader) if position > 1 else None,
        next=present_part(snapshot, record, position + 1, reader) if position < length else None,
        url=series_url(snapshot, series_id, reader),
    )


def _text(record: SeriesRecord, reader: Reader) -> tuple[Text, Served]:
    served = resolve({lang: text.status for lang, text in record.series.texts.items()}, reader)
    return record.series.texts[served.lang], served


def _section(snapshot: Snapshot, record: SeriesRecord, text: Text, section_id: str, reader: Reader) -> SeriesSection:
    section = text.section(section_id)
    assert section is not None
    return SeriesSection(
        id=section.id,
        lang=text.lang,
        title=section.title,
        html=resolve_links(snapshot, record.html[text.lang][section.id], text.lang, reader),
        markdown=section.markdown,
    )
