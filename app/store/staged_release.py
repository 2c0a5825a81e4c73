"""What a staged release would say if it were published now, in the words of a stored one."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVar

from sqlalchemy import Engine

from app.domain.library import Library
from app.domain.texts import Text
from app.store.load import StoredRelease, load
from app.store.staged import load_staged
from app.store.values import Catalogue, FormerSlug, ReleaseInfo, StoredEntry, StoredSeries, StoredText

_Wanted = TypeVar("_Wanted")
_Former = TypeVar("_Former")

# It has no number yet, and no release has this one.
NO_NUMBER: Final = 0


@dataclass(frozen=True, slots=True)
class StagedRelease:
    """A staged release, read like a stored one; what it did not change is as old as it is in its base."""

    info: ReleaseInfo
    catalogue: Catalogue
    _library: Library
    _base: StoredRelease | None
    _render: Callable[[str], str]

    def entries(self) -> Iterator[StoredEntry]:
        """Its entries with their texts, by id."""
        former = self._base.entries() if self._base else iter(())
        for entry, before in _beside(self._library.entries, former, lambda stored: stored.entry.id):
            created_at, updated_at = self._times(
                entry.revision,
                (before.entry.revision, before.created_at, before.updated_at) if before else None,
            )
            texts = self._texts(entry.texts, before.texts if before else {})
            yield StoredEntry(entry=entry, texts=texts, created_at=created_at, updated_at=updated_at, release=NO_NUMBER)

    def series(self) -> Iterator[StoredSeries]:
        """Its series with their texts, by id."""
        former = self._base.series() if self._base else iter(())
        for series, before in _beside(self._library.series, former, lambda stored: stored.series.id):
            created_at, updated_at = self._times(
                series.revision,
                (before.series.revision, before.created_at, before.updated_at) if before else None,
            )
            texts = self._texts(series.texts, before.texts if before else {})
            yield StoredSeries(
                series=series, texts=texts, created_at=created_at, updated_at=updated_at, release=NO_NUMBER
            )

    def former_slugs(self) -> Iterator[FormerSlug]:
        """Slugs that lead to something in its base or before, and to nothing in it."""
        for is_series, owners in ((False, self._library.entries), (True, self._library.series)):
            led_to = {(text.lang, text.slug) for owner in owners.values() for text in owner.texts.values()}
            former: dict[tuple[str, str], str] = {}
            if self._base is not None:
                known = (slug for slug in self._base.former_slugs() if slug.series is is_series)
                former = {(slug.lang, slug.slug): slug.id for slug in known}
                former.update(self._base.slugs(series=is_series))
            for (lang, slug), owner in sorted(former.items()):
                if (lang, slug) not in led_to:
                    yield FormerSlug(lang=lang, slug=slug, id=owner, series=is_series)

    def _texts(self, texts: Mapping[str, Text], former: Mapping[str, StoredText]) -> dict[str, StoredText]:
        return {lang: self._text(text, former.get(lang)) for lang, text in sorted(texts.items())}

    def _text(self, text: Text, before: StoredText | None) -> StoredText:
        created_at, updated_at = self._times(
            text.revision, (before.text.revision, before.created_at, before.updated_at) if before else None
        )
        is_same = before is not None and before.text.revision == text.revision
        html = before.html if before and is_same else {one.id: self._render(one.markdown) for one in text.sections}
        return StoredText(text=text, html=html, created_at=created_at, updated_at=updated_at, release=NO_NUMBER)

    def _times(self, revision: str, before: tuple[str, datetime, datetime] | None) -> tuple[datetime, datetime]:
        """When it came and when its words changed last: now, unless its base has it."""
        now = self.info.created_at
        if before is None:
            return now, now
        known, created_at, updated_at = before
        return created_at, updated_at if known == revision else now


def staged_release(engine: Engine, name: str, *, now: datetime, render: Callable[[str], str]) -> StagedRelease:
    """The staged release called *name*; *render* makes the HTML of what is new. Raises NoSuchStagedReleaseError."""
    one, library = load_staged(engine, name, now)
    return StagedRelease(
        info=ReleaseInfo(
            number=NO_NUMBER,
            digest=one.digest,
            created_at=one.created_at,
            message=one.message,
            base=one.base,
            restores=None,
        ),
        catalogue=Catalogue(
            licence=library.licence,
            default_lang=library.default_lang,
            locales=library.locales,
            bibliography=library.bibliography,
            moves=library.moves,
        ),
        _library=library,
        _base=None if one.base is None else load(engine, one.base),
        _render=render,
    )


def _beside(
    wanted: Mapping[str, _Wanted], former: Iterable[_Former], id_of: Callable[[_Former], str]
) -> Iterator[tuple[_Wanted, _Former | None]]:
    """Each of *wanted*, by id, beside the one of *former*, which come by id, that has the same."""
    rest = iter(former)
    ahead = next(rest, None)
    for name, value in sorted(wanted.items()):
        while ahead is not None and id_of(ahead) < name:
            ahead = next(rest, None)
        yield value, ahead if ahead is not None and id_of(ahead) == name else None
