"""What every package for a learning platform is made of: a reader's articles, and what the package says of itself."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from app.articles import Article, read_entry, read_series
from app.catalogue.cards import Card
from app.domain.locales import Locale
from app.exports.selection import Selection
from app.languages.collation import sort_key
from app.languages.messages import N_, translate

_ABOUT = N_("Release %(release)s of %(date)s. Licence: %(licence)s.")
_LEFT_OUT = N_("Left out because of their licence: %(count)s.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Articles for a reader of `locale`; `id` stays the same from release to release.

    `left_out` counts entries whose licence does not let them leave.
    """

    id: str
    locale: Locale
    title: str
    articles: tuple[Article, ...]
    left_out: int
    licence: str
    release: int
    published_at: datetime
    base_url: str

    def say(self, message: str, /, **values: object) -> str:
        """The program's own words in the reader's language."""
        return translate(self.locale.data_locale, message, **values)

    @property
    def about(self) -> str:
        """Which release it is of, under which licence, and how much is missing."""
        said = self.say(
            _ABOUT,
            release=self.release,
            date=f"{self.published_at:%Y-%m-%d}",
            licence=self.licence,
        )
        if self.left_out:
            said += " " + self.say(_LEFT_OUT, count=self.left_out)
        return said

    def has(self, entry_id: str) -> bool:
        """Whether the entry is in it."""
        return any(article.id == entry_id for article in self.articles)


def package(selection: Selection) -> Package:
    """The articles of *selection*, in the order of its series or else of the alphabet, for readers of its language.

    Its language must be chosen; where it has no text, another stands in, and every article says which it is in.
    """
    snapshot, wanted = selection.snapshot, selection.wanted
    assert wanted.lang is not None
    reader = snapshot.reader(wanted.lang)
    locale = snapshot.locales[wanted.lang]
    cards = selection.cards()
    leaving = [card for card in cards if _may_leave(card, snapshot.licence)]
    articles = [read_entry(snapshot, card, reader) for card in leaving]
    title = locale.title
    if wanted.series is None:
        articles.sort(key=lambda article: (sort_key(article.label, locale.data_locale), article.id))
    else:
        record = snapshot.series[wanted.series]
        articles.sort(key=lambda article: record.series.parts.index(article.id))
        title = read_series(snapshot, record, reader).label
    named = "/".join((snapshot.base_url, wanted.lang, *wanted.kinds, wanted.series or "", *wanted.ids))
    return Package(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"service-knowledge:{named}")),
        locale=locale,
        title=title,
        articles=tuple(articles),
        left_out=len(cards) - len(leaving),
        licence=snapshot.licence,
        release=snapshot.release,
        published_at=snapshot.published_at,
        base_url=snapshot.base_url,
    )


def _may_leave(card: Card, licence: str) -> bool:
    """What is under the catalogue's own licence or another Creative Commons one may be passed on."""
    return card.licence == licence or card.licence.startswith("CC")
