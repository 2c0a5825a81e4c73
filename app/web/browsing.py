"""Pages to browse by: home, A–Z, a page for each kind, the bibliography."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Final

from fastapi import Response
from markupsafe import Markup

from app.catalogue.lists import Filter, Sort
from app.catalogue.pages import Item
from app.catalogue.passages import Passage, link, passages
from app.domain.kinds import KINDS
from app.languages.collation import index_letter
from app.languages.messages import N_
from app.web.addresses import ALPHABET, BIBLIOGRAPHY, entry_page, page
from app.web.addresses import KINDS as KIND_PAGES
from app.web.citations import Source, source_of
from app.web.kinds import KIND_NAMES, KindName
from app.web.links import Link, link_to, links_to, teaser_of
from app.web.rendering import Head, render
from app.web.series import teasers
from app.web.structured import term_set
from app.web.turning import turn
from app.web.visit import Visit, reading

# Entries on one page of a list; A–Z shows more, since it has nothing but labels.
ON_A_PAGE: Final = 60
LABELS_ON_A_PAGE: Final = 600
_NEWEST: Final = 6
_MOST_READ: Final = 12
_SAMPLE: Final = 12
# A kind with no more entries than this, all of the same make, is shown side by side.
_SIDE_BY_SIDE: Final = 12


@dataclass(frozen=True, slots=True)
class Shelf:
    """A kind with some of its entries."""

    kind: str
    name: KindName
    count: int
    links: list[Link]


@dataclass(frozen=True, slots=True)
class Aspect:
    """One section of entries side by side: its title, and what each says."""

    id: str
    title: str
    lang: str
    cells: list[tuple[Markup, str]]


def home_response(visit: Visit) -> Response:
    """What this is, and every way in."""
    snapshot, reader = visit.snapshot, visit.reader
    newest = snapshot.lists.listing(reader, Filter(), Sort.NEWEST)
    views = reading(visit.request).views
    most_read = snapshot.lists.listing(reader, Filter(ids=frozenset(views)), Sort.VIEWS, views=views)
    head = Head(
        title=visit.locale.title,
        description=visit.locale.description,
        paths={lang: page(lang) for lang in snapshot.locales},
        data=[{"@context": "https://schema.org", **term_set(snapshot, reader.lang)}],
        nav="home",
    )
    return render(
        visit,
        "home.html",
        head,
        shelves=[_shelf(visit, kind.kind) for kind in KINDS.values()],
        series=teasers(visit),
        most_read=[link_to(visit, item.card) for item in most_read.cut(0, min(_MOST_READ, len(most_read)))],
        newest=[(teaser_of(visit, item), item.head.updated_at) for item in newest.cut(0, min(_NEWEST, len(newest)))],
        count=len(newest),
    )


def _shelf(visit: Visit, kind: str) -> Shelf:
    listing = visit.snapshot.lists.listing(visit.reader, Filter(kinds=frozenset({kind})), Sort.TITLE)
    links = [link_to(visit, item.card) for item in listing.cut(0, min(_SAMPLE, len(listing)))]
    return Shelf(kind, KIND_NAMES[kind], len(listing), links)


def alphabet_response(visit: Visit) -> Response:
    """Every entry by its label, letter by letter."""
    snapshot, reader = visit.snapshot, visit.reader
    listing = snapshot.lists.listing(reader, Filter(), Sort.TITLE)
    start, end, turning = turn(visit, len(listing), LABELS_ON_A_PAGE, ALPHABET)
    data_locale = visit.locale.data_locale
    by_letter = groupby(listing.cut(start, end), lambda item: index_letter(item.head.pref_label, data_locale))
    groups = [(letter, [link_to(visit, item.card) for item in items]) for letter, items in by_letter]
    letters, before = [], 0
    for letter, count in snapshot.lists.letters(reader).items():
        # Where on which page the letter begins.
        number = before // LABELS_ON_A_PAGE + 1
        path = page(reader.lang, ALPHABET, page=number if number > 1 else None)
        letters.append((letter, count, f"{path}#{anchor(letter)}"))
        before += count
    head = Head(
        title=visit.say(N_("A–Z")),
        description=visit.say(N_("Every entry in the order of the alphabet.")),
        paths={lang: page(lang, ALPHABET) for lang in snapshot.locales},
        known=frozenset({"page"}),
        nav=ALPHABET,
    )
    return render(visit, "alphabet.html", head, groups=groups, letters=letters, turning=turning, anchor=anchor)


def anchor(letter: str) -> str:
    """The id that a letter's heading has."""
    return "letter-" + "-".join(f"{ord(char):x}" for char in letter)


def kind_response(visit: Visit, kind: str) -> Response:
    """The entries of one kind, side by side if they are few and of the same make."""
    snapshot, reader = visit.snapshot, visit.reader
    listing = snapshot.lists.listing(reader, Filter(kinds=frozenset({kind})), Sort.TITLE)
    start, end, turning = turn(visit, len(listing), ON_A_PAGE, KIND_PAGES, kind)
    items = listing.cut(start, end)
    name = KIND_NAMES[kind]
    head = Head(
        title=visit.say(name.several),
        description=visit.say(name.about),
        paths={lang: page(lang, KIND_PAGES, kind) for lang in snapshot.locales},
        known=frozenset({"page"}),
        nav=kind,
    )
    aspects = _aspects(visit, items) if len(listing) <= _SIDE_BY_SIDE else []
    teased = [teaser_of(visit, item) for item in items]
    return render(
        visit, "kind.html", head, name=name, count=len(listing), teasers=teased, aspects=aspects, turning=turning
    )


def _aspects(visit: Visit, items: Sequence[Item]) -> list[Aspect]:
    """The sections of *items* side by side; none unless all of them have the same."""
    columns = [passages(visit.snapshot, item.card, visit.reader) for item in items]
    if len(columns) < 2 or len({tuple(one.section.id for one in column) for column in columns}) > 1:  # noqa: PLR2004
        return []
    return [_aspect(visit, row) for row in zip(*columns, strict=True)]


def _aspect(visit: Visit, row: Sequence[Passage]) -> Aspect:
    address = partial(entry_page, visit.snapshot, reader=visit.reader)
    own = next((passage for passage in row if passage.lang == visit.reader.lang), row[0])
    cells = [(link(visit.snapshot, one.html, one.lang, visit.reader, address), one.lang) for one in row]
    return Aspect(
        own.section.id,
        own.section.title,
        own.lang,
        [(Markup(html), lang) for html, lang in cells],  # noqa: S704 - sanitised when it was published  # nosec B704
    )


def bibliography_response(visit: Visit) -> Response:
    """Every work with the entries that build on it."""
    snapshot = visit.snapshot
    citing: dict[str, list[str]] = {}
    for card in snapshot.cards.values():
        for key in card.sources:
            citing.setdefault(key, []).append(card.id)
    works = sorted(map(source_of, snapshot.bibliography.values()), key=_by_author)
    rows: list[tuple[Source, list[Link]]] = [(work, links_to(visit, citing.get(work.key, ()))) for work in works]
    head = Head(
        title=visit.say(N_("Sources")),
        description=visit.say(N_("The books, articles and standards that the entries build on.")),
        paths={lang: page(lang, BIBLIOGRAPHY) for lang in snapshot.locales},
        nav=BIBLIOGRAPHY,
    )
    return render(visit, "bibliography.html", head, works=rows)


def _by_author(source: Source) -> tuple[str, str]:
    return (source.credit or source.title).casefold(), source.title.casefold()
