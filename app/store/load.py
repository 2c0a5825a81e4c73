"""Reads a release back as values, a thing at a time."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypedDict

from sqlalchemy import Connection, Engine, Row, Select, Table, exists, select

from app.domain.library import Library
from app.store.engine import reading
from app.store.history import release
from app.store.shelves import catalogue_from, entry_from, html_from, series_from, text_from
from app.store.tables import CATALOGUE_PARTS, ENTRIES, ENTRY_TEXTS, RELEASES, SERIES, SERIES_TEXTS
from app.store.validity import is_valid
from app.store.values import Catalogue, FormerSlug, ReleaseInfo, StoredEntry, StoredSeries, StoredText

# Rows fetched at a time, and ids asked for at a time.
_CHUNK = 500


class _Times(TypedDict):
    created_at: datetime
    updated_at: datetime
    release: int


@dataclass(frozen=True, slots=True)
class StoredRelease:
    """One release, read when asked; what it says never changes, whatever is published meanwhile."""

    info: ReleaseInfo
    catalogue: Catalogue
    _engine: Engine

    def entries(self, ids: Collection[str] | None = None) -> Iterator[StoredEntry]:
        """Its entries with their texts, by id; with *ids* only those of them that it has."""
        for row, texts, moments in self._owners(ENTRIES, ENTRY_TEXTS, ids):
            entry = replace(
                entry_from(row.kind, row.payload), texts={lang: stored.text for lang, stored in texts.items()}
            )
            yield StoredEntry(entry=entry, texts=texts, **_times(row, moments))

    def series(self) -> Iterator[StoredSeries]:
        """Its series with their texts, by id."""
        for row, texts, moments in self._owners(SERIES, SERIES_TEXTS, None):
            series = replace(series_from(row.payload), texts={lang: stored.text for lang, stored in texts.items()})
            yield StoredSeries(series=series, texts=texts, **_times(row, moments))

    def former_slugs(self) -> Iterator[FormerSlug]:
        """Slugs that led to something before this release and lead to nothing in it, each to what had it last."""
        with reading(self._engine) as connection:
            for table in (ENTRY_TEXTS, SERIES_TEXTS):
                former = {(row.lang, row.slug): row.id for row in connection.execute(self._former_slugs(table))}
                for (lang, slug), owner in sorted(former.items()):
                    yield FormerSlug(lang=lang, slug=slug, id=owner, series=table is SERIES_TEXTS)

    def slugs(self, *, series: bool = False) -> dict[tuple[str, str], str]:
        """The entry (with *series*, the series) that has a slug in a language, by language and slug."""
        texts = SERIES_TEXTS if series else ENTRY_TEXTS
        with reading(self._engine) as connection:
            query = select(texts.c.lang, texts.c.slug, texts.c.id).where(is_valid(texts, self.info.number))
            return {(row.lang, row.slug): row.id for row in connection.execute(query)}

    def library(self) -> Library:
        """All of it in memory, equal to the library that was published."""
        catalogue = self.catalogue
        return Library(
            licence=catalogue.licence,
            default_lang=catalogue.default_lang,
            locales=catalogue.locales,
            entries={stored.entry.id: stored.entry for stored in self.entries()},
            series={stored.series.id: stored.series for stored in self.series()},
            bibliography=catalogue.bibliography,
            moves=catalogue.moves,
            digest=self.info.digest,
        )

    def _owners(
        self, owners: Table, texts: Table, ids: Collection[str] | None
    ) -> Iterator[tuple[Row[Any], dict[str, StoredText], Mapping[int, datetime]]]:
        """The rows of *owners*, each with its texts by language: two streams in the same order, merged."""
        with reading(self._engine) as connection:
            moments = moments_of(connection)
            for some in _chunks(ids):
                # Closed even when the reader goes away half-way.
                with (
                    connection.execute(self._rows(owners, some).order_by(owners.c.id)) as rows,
                    connection.execute(self._rows(texts, some).order_by(texts.c.id, texts.c.lang)) as of_texts,
                ):
                    ahead = next(of_texts, None)
                    for row in rows:
                        said: dict[str, StoredText] = {}
                        while ahead is not None and ahead.id == row.id:
                            said[ahead.lang] = stored_text(ahead, moments)
                            ahead = next(of_texts, None)
                        yield row, said, moments

    def _rows(self, table: Table, ids: list[str] | None) -> Select[Any]:
        statement = select(table).where(is_valid(table, self.info.number)).execution_options(yield_per=_CHUNK)
        return statement if ids is None else statement.where(table.c.id.in_(ids))

    def _former_slugs(self, texts: Table) -> Select[Any]:
        now = texts.alias()
        is_led_to = exists().where(
            now.c.lang == texts.c.lang, now.c.slug == texts.c.slug, is_valid(now, self.info.number)
        )
        return (
            select(texts.c.lang, texts.c.slug, texts.c.id)
            .where(texts.c.to_release <= self.info.number, ~is_led_to)
            .order_by(texts.c.to_release)
        )


def load(engine: Engine, number: int | None = None) -> StoredRelease:
    """Release *number*, or the one that is served.

    Raises:
        NoSuchReleaseError: It was never published, or nothing was.
        StoreError: As for `app.store.engine.reading`; so do the iterators.
    """
    with reading(engine) as connection:
        info = release(connection, number)
        parts = CATALOGUE_PARTS
        rows = connection.execute(select(parts.c.id, parts.c.payload).where(is_valid(parts, info.number)))
        return StoredRelease(info, catalogue_from({row.id: row.payload for row in rows}), engine)


def _chunks(ids: Collection[str] | None) -> Iterator[list[str] | None]:
    """The ids to ask for together, in order; None asks for all."""
    if ids is None:
        yield None
        return
    rest = iter(sorted(ids))
    while some := list(islice(rest, _CHUNK)):
        yield some


def moments_of(connection: Connection) -> dict[int, datetime]:
    """When each release was published."""
    return {row.number: row.created_at for row in connection.execute(select(RELEASES.c.number, RELEASES.c.created_at))}


def _times(row: Row[Any], moments: Mapping[int, datetime]) -> _Times:
    return {
        "created_at": moments[row.created_release],
        "updated_at": moments[row.updated_release],
        "release": row.from_release,
    }


def stored_text(row: Row[Any], moments: Mapping[int, datetime]) -> StoredText:
    """The text in *row*, an entry's or a series', with its times."""
    return StoredText(text=text_from(row.payload), html=html_from(row.html), **_times(row, moments))
