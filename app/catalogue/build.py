"""From a stored release to its generation file: derives the graph, the heads and the sort keys."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import Engine

from app.catalogue.cards import Card, Head
from app.catalogue.generation import Body, Facts, Meta, Record, SeriesRecord, file_name, write
from app.catalogue.relations import Statement, both_ways
from app.content.markdown import links
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Why
from app.languages.collation import sort_key
from app.store.load import StoredRelease, load
from app.store.values import StoredEntry, StoredText


def build(engine: Engine, folder: Path, number: int | None = None) -> Path:
    """The generation file of a release, the active one without a *number*; built only if it is not there."""
    release = load(engine, number)
    path = folder / file_name(release.info.number, release.info.digest)
    if not path.exists():
        write(path, _meta(release), _records(release))
    return path


def _meta(release: StoredRelease) -> Meta:
    catalogue = release.catalogue
    return Meta(
        number=release.info.number,
        digest=release.info.digest,
        created_at=release.info.created_at,
        licence=catalogue.licence,
        default_lang=catalogue.default_lang,
        locales=catalogue.locales,
        bibliography=catalogue.bibliography,
        moves=catalogue.moves,
        series=tuple(
            SeriesRecord(
                series=stored.series,
                html={lang: text.html for lang, text in stored.texts.items()},
                updated_at={lang: text.updated_at for lang, text in stored.texts.items()},
            )
            for stored in release.series()
        ),
        former_slugs=tuple((slug.lang, slug.slug, slug.id) for slug in release.former_slugs() if not slug.series),
    )


def _records(release: StoredRelease) -> Iterator[Record]:
    relations = _relations(release)
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for stored in release.series():
        for position, part in enumerate(stored.series.parts, 1):
            places[part].append((stored.series.id, position))
    withdrawn: dict[str, set[str]] = defaultdict(set)
    for move in release.catalogue.moves:
        if move.lang is not None and move.why is Why.WITHDRAWN:
            withdrawn[move.id].add(move.lang)
    locales = {locale.lang: locale.data_locale for locale in release.catalogue.locales}
    for number, stored_entry in enumerate(release.entries(), 1):
        entry = stored_entry.entry
        yield Record(
            card=Card(
                number=number,
                id=entry.id,
                kind=entry.kind,
                source_lang=entry.source_lang,
                licence=entry.licence,
                created_at=stored_entry.created_at,
                updated_at=max(stored_entry.updated_at, *(text.updated_at for text in stored_entry.texts.values())),
                heads={lang: _head(text) for lang, text in stored_entry.texts.items()},
                withdrawn=frozenset(withdrawn[entry.id]),
                sources=entry.sources,
                relations=relations.get(entry.id, {}),
                series=tuple(sorted(places[entry.id])),
            ),
            facts=Facts(
                revision=entry.revision,
                broader=entry.broader,
                related=entry.related,
                leaders=entry.leaders if isinstance(entry, Style) else None,
                diagram=entry.diagram if isinstance(entry, Model) else None,
            ),
            bodies={
                lang: Body(text=stored.text, html=stored.html, updated_at=stored.updated_at)
                for lang, stored in stored_entry.texts.items()
            },
            sort_keys=tuple(
                (collation, lang, sort_key(stored.text.pref_label, data_locale))
                for collation, data_locale in locales.items()
                for lang, stored in stored_entry.texts.items()
            ),
        )


def _relations(release: StoredRelease) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    statements: list[Statement] = []
    known: dict[str, None] = {}
    for stored in release.entries():
        known[stored.entry.id] = None
        statements.extend(_statements(stored))
    return both_ways(statements, known)


def _statements(stored: StoredEntry) -> Iterator[Statement]:
    entry = stored.entry
    yield from ((entry.id, "broader", target) for target in entry.broader)
    yield from ((entry.id, "related", target) for target in entry.related)
    if isinstance(entry, Model):
        yield from ((entry.id, "has_part", target) for target in entry.diagram.entries())
    for text in stored.texts.values():
        for section in text.text.sections:
            yield from ((entry.id, "mentions", link.entry) for link in links(section.markdown))


def _head(stored: StoredText) -> Head:
    text = stored.text
    return Head(
        lang=text.lang,
        slug=text.slug,
        pref_label=text.pref_label,
        status=text.status,
        sections_behind=len(text.behind),
        updated_at=stored.updated_at,
    )
