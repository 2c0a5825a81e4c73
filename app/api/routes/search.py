"""Search in any language, and suggestions while a reader is typing."""

from enum import StrEnum
from functools import partial
from typing import Annotated, Final
from urllib.parse import quote

from fastapi import APIRouter, Query, Request, Response

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.cursors import Place, decode, encode
from app.api.families import SEARCH_MISSES, SEARCH_SECONDS
from app.api.metrics import metrics_of, timed
from app.api.outputs.base import Items, Page
from app.api.outputs.search import BetterOut, FacetOut, FacetsOut, SearchOut, SuggestionOut
from app.api.paging import page_links
from app.api.parameters import Cursor, KindsQuery, SeriesQuery, check_parts, query_without, with_query
from app.api.present.search import Highlighting, present_hits, present_suggestion
from app.api.present.series import present_series_item
from app.api.problems import (
    DiskUnwritable,
    Interrupted,
    InvalidCursor,
    InvalidParameter,
    NotReady,
    UnknownParameter,
    documented,
)
from app.api.reading import ReaderLocale
from app.api.routes.kinds import NAMES
from app.api.searching import CurrentIndex, for_now
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.languages.messages import translate
from app.search import MOST_SUGGESTIONS, FormerIndex, Results

router = APIRouter(tags=["Search"])

LONGEST: Final = 200
# Bytes of a place in the hits.
_PLACE: Final = 4


class Wanted(StrEnum):
    """How many words of the query a text must answer."""

    ANY = "any"
    ALL = "all"


SearchQuery = Annotated[
    str,
    Query(
        description="What to look for, in any of the catalogue's languages, as one would say it. Inflected, misspelt, "
        "without å, æ and ö, or as part of a longer word it is found all the same; nothing in it is an operator.",
        min_length=1,
        max_length=LONGEST,
        pattern=r"\S",
        examples=["kundetilfredshed"],
    ),
]
TypedQuery = Annotated[
    str,
    Query(
        description="What has been typed so far: the beginning of a label, or of any word in one.",
        min_length=1,
        max_length=LONGEST,
        pattern=r"\S",
        examples=["serv"],
    ),
]
MatchQuery = Annotated[Wanted, Query(description="`all` leaves out texts that answer only some of the words.")]
HighlightQuery = Annotated[
    Highlighting,
    Query(description="`html` marks the words, `offsets` only tells where they are, `none` leaves `highlights` empty."),
]
HitLimit = Annotated[int, Query(description="Most hits on a page.", ge=1, le=100)]
SuggestionLimit = Annotated[int, Query(description="Most suggestions.", ge=1, le=MOST_SUGGESTIONS)]


@router.get(
    "/search",
    operation_id="search",
    response_model=SearchOut,
    responses=documented(UnknownParameter, InvalidParameter, InvalidCursor, NotReady, DiskUnwritable, Interrupted),
)
async def search(
    request: Request,
    snapshot: CurrentSnapshot,
    index: CurrentIndex,
    reader: ReaderLocale,
    q: SearchQuery,
    kinds: KindsQuery = None,
    series: SeriesQuery = None,
    match: MatchQuery = Wanted.ANY,
    highlight: HighlightQuery = Highlighting.HTML,
    limit: HitLimit = 20,
    cursor: Cursor = None,
) -> Response:
    """The entries that answer a query, best first, in the reader's language whichever language it was asked in."""
    check_parts(snapshot, kinds, series)
    # A cursor belongs to one release, and to one index: in another the hits would be others.
    is_for_now = isinstance(index, FormerIndex)
    query = repr(
        (
            snapshot.release,
            is_for_now,
            reader.lang,
            reader.chain,
            reader.only_fresh,
            q,
            kinds,
            series,
            match.value,
            limit,
        )
    )
    offset = int.from_bytes(decode(cursor, query).key[0]) if cursor else 0
    with timed(request, "search", SEARCH_SECONDS, reader.lang):
        found = index.search(
            q,
            lang=reader.lang,
            kinds=kinds or (),
            series=series,
            every_word=match is Wanted.ALL,
            limit=limit,
            offset=offset,
        )
    if not found.total and not cursor and not is_for_now:
        metrics_of(request).count(SEARCH_MISSES, reader.lang)
        request.app.state.housekeeping.counters.miss(reader.lang, q)
    forms = partial(index.forms, q, lang=reader.lang)
    items, languages = present_hits(snapshot, found.hits, reader, forms, highlight)
    following = offset + limit if offset + limit < found.total else None
    before = max(0, offset - limit) if offset else None
    cursors = tuple(None if place is None else _cursor(place, query) for place in (following, before))
    output = SearchOut(
        requested_lang=reader.lang,
        items=[],
        page=Page(limit=limit, total=found.total, next_cursor=cursors[0], prev_cursor=cursors[1]),
        links=page_links(snapshot, request, reader, *cursors),
        facets=_facets(snapshot, found, reader),
        did_you_mean=_better(snapshot, request, reader, found.did_you_mean),
    )
    body = output.model_dump_json().encode().replace(b'"items":[]', b'"items":%b' % items, 1)
    return for_now(answer(snapshot, body, languages=languages), index)


@router.get(
    "/suggest",
    operation_id="suggest",
    response_model=Items[SuggestionOut],
    responses=documented(UnknownParameter, InvalidParameter, NotReady, DiskUnwritable, Interrupted),
)
async def suggest(
    snapshot: CurrentSnapshot,
    index: CurrentIndex,
    reader: ReaderLocale,
    q: TypedQuery,
    limit: SuggestionLimit = MOST_SUGGESTIONS,
) -> Response:
    """Labels that go on from what has been typed, in the reader's language first; one for each entry."""
    items = [present_suggestion(snapshot, each, reader) for each in index.suggest(q, lang=reader.lang, limit=limit)]
    languages = [lang for item in items for lang in (item.lang, item.entry.lang)]
    return for_now(answer(snapshot, Items[SuggestionOut](items=items), languages=languages), index)


def _cursor(place: int, query: str) -> str:
    return encode(Place((place.to_bytes(_PLACE), "")), query)


def _facets(snapshot: Snapshot, found: Results, reader: Reader) -> FacetsOut:
    """Kinds and series by how many hits they have, named in the reader's language."""
    data_locale = snapshot.locales[reader.lang].data_locale
    kinds = [
        FacetOut(value=kind, lang=reader.lang, label=translate(data_locale, NAMES[kind][1]), count=count)
        for kind, count in found.kinds.items()
    ]
    rows = [(present_series_item(snapshot, snapshot.series[name], reader), n) for name, n in found.series.items()]
    series = [FacetOut(value=row.id, lang=row.lang, label=row.pref_label, count=count) for row, count in rows]
    return FacetsOut(
        kind=sorted(kinds, key=lambda facet: -facet.count), series=sorted(series, key=lambda facet: -facet.count)
    )


def _better(snapshot: Snapshot, request: Request, reader: Reader, better: str | None) -> BetterOut | None:
    if better is None:
        return None
    query = [*query_without(request, "lang", "cursor", "q"), ("q", better), ("lang", reader.lang)]
    return BetterOut(q=better, url=snapshot.url(with_query(quote(request.scope["path"]), query)))
