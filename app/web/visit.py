"""Who looks at which page of what release, and in which languages the page can be had."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import Request

from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.domain.locales import Locale
from app.languages.display import language_name
from app.languages.messages import ntranslate, translate
from app.search import Index


class Serving(Protocol):
    """What the application serves right now."""

    snapshot: Snapshot | None

    async def index(self, snapshot: Snapshot) -> Index:
        """The search index of *snapshot*'s release."""


class Searches(Protocol):
    """Where searches without a hit are counted."""

    def miss(self, lang: str, query: str) -> None:
        """A search of a reader of *lang* found nothing."""


class Reading(Protocol):
    """What is known of how the catalogue is read; `views` by entry, replaced as a whole."""

    views: Mapping[str, int]
    counters: Searches


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page in the language of its path."""

    request: Request
    snapshot: Snapshot
    reader: Reader

    @property
    def locale(self) -> Locale:
        """The language of the page."""
        return self.snapshot.locales[self.reader.lang]

    def say(self, message: str, /, **values: Any) -> str:
        """*message* in the language of the page."""
        return translate(self.locale.data_locale, message, **values)

    def count(self, singular: str, plural: str, number: int, /, **values: Any) -> str:
        """The form that *number* things take in the language of the page."""
        return ntranslate(self.locale.data_locale, singular, plural, number, **values)

    def name_of(self, lang: str) -> str:
        """What the reader calls the language *lang*."""
        return language_name(self.snapshot.locales[lang].tag, self.locale.data_locale)

    def query(self, name: str) -> str:
        """The first value of a parameter, without white space around it; empty if it is not given."""
        return self.request.query_params.get(name, "").strip()


def serving(request: Request) -> Serving:
    """What the application of *request* serves."""
    live: Serving = request.app.state.live
    return live


def reading(request: Request) -> Reading:
    """What the application of *request* knows of its readers."""
    known: Reading = request.app.state.housekeeping
    return known


def in_language(snapshot: Snapshot, lang: str) -> Reader | None:
    """The reader of the language that a path names; None if the catalogue has no such language."""
    choice = snapshot.negotiator.choose(lang)
    return None if choice is None else snapshot.reader(choice.lang)
