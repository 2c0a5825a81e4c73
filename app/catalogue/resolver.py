"""*The* resolver: which language a reader gets, for everything that carries text.

Entries, sections, labels of links, slugs, filters, counts and hits all ask `resolve`, so whatever can be read under a
language can be found, filtered, counted and linked under it.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.domain.texts import Status
from app.languages.negotiation import Match


class Reason(StrEnum):
    """Why a reader gets another language than the one asked for."""

    MISSING = "missing"
    OUTDATED = "outdated"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whom an answer is for.

    `chain` begins with `lang` and holds every language of the catalogue, those the reader refused last: a text in a
    refused language is better than none (RFC 9110 §12.5.4), and it is told.
    """

    lang: str
    match: Match
    chain: tuple[str, ...]
    # Treat a text that is older than its source as if it were missing.
    only_fresh: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """The language a reader gets; `reason` says why it is not the one asked for, None when it is."""

    lang: str
    reason: Reason | None

    @property
    def is_fallback(self) -> bool:
        """Whether another language stands in for the one asked for."""
        return self.reason is not None


def resolve(statuses: Mapping[str, Status], reader: Reader, withdrawn: Container[str] = ()) -> Served:
    """The language in which *reader* gets something that exists in the languages of *statuses*, one at least.

    A reader who wants no outdated text gets one all the same where there is nothing else.
    """
    own = statuses.get(reader.lang)
    if own is not None and _is_good(own, reader):
        return _as_asked(reader.lang)
    readable = [lang for lang in reader.chain if lang in statuses]
    served = next((lang for lang in readable if _is_good(statuses[lang], reader)), readable[0])
    if served == reader.lang:
        return _as_asked(served)
    if own is not None:
        return Served(served, Reason.OUTDATED)
    return Served(served, Reason.WITHDRAWN if reader.lang in withdrawn else Reason.MISSING)


@lru_cache(maxsize=1024)
def _as_asked(lang: str) -> Served:
    """What most readers get of most entries."""
    return Served(lang, None)


def complete(chain: Iterable[str], site_order: Iterable[str]) -> tuple[str, ...]:
    """*chain* followed by the languages it leaves out, in the site's order."""
    return tuple(dict.fromkeys((*chain, *site_order)))


def _is_good(status: Status, reader: Reader) -> bool:
    return not (reader.only_fresh and status is Status.OUTDATED)
