"""Where programs look first: the Atom feed of a language, the sitemap, llms.txt."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic.json_schema import SkipJsonSchema

from app.api.answers import answer
from app.api.current import ActiveSnapshot
from app.api.operations import check_query
from app.api.parameters import invalid
from app.api.problems import InvalidParameter, NotFound, NotReady, UnknownParameter, Words, documented
from app.api.reading import chosen, reader_for
from app.exports.announcing import atom, llms_txt, sitemap

router = APIRouter(tags=["Exports"])
# Those that stand outside /v1, where programs expect them.
well_known = APIRouter(tags=["Exports"], dependencies=[Depends(check_query)])


@router.get(
    "/feeds/{lang}.atom",
    operation_id="getFeed",
    response_class=Response,
    responses={
        200: {"content": {"application/atom+xml": {"schema": {"type": "string"}}}},
        **documented(UnknownParameter, InvalidParameter, NotReady),
    },
)
async def get_feed(
    snapshot: ActiveSnapshot, lang: Annotated[str, Path(description="Language of the feed.", examples=["sv"])]
) -> Response:
    """The texts that changed last, in this language or the nearest one, as Atom."""
    choice = chosen(snapshot, lang, parameter="lang")
    reader = reader_for(snapshot, choice)
    return answer(
        snapshot, atom(snapshot, reader), languages=[choice.lang], media_type="application/atom+xml; charset=utf-8"
    )


@well_known.get(
    "/sitemap.xml",
    operation_id="getSitemap",
    response_class=Response,
    responses={
        200: {"content": {"application/xml": {"schema": {"type": "string"}}}},
        **documented(UnknownParameter, InvalidParameter, NotFound, NotReady),
    },
)
async def get_sitemap(
    snapshot: ActiveSnapshot,
    part: Annotated[
        int | SkipJsonSchema[None], Query(description="Of a sitemap that is too long for one file.", ge=1)
    ] = None,
) -> Response:
    """Every page of an entry with its translations (hreflang); needs PUBLIC_BASE_URL, since its addresses are whole."""
    if not snapshot.base_url:
        raise NotFound(Words("A sitemap needs whole addresses. Set PUBLIC_BASE_URL."))
    try:
        body = sitemap(snapshot, part)
    except ValueError:
        raise invalid("part", Words("There is no such part of the sitemap.")) from None
    return answer(snapshot, body, media_type="application/xml; charset=utf-8")


@well_known.get(
    "/llms.txt",
    operation_id="getLlmsTxt",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **documented(UnknownParameter, NotReady),
    },
)
async def get_llms_txt(snapshot: ActiveSnapshot) -> Response:
    """What this is and how to ask it, for language models."""
    return answer(
        snapshot, llms_txt(snapshot), languages=[snapshot.default_lang], media_type="text/plain; charset=utf-8"
    )
