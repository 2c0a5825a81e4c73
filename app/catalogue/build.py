"""From a stored release to its generation file: whole, or from the file of one before and what changed since."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from app.catalogue.cards import Card, Head
from app.catalogue.draft import Draft, Record, Statement, unfinished
from app.catalogue.generation import FORMAT, Body, Facts, Generation, Meta, SeriesRecord, file_name, staged_file_name
from app.catalogue.layers import is_readable
from app.catalogue.patch import Patch
from app.catalogue.seals import discard, is_untouched, is_whole
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Why
from app.store.errors import NoSuchReleaseError
from app.store.history import compare
from app.store.load import StoredRelease, load
from app.store.staged_release import StagedRelease, staged_release
from app.store.values import StoredEntry, StoredText, Subject

# A file is made from one at most so many releases older, and only while at most this part of the entries changed.
_STEPS = 50
_MOST_CHANGED = 0.2
# A link to an entry as it was rendered and sanitised: in text there is no `<`, in a value no quotation mark.
_LINK = re.compile(r'<a href="[^"]*" data-entry="([^"]+)"')


def build(engine: Engine, folder: Path, number: int | None = None) -> Path:
    """The generation file of a release, the active one without a *number*; built only if it is not there, whole."""
    release = load(engine, number)
    path = folder / file_name(release.info.number, release.info.digest)
    if not is_readable(path):
        discard(path)
        meta = _meta(release)
        found = _former(engine, folder, meta)
        if found is None:
            _build_whole(path, release, meta)
        else:
            former, changed = found
            _build_from(former, path, release, meta, changed)
    return path


def build_staged(engine: Engine, folder: Path, name: str, now: datetime) -> Path:
    """The generation file of the staged release called *name*; raises NoSuchStagedReleaseError."""
    # What is published has been rendered; only this needs all that renders.
    from app.content.render import render  # noqa: PLC0415

    release = staged_release(engine, name, now=now, render=render)
    path = folder / staged_file_name(name)
    if not is_readable(path):
        discard(path)
        _build_whole(path, release, _meta(release))
    return path


def _build_whole(path: Path, release: StoredRelease | StagedRelease, meta: Meta) -> None:
    locales = _data_locales(meta)
    with unfinished(path) as connection:
        file = Draft(connection)
        for number, stored in enumerate(release.entries()):
            file.put(_record(stored, number), locales)
        file.relate(_places(meta), _withdrawn(meta))
        file.finish(meta)


def _build_from(former: Generation, path: Path, release: StoredRelease, meta: Meta, changed: set[str]) -> None:
    """Only the entries in *changed*, what they are and were related to, and who moved in a series, are written anew."""
    with unfinished(path, former) as connection:
        file = Patch(connection, (former.base or former.path).name, _data_locales(meta))
        concerned = changed | file.neighbours(changed)
        there = set()
        for stored in release.entries(changed):
            file.put(_record(stored, file.number_of(stored.entry.id)))
            there.add(stored.entry.id)
        for entry_id in changed - there:
            file.take(entry_id)
        concerned |= file.neighbours(changed)
        concerned |= _different(_places(former.meta), _places(meta))
        concerned |= _different(_withdrawn(former.meta), _withdrawn(meta))
        file.relate(concerned, _places(meta), _withdrawn(meta))
        file.finish(meta)


def _former(engine: Engine, folder: Path, meta: Meta) -> tuple[Generation, set[str]] | None:
    """The file of the nearest release before, and the ids that changed since; None if starting anew is better."""
    for path in sorted(folder.glob(f"release-*-{FORMAT}.generation"), key=_number_in, reverse=True):
        since = _number_in(path)
        # To read all of a large file would take longer than to go on from it; whoever serves it has done so.
        if since >= meta.number or not is_readable(path, is_sound=_is_untouched):
            continue
        former = Generation(path)
        if meta.number - since > _STEPS or not _is_of(engine, former, since, meta):
            return None
        changed = set()
        for before in range(since, meta.number):
            changed |= {
                change.id
                for change in compare(engine, before, before + 1)
                if change.subject in {Subject.ENTRY, Subject.TEXT}
            }
        return (former, changed) if len(changed) + former.replaced <= former.size * _MOST_CHANGED else None
    return None


def _is_of(engine: Engine, former: Generation, number: int, meta: Meta) -> bool:
    """Whether a file is really that of release *number* of this database, in the same languages."""
    try:
        info = load(engine, number).info
    except NoSuchReleaseError:
        return False
    said = former.meta
    return (said.digest, said.created_at, said.locales) == (info.digest, info.created_at, meta.locales)


def _is_untouched(path: Path) -> bool:
    return is_untouched(path) or is_whole(path)


def _number_in(path: Path) -> int:
    return int(path.name.split("-")[1])


def _meta(release: StoredRelease | StagedRelease) -> Meta:
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


def _data_locales(meta: Meta) -> dict[str, str]:
    return {locale.lang: locale.data_locale for locale in meta.locales}


def _places(meta: Meta) -> dict[str, tuple[tuple[str, int], ...]]:
    """(series, position) of every entry in one, by id."""
    places: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for record in meta.series:
        for position, part in enumerate(record.series.parts, 1):
            places[part].append((record.series.id, position))
    return {entry_id: tuple(sorted(found)) for entry_id, found in places.items()}


def _withdrawn(meta: Meta) -> dict[str, frozenset[str]]:
    """The languages whose text was taken back, by id."""
    withdrawn: dict[str, set[str]] = defaultdict(set)
    for move in meta.moves:
        if move.lang is not None and move.why is Why.WITHDRAWN:
            withdrawn[move.id].add(move.lang)
    return {entry_id: frozenset(langs) for entry_id, langs in withdrawn.items()}


def _different(one: Mapping[str, object], other: Mapping[str, object]) -> set[str]:
    return {name for name in one.keys() | other.keys() if one.get(name) != other.get(name)}


def _record(stored: StoredEntry, number: int) -> Record:
    entry = stored.entry
    return Record(
        card=Card(
            number=number,
            id=entry.id,
            kind=entry.kind,
            source_lang=entry.source_lang,
            licence=entry.licence,
            created_at=stored.created_at,
            updated_at=max(stored.updated_at, *(text.updated_at for text in stored.texts.values())),
            heads={lang: _head(text) for lang, text in stored.texts.items()},
            withdrawn=frozenset(),
            has_diagram=isinstance(entry, Model),
            sources=entry.sources,
            relations={},
            series=(),
        ),
        facts=Facts(
            revision=entry.revision,
            broader=entry.broader,
            related=entry.related,
            leaders=entry.leaders if isinstance(entry, Style) else None,
            diagram=entry.diagram if isinstance(entry, Model) else None,
        ),
        bodies={
            lang: Body(text=text.text, html=text.html, updated_at=text.updated_at)
            for lang, text in stored.texts.items()
        },
        statements=frozenset(_statements(stored)),
    )


def _statements(stored: StoredEntry) -> Iterator[Statement]:
    entry = stored.entry
    yield from (("broader", target) for target in entry.broader)
    yield from (("related", target) for target in entry.related)
    if isinstance(entry, Model):
        yield from (("has_part", target) for target in entry.diagram.entries())
    for text in stored.texts.values():
        for html in text.html.values():
            yield from (("mentions", target) for target in _LINK.findall(html))


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
