"""Works of the bibliography as pages show them."""

import re
from dataclasses import dataclass
from typing import Final

from app.articles.citations import STOPS, sentences
from app.domain.bibliography import Name, Work

_RANGE: Final = re.compile(r"(?<=\d)-(?=\d)")


@dataclass(frozen=True, slots=True)
class Source:
    """A work in pieces: who and when, what it is called, where it came out, and where it can be read."""

    key: str
    credit: str
    title: str
    # What ends the title, which may have a sign of its own.
    stop: str
    details: str
    url: str | None
    lang: str | None
    note: str | None


def source_of(work: Work) -> Source:
    """*work* for a page; a DOI is where it can be read, if it has one."""
    authors = _names(work.authors)
    year = str(work.year) if work.year else ""
    return Source(
        key=work.key,
        credit=f"{authors} ({year})" if authors and year else authors,
        title=work.title,
        stop="" if work.title.endswith(STOPS) else ".",
        details=sentences(_container(work), _edition(work.edition), _imprint(work), None if authors else year),
        url=f"https://doi.org/{work.doi}" if work.doi else work.url,
        lang=work.lang,
        note=work.note,
    )


def _names(names: tuple[Name, ...]) -> str:
    told = [name.literal or ", ".join(filter(None, (name.family, name.given))) for name in names]
    return " & ".join(filter(None, ("; ".join(told[:-1]), told[-1]))) if told else ""


def _container(work: Work) -> str:
    volume = f"{work.volume or ''}({work.issue})" if work.issue else work.volume
    editors = _names(work.editors)
    where = f"{editors}: {work.container}" if editors and work.container else work.container or editors
    pages = _RANGE.sub("–", work.pages) if work.pages else None
    return ", ".join(filter(None, (" ".join(filter(None, (where, volume))), pages)))


def _edition(edition: str | None) -> str | None:
    return f"{edition}. ed." if edition and edition.isdigit() else edition


def _imprint(work: Work) -> str:
    return ": ".join(filter(None, (work.place, work.publisher)))
