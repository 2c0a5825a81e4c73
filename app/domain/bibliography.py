"""Published works and source documents that entries cite."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person (`family`, `given`) or an organisation (`literal`)."""

    family: str | None = None
    given: str | None = None
    literal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One item of the bibliography; the members follow CSL-JSON, `key` is what entries cite."""

    key: str
    type: str
    title: str
    authors: tuple[Name, ...] = ()
    year: int | None = None
    container: str | None = None
    editors: tuple[Name, ...] = ()
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    edition: str | None = None
    publisher: str | None = None
    place: str | None = None
    doi: str | None = None
    url: str | None = None
    lang: str | None = None
    note: str | None = None


WORK_TYPES = ("article-journal", "article-magazine", "book", "chapter", "webpage", "standard")
