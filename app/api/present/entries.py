"""Entries as a reader sees them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from pydantic_core import to_json

from app.api.outputs.base import EntryRef
from app.api.outputs.entries import (
    OUTPUTS,
    EntryBase,
    EntryLinks,
    NameOut,
    RelationOut,
    SectionOut,
    SeriesPlace,
    SourceOut,
    TranslationOut,
)
from app.api.present.figures import present_figure
from app.api.present.links import entry_ref, entry_url, fallback, resolve_links
from app.api.present.series import present_place
from app.catalogue.cards import INVERSE, Card
from app.catalogue.generation import Body
from app.catalogue.lists import Item
from app.catalogue.resolver import Reader, resolve
from app.catalogue.snapshot import Snapshot
from app.domain.bibliography import Name
from app.domain.texts import Status


def present_items(snapshot: Snapshot, items: Sequence[Item], reader: Reader) -> bytes:
    """Entries as lists show them: a JSON list of `EntryItem`, joined from what the release's file has ready."""
    told: dict[int, str] = {}
    for served in {id(item.served): item.served for item in items}.values():
        reason = fallback(served, reader)
        told[id(served)] = (
            f'"requested_lang":"{reader.lang}","lang":"{served.lang}",'
            f'"fallback":{"null" if reason is None else reason.model_dump_json()},'
        )
    rest = snapshot.generation.items([(item.number, item.served.lang) for item in items])
    begin, _, end = to_json(entry_url(snapshot, "", reader.lang)).decode().rpartition("?")
    rows = [
        f'{{"id":"{item.id}","kind":"{item.kind}",{told[id(item.served)]}{members},"url":{begin}{item.id}?{end}}}'
        for item, members in zip(items, rest, strict=True)
    ]
    return f"[{','.join(rows)}]".encode()


def present_entry(
    snapshot: Snapshot, card: Card, reader: Reader, include: Collection[str] = ()
) -> tuple[EntryBase, list[str]]:
    """An entry with the members that *include* names, and the languages of its own text, the chief one first."""
    head, served = snapshot.served(card, reader)
    body = snapshot.body(card, head.lang)
    text = body.text
    facts = snapshot.facts(card)
    members: dict[str, Any] = {
        name: build(snapshot, card, reader) for name, build in _INCLUDES.items() if name in include
    }
    if facts.leaders is not None:
        members["leaders"] = list(facts.leaders)
    if "figure" in include and facts.diagram is not None:
        members["figure"] = present_figure(snapshot, card, facts.diagram, reader)
    entry = OUTPUTS[card.kind](
        id=card.id,
        kind=card.kind,
        requested_lang=reader.lang,
        lang=text.lang,
        match=reader.match,
        fallback=fallback(served, reader),
        slug=text.slug,
        pref_label=text.pref_label,
        alt_labels=list(text.alt_labels),
        definition=text.definition,
        scope_note=text.scope_note,
        editorial_note=text.editorial_note,
        source_lang=card.source_lang,
        status=text.status,
        sections_behind=head.sections_behind,
        licence=card.licence,
        release=snapshot.release,
        created_at=card.created_at,
        updated_at=body.updated_at,
        links=EntryLinks(
            self=entry_url(snapshot, card.id, reader.lang),
            translations=entry_url(snapshot, card.id, reader.lang, "/translations"),
            relations=entry_url(snapshot, card.id, reader.lang, "/relations"),
            figure=entry_url(snapshot, card.id, reader.lang, "/figure") if facts.diagram else None,
        ),
        **members,
    )
    languages = [text.lang, *(section.lang for section in members.get("sections", ()))]
    return entry, list(dict.fromkeys(languages))


def present_sections(snapshot: Snapshot, card: Card, reader: Reader) -> list[SectionOut]:
    """The sections of the source, each in the nearest language that has it."""
    bodies = {lang: snapshot.body(card, lang) for lang in _needed(snapshot, card, reader)}
    return [
        _present_section(snapshot, section.id, bodies, card, reader)
        for section in bodies[card.source_lang].text.sections
    ]


