"""Entries: lists of them, one of them, and what belongs to one."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime, BeforeValidator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from app.api.answers import answer
from app.api.current import CurrentSnapshot
from app.api.cursors import Place, decode, encode
from app.api.finding import find_entry, moved_entry
from app.api.housekeeping import views_of
from app.api.outputs.base import Collection, Items, Page
from app.api.outputs.entries import EntryItem, EntryOut, RelationOut, TranslationOut
from app.api.paging import page_links
from app.api.parameters import (
    MOST_IDS,
    Cursor,
    EntryIdPath,
    FallbackPolicy,
    FallbackQuery,
    IncludeQuery,
    KindsQuery,
    Limit,
    Member,
    SeriesQuery,
    check_all,
    check_parts,
    comma_separated,
    invalid,
    split,
    split_ids,
)
from app.api.present.entries import present_entry, present_items, present_relations, present_translations
from app.api.problems import (
    EntryNotFound,
    InvalidCursor,
    InvalidParameter,
    NotReady,
    NotTranslated,
    UnknownParameter,
    Withdrawn,
    Words,
    documented,
)
from app.api.reading import ReaderLocale
from app.catalogue.cards import INVERSE, Card
from app.catalogue.lists import Filter, Sort
from app.catalogue.pages import page
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.languages.collation import alphabet
from app.languages.display import format_list, language_name

router = APIRouter(prefix="/entries", tags=["Entries"])

_RFC3339: Final = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}")
_LIST_PROBLEMS = documented(UnknownParameter, InvalidParameter, InvalidCursor, NotReady)
_ENTRY_PROBLEMS = documented(UnknownParameter, InvalidParameter, EntryNotFound, Withdrawn, NotReady)
_ONE_PROBLEMS = documented(UnknownParameter, InvalidParameter, EntryNotFound, NotTranslated, Withdrawn, NotReady)
MOVED: dict[int | str, dict[str, Any]] = {308: {"description": "The entry has another id now; follow `Location`."}}

LetterQuery = Annotated[
    str | SkipJsonSchema[None],
    Query(
        description="Only entries under this letter of the reader's alphabet; `#` for those under none.", max_length=8
    ),
]
IdsQuery = Annotated[
    list[str] | SkipJsonSchema[None],
    comma_separated(
        description=f"Only these entries, separated by commas; at most {MOST_IDS}. Unknown ones are left out.",
        examples=["servicegen", "empathy"],
    ),
]
TranslatedQuery = Annotated[
    bool | SkipJsonSchema[None],
    Query(description="Only entries that do (`true`) or do not (`false`) have a text in the language asked for."),
]


def _only_rfc3339(given: object) -> object:
    """Refuses what pydantic would also read: seconds since 1970 as a number."""
    if isinstance(given, str) and not _RFC3339.match(given):
        raise PydanticCustomError("datetime_parsing", "not RFC 3339")
    return given


SinceQuery = Annotated[
    Annotated[AwareDatetime, BeforeValidator(_only_rfc3339)] | SkipJsonSchema[None],
    Query(
        description="Only entries whose text changed at this time or later (RFC 3339).",
        examples=["2026-01-31T12:00:00Z"],
    ),
]
SortQuery = Annotated[
    Sort,
    Query(
        description="`title` in the reader's alphabetical order, `-updated_at` newest first, `-views` most read in the "
        "last 30 days first (approximately), `position` in a series."
    ),
]


@router.get("", operation_id="listEntries", response_model=Collection[EntryItem], responses=_LIST_PROBLEMS)
async def list_entries(
    request: Request,
    snapshot: CurrentSnapshot,
    reader: ReaderLocale,
    kinds: KindsQuery = None,
    letter: LetterQuery = None,
    series: SeriesQuery = None,
    ids: IdsQuery = None,
    translated: TranslatedQuery = None,
    updated_since: SinceQuery = None,
    fallback: FallbackQuery = FallbackPolicy.CHAIN,
    sort: SortQuery = Sort.TITLE,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The entries of the catalogue, each in the reader's language or the nearest one there is."""
    check_parts(snapshot, kinds, series)
    if sort is Sort.POSITION and series is None:
        raise invalid("sort", Words("Sorting by position needs a series."))
    wanted = Filter(
        kinds=frozenset(kinds or ()),
        letter=_letter(letter, snapshot.locales[reader.lang].data_locale),
        series=series,
        ids=None if ids is None else frozenset(split_ids(ids, parameter="ids")),
        translated=translated,
        without_fallback=fallback is FallbackPolicy.NONE,
        updated_since=_in_utc(updated_since),
    )
    listing = snapshot.lists.listing(reader, wanted, sort, views=views_of(request))
    query = _canonical(reader, wanted, sort)
    place = decode(cursor, query) if cursor else None
    found = page(
        listing,
        limit,
        after=place.key if place and not place.back else None,
        before=place.key if place and place.back else None,
    )
    cursors = (
        encode(Place(found.after), query) if found.after else None,
        encode(Place(found.before, back=True), query) if found.before else None,
    )
    items = present_items(snapshot, found.items, reader)
    place_in_all = Page(limit=limit, total=found.total, next_cursor=cursors[0], prev_cursor=cursors[1])
    links = page_links(snapshot, request, reader, *cursors)
    body = b'{"items":%b,"page":%b,"links":%b}' % (
        items,
        place_in_all.model_dump_json().encode(),
        links.model_dump_json().encode(),
    )
    return answer(snapshot, body, languages=[item.served.lang for item in found.items])


