"""Small libraries to publish, with digests that move when their content does, as the content reader's do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Engine

from app.domain.entries import Entry
from app.domain.kinds.concept import Concept
from app.domain.library import Library, Move, Series
from app.domain.locales import Locale
from app.domain.texts import Section, Status, Text
from app.store.load import load
from app.store.publish import publish
from app.store.values import Published, StoredEntry, StoredText

LOCALES = tuple(
    Locale(lang=lang, tag=lang, data_locale=lang, autonym=lang.upper(), title=f"Title {lang}", description="")
    for lang in ("da", "sv")
)


def text(lang: str, label: str, *, slug: str | None = None, body: str = "", status: Status = Status.SOURCE) -> Text:
    sections = (Section(id="what", title="What", markdown=body, digest=_digest(body)),) if body else ()
    digest = _digest(label, body)
    return Text(
        lang=lang,
        slug=slug or label.lower(),
        pref_label=label,
        definition=f"{label}.",
        digest=digest,
        revision=digest,
        sections=sections,
        status=status,
    )


def concept(entry_id: str, *texts: Text, related: tuple[str, ...] = ()) -> Concept:
    return Concept(
        id=entry_id,
        source_lang=texts[0].lang,
        related=related,
        licence="CC-BY-4.0",
        revision=_digest(entry_id, *related),
        texts={text.lang: text for text in texts},
    )


def series(series_id: str, *texts: Text, parts: tuple[str, ...] = ()) -> Series:
    return Series(
        id=series_id,
        source_lang=texts[0].lang,
        parts=parts,
        revision=_digest(series_id, *parts),
        texts={text.lang: text for text in texts},
    )


def library(*entries: Entry, all_series: Iterable[Series] = (), moves: Iterable[Move] = ()) -> Library:
    return with_digest(
        Library(
            licence="CC-BY-4.0",
            default_lang="da",
            locales=LOCALES,
            entries={entry.id: entry for entry in entries},
            series={one.id: one for one in all_series},
            moves=tuple(moves),
            digest="",
        )
    )


def with_digest(library: Library) -> Library:
    return replace(library, digest=_digest(repr(_in_order(replace(library, digest="")))))


def day(number: int) -> datetime:
    return datetime(2026, 1, number, 12, tzinfo=UTC)


def put(engine: Engine, library: Library, *, on: int = 1) -> Published:
    """Publish *library* on that day of January."""
    return publish(engine, library, message=f"Day {on}", clock=lambda: day(on), render=render)


def render(pieces: Iterable[str]) -> Iterator[str]:
    return (f"<p>{markdown}</p>" for markdown in pieces)


def stored_entry(engine: Engine, entry_id: str, release: int | None = None) -> StoredEntry:
    (stored,) = load(engine, release).entries([entry_id])
    return stored


def stored_text(engine: Engine, entry_id: str, lang: str, release: int | None = None) -> StoredText:
    return stored_entry(engine, entry_id, release).texts[lang]


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def _in_order(value: Library) -> Mapping[str, object]:
    """Two libraries that are equal have one representation, whatever order their mappings are in."""
    return {
        "settings": (value.licence, value.default_lang, value.locales, value.moves),
        "entries": [(entry, sorted(entry.texts.items())) for _, entry in sorted(value.entries.items())],
        "series": [(one, sorted(one.texts.items())) for _, one in sorted(value.series.items())],
        "bibliography": sorted(value.bibliography.items()),
    }
