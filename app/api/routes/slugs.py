"""Entries by the names that addresses show."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response

from app.api.answers import UNCHANGED, moved_to
from app.api.current import CurrentSnapshot
from app.api.outputs.entries import EntryOut
from app.api.parameters import FallbackPolicy, FallbackQuery, IncludeQuery, Member, query_without, split, with_query
from app.api.problems import (
    InvalidParameter,
    NotReady,
    NotTranslated,
    SlugNotFound,
    UnknownParameter,
    Words,
    documented,
)
from app.api.reading import Stale, StaleQuery, chosen, link_alternates, reader_for
from app.api.routes.entries import entry_answer
from app.catalogue.cards import Card
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot

router = APIRouter(prefix="/slugs", tags=["Entries"])


@router.get(
    "/{lang}/{slug}",
    operation_id="getEntryBySlug",
    response_model=EntryOut,
    responses={
        **UNCHANGED,
        308: {"description": "A former slug; `Location` has the present one."},
        **documented(UnknownParameter, InvalidParameter, SlugNotFound, NotTranslated, NotReady),
    },
)
async def get_entry_by_slug(
    request: Request,
    snapshot: CurrentSnapshot,
    lang: Annotated[str, Path(description="Language to answer in.", examples=["sv"])],
    slug: Annotated[str, Path(description="The entry's slug in any language.", examples=["servicepyramiden"])],
    include: IncludeQuery = None,
    fallback: FallbackQuery = FallbackPolicy.CHAIN,
    stale: StaleQuery = Stale.SERVE,
) -> Response:
    """The entry with this slug. The slug of any language finds it; a former one is sent on to the present one."""
    members = split(include, parameter="include", allowed=tuple(Member))
    choice = chosen(snapshot, lang, parameter="lang")
    reader = reader_for(snapshot, choice, only_fresh=stale is Stale.FALLBACK)
    found = snapshot.find_slug(slug, reader)
    if found is None:
        raise SlugNotFound(Words("No entry has the address “%(slug)s”.", slug=slug[:200]))
    card, is_former = found
    query = query_without(request)
    if is_former:
        return moved_to(snapshot, snapshot.url(with_query(_path(snapshot, card, reader), query)))
    link_alternates(
        request,
        (
            (locale.tag, snapshot.url(with_query(_path(snapshot, card, snapshot.reader(other)), query)))
            for other, locale in snapshot.locales.items()
        ),
    )
    return entry_answer(snapshot, card, reader, members, fallback)


def _path(snapshot: Snapshot, card: Card, reader: Reader) -> str:
    """The path to the entry by its slug for a reader."""
    head, _ = snapshot.served(card, reader)
    return f"/v1/slugs/{reader.lang}/{quote(head.slug)}"