@router.get("/{entry_id}", operation_id="getEntry", response_model=EntryOut, responses={**MOVED, **_ONE_PROBLEMS})
async def get_entry(
    request: Request,
    entry_id: EntryIdPath,
    snapshot: CurrentSnapshot,
    reader: ReaderLocale,
    include: IncludeQuery = None,
    fallback: FallbackQuery = FallbackPolicy.CHAIN,
) -> Response:
    """One entry, in the reader's language or the nearest one there is."""
    members = split(include, parameter="include", allowed=tuple(Member))
    card = find_entry(snapshot, entry_id)
    if card is None:
        return moved_entry(snapshot, request, entry_id, reader)
    return entry_answer(snapshot, card, reader, members, fallback)


@router.get(
    "/{entry_id}/translations",
    operation_id="listTranslations",
    response_model=Items[TranslationOut],
    responses={**MOVED, **_ENTRY_PROBLEMS},
)
async def list_translations(
    request: Request, entry_id: EntryIdPath, snapshot: CurrentSnapshot, reader: ReaderLocale
) -> Response:
    """What there is of an entry in each language, ready for hreflang."""
    card = find_entry(snapshot, entry_id)
    if card is None:
        return moved_entry(snapshot, request, entry_id, reader, "/translations")
    return answer(snapshot, Items[TranslationOut](items=present_translations(snapshot, card, reader)))


@router.get(
    "/{entry_id}/relations",
    operation_id="listRelations",
    response_model=Items[RelationOut],
    responses={**MOVED, **_ENTRY_PROBLEMS},
)
async def list_relations(
    request: Request,
    entry_id: EntryIdPath,
    snapshot: CurrentSnapshot,
    reader: ReaderLocale,
    types: Annotated[
        list[str] | SkipJsonSchema[None],
        Query(
            alias="type",
            description="Only relations of this type; may be given several times.",
            json_schema_extra={"type": "array", "items": {"type": "string", "enum": list(INVERSE)}},
        ),
    ] = None,
) -> Response:
    """The entry's place in the graph: typed edges, each with its other end in the reader's language."""
    check_all(types, INVERSE, parameter="type")
    card = find_entry(snapshot, entry_id)
    if card is None:
        return moved_entry(snapshot, request, entry_id, reader, "/relations")
    items = [edge for edge in present_relations(snapshot, card, reader) if not types or edge.type in types]
    return answer(snapshot, Items[RelationOut](items=items), languages=[edge.entry.lang for edge in items])


def entry_answer(
    snapshot: Snapshot, card: Card, reader: Reader, members: tuple[str, ...], fallback: FallbackPolicy
) -> Response:
    """The answer that holds an entry; raises NotTranslated where another language would stand in and may not."""
    if fallback is FallbackPolicy.NONE and snapshot.served(card, reader)[1].is_fallback:
        told_in = snapshot.locales[reader.lang].data_locale
        asked, *others = (language_name(snapshot.locales[lang].tag, told_in) for lang in (reader.lang, *card.heads))
        words = Words(
            "This entry is not available in %(language)s. It exists in: %(languages)s.",
            language=asked,
            languages=format_list(others, told_in),
        )
        raise NotTranslated(words, available=tuple(card.heads))
    entry, languages = present_entry(snapshot, card, reader, members)
    return answer(snapshot, entry, languages=languages)


def _letter(given: str | None, data_locale: str) -> str | None:
    """The letter of the reader's alphabet that was meant, in whatever case and composition (`ng` for `Ng`)."""
    if given is None:
        return None
    wanted = unicodedata.normalize("NFC", given).casefold()
    return next((letter for letter in alphabet(data_locale) if letter.casefold() == wanted), given)


def _in_utc(moment: datetime | None) -> datetime | None:
    try:
        return moment and moment.astimezone(UTC)
    except OverflowError:
        raise invalid("updated_since", Words("Give the date and time as in 2026-01-31T12:00:00Z.")) from None


def _canonical(reader: Reader, wanted: Filter, sort: Sort) -> str:
    """The query that a cursor is bound to, the same in every process."""
    return repr(
        (
            reader.lang,
            reader.chain,
            reader.only_fresh,
            sort.value,
            sorted(wanted.kinds),
            wanted.letter,
            wanted.series,
            None if wanted.ids is None else sorted(wanted.ids),
            wanted.translated,
            wanted.without_fallback,
            wanted.updated_since,
        )
    )