def _needed(snapshot: Snapshot, card: Card, reader: Reader) -> list[str]:
    """The languages whose bodies the sections may come from: one if its text is complete, else all."""
    head, _ = snapshot.served(card, reader)
    if head.status is Status.SOURCE or not head.sections_behind:
        return list(dict.fromkeys((card.source_lang, head.lang)))
    return list(card.heads)


def _present_section(
    snapshot: Snapshot, section_id: str, bodies: Mapping[str, Body], card: Card, reader: Reader
) -> SectionOut:
    readable = {lang: card.statuses[lang] for lang, body in bodies.items() if body.text.section(section_id) is not None}
    lang = resolve(readable, reader).lang
    section = bodies[lang].text.section(section_id)
    assert section is not None
    return SectionOut(
        id=section.id,
        lang=lang,
        title=section.title,
        html=resolve_links(snapshot, bodies[lang].html[section.id], lang, reader),
        markdown=section.markdown,
        status=section.status,
    )


def present_translations(snapshot: Snapshot, card: Card, _reader: Reader) -> list[TranslationOut]:
    """Every language of the catalogue, whether it has a text or not."""
    found = []
    for locale in snapshot.locales.values():
        head = card.heads.get(locale.lang)
        found.append(
            TranslationOut(
                lang=locale.lang,
                tag=locale.tag,
                status=head.status if head else Status.MISSING,
                sections_behind=head.sections_behind if head else 0,
                slug=head.slug if head else None,
                pref_label=head.pref_label if head else None,
                updated_at=head.updated_at if head else None,
                url=entry_url(snapshot, card.id, locale.lang),
            )
        )
    return found


def present_relations(snapshot: Snapshot, card: Card, reader: Reader) -> list[RelationOut]:
    """Every edge of the entry, type by type."""
    return [
        RelationOut(type=kind, entry=entry_ref(snapshot, snapshot.cards[target], reader))
        for kind in INVERSE
        for target in card.relations.get(kind, ())
    ]


def present_backlinks(snapshot: Snapshot, card: Card, reader: Reader) -> list[EntryRef]:
    """The entries whose texts link here."""
    return [entry_ref(snapshot, snapshot.cards[other], reader) for other in card.relations.get("mentioned_in", ())]


def present_places(snapshot: Snapshot, card: Card, reader: Reader) -> list[SeriesPlace]:
    """Where the entry stands in each series it belongs to."""
    return [present_place(snapshot, series, position, reader) for series, position in card.series]


def present_sources(snapshot: Snapshot, card: Card, _reader: Reader) -> list[SourceOut]:
    """The works the entry builds on, the most important first."""
    return [present_source(snapshot, key) for key in card.sources]


def present_source(snapshot: Snapshot, key: str) -> SourceOut:
    """One work of the bibliography."""
    work = snapshot.bibliography[key]
    return SourceOut(
        key=work.key,
        type=work.type,
        title=work.title,
        authors=[_name(name) for name in work.authors],
        year=work.year,
        container=work.container,
        editors=[_name(name) for name in work.editors],
        volume=work.volume,
        issue=work.issue,
        pages=work.pages,
        edition=work.edition,
        publisher=work.publisher,
        place=work.place,
        doi=work.doi,
        url=work.url,
        lang=work.lang,
        note=work.note,
    )


def _name(name: Name) -> NameOut:
    return NameOut(family=name.family, given=name.given, literal=name.literal)


_Build = Callable[[Snapshot, Card, Reader], list[Any]]
# Name of a member -> what it holds; `figure`, which only models have, stands apart.
_INCLUDES: Mapping[str, _Build] = {
    "sections": present_sections,
    "translations": present_translations,
    "relations": present_relations,
    "backlinks": present_backlinks,
    "series": present_places,
    "sources": present_sources,
}
