"""Where the pages are."""

from typing import Final
from urllib.parse import quote, urlencode

from app.catalogue.cards import Card
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot

SEARCH: Final = "search"
ALPHABET: Final = "a-z"
KINDS: Final = "kinds"
SERIES: Final = "series"
GRAPH: Final = "graph"
BIBLIOGRAPHY: Final = "bibliography"
# An entry whose own address would be one of these is found one step further down.
RESERVED: Final = frozenset({SEARCH, ALPHABET, KINDS, SERIES, GRAPH, BIBLIOGRAPHY})
ENTRIES: Final = "entries"


def page(lang: str, *steps: str, **query: str | int | None) -> str:
    """The path of a page in *lang*; parameters that are None or empty are left out."""
    path = "/" + "/".join(quote(step, safe="") for step in (lang, *steps))
    given = [(name, value) for name, value in query.items() if value not in {None, ""}]
    return f"{path}?{urlencode(given)}" if given else path


def entry_page(snapshot: Snapshot, card: Card, reader: Reader) -> str:
    """The path of an entry's page for *reader*, under the slug of the text the reader gets."""
    head, _ = snapshot.served(card, reader)
    return slug_page(reader.lang, head.slug)


def slug_page(lang: str, slug: str) -> str:
    """The path of the page of the entry with this slug."""
    return page(lang, ENTRIES, slug) if slug in RESERVED else page(lang, slug)
