"""Pages to stand in other pages, oEmbed that leads to them, and an element that shows them."""

from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic.json_schema import SkipJsonSchema

from app.api.answers import UNCHANGED, answer, moved_to
from app.api.conditions import etag
from app.api.current import PIN_PROBLEMS, ActiveSnapshot, CurrentSnapshot, named_snapshot
from app.api.operations import check_known
from app.api.parameters import query_without, with_query
from app.api.problems import (
    FormatNotImplemented,
    InvalidParameter,
    NotFound,
    NotReady,
    SlugNotFound,
    UnknownParameter,
    UrlMissing,
    Withdrawn,
    Words,
    Wrong,
    documented,
)
from app.api.reading import chosen, reader_for
from app.catalogue.cards import Card
from app.diagrams import Theme
from app.embeds import (
    COMPONENT_NAME,
    as_json,
    as_xml,
    component,
    embed_path,
    embedded,
    entry_page,
    find,
    pinned_by,
    policy,
    series_page,
)

# Others hang things onto the addresses that they ask and share: WordPress its `dnt`, advertisers their `fbclid`.
_Ignored = Annotated[list[str], Depends(check_known)]
router = APIRouter(tags=["Embedding"])

_HTML: Final = "text/html; charset=utf-8"
_SCRIPT: Final = "text/javascript; charset=utf-8"
_SANDBOX: Final = "default-src 'none'; frame-ancestors 'none'"


class OembedFormat(StrEnum):
    """The two that oEmbed knows."""

    JSON = "json"
    XML = "xml"


_Most = Annotated[
    int | SkipJsonSchema[None], Query(description="Most CSS pixels that the frame may take.", ge=1, le=100_000)
]


@router.get(f"/embed/{COMPONENT_NAME}", operation_id="getComponent", include_in_schema=False)
async def get_component(snapshot: ActiveSnapshot) -> Response:
    """The element `<service-entry>`."""
    script = component(snapshot.default_lang)
    headers = {"cache-control": "public, max-age=86400", "etag": etag(script.encode(), None)}
    return Response(script, headers=headers, media_type=_SCRIPT)


@router.get(
    "/embed/{lang}/{slug}",
    operation_id="getEmbeddedPage",
    response_class=Response,
    responses={
        **UNCHANGED,
        200: {"content": {"text/html": {"schema": {"type": "string"}}}},
        308: {"description": "A former slug or id; `Location` has the present one."},
        **documented(UnknownParameter, InvalidParameter, SlugNotFound, Withdrawn, NotReady),
    },
)
async def get_embedded_page(
    request: Request,
    snapshot: CurrentSnapshot,
    ignored: _Ignored,
    lang: Annotated[str, Path(description="Language to answer in.", examples=["sv"], max_length=64)],
    slug: Annotated[
        str, Path(description="Slug of an entry or a series in any language, or its id.", examples=["servicepyramiden"])
    ],
    theme: Annotated[Theme, Query(description="Colours: `auto` follows the reader's preference.")] = Theme.AUTO,
) -> Response:
    """An entry or a series as a page of its own, to be put into other pages or shared.

    Where the language asked for has no text, the nearest one stands there and a note says so. Another note says that
    there is a newer release than the one that `release` names.
    """
    reader = reader_for(snapshot, chosen(snapshot, lang, parameter="lang"))
    place = find(snapshot, slug, reader)
    if place is None:
        move = snapshot.moved(slug)
        if move is not None:
            raise Withdrawn(Words("The entry “%(id)s” has been withdrawn.", id=slug[:200]))
        raise SlugNotFound(Words("No entry has the address “%(slug)s”.", slug=slug[:200]))
    if place.is_former:
        path = embed_path(snapshot, place.what, reader.lang)
        return _shared(moved_to(snapshot, snapshot.url(with_query(path, query_without(request)))), ignored)
    build = entry_page if isinstance(place.what, Card) else series_page
    page, languages = build(snapshot, place.what, reader, theme)  # type: ignore[arg-type]
    response = answer(snapshot, page.encode(), languages=languages, media_type=_HTML)
    response.headers["content-security-policy"] = policy(theme, request.app.state.frame_ancestors)
    return _shared(response, ignored)


@router.get(
    "/oembed",
    operation_id="getOembed",
    response_class=Response,
    responses={
        **UNCHANGED,
        200: {
            "content": {
                "application/json": {"schema": {"type": "object"}},
                "text/xml": {"schema": {"type": "string"}},
            }
        },
        **documented(
            UnknownParameter,
            InvalidParameter,
            NotFound,
            UrlMissing,
            FormatNotImplemented,
            NotReady,
            *PIN_PROBLEMS,
        ),
    },
)
async def get_oembed(
    request: Request,
    active: ActiveSnapshot,
    ignored: _Ignored,
    url: Annotated[
        str | SkipJsonSchema[None],
        Query(description="Address of a page below /embed/ of this server.", max_length=4096),
    ] = None,
    maxwidth: _Most = None,
    maxheight: _Most = None,
    form: Annotated[str, Query(alias="format", description="`json` or `xml`.", max_length=64)] = OembedFormat.JSON,
) -> Response:
    """How to put a page of this server into another page (oEmbed 1.0)."""
    if form not in set(OembedFormat):
        raise FormatNotImplemented(Words("“%(value)s” is not one of: %(allowed)s.", value=form, allowed="json, xml"))
    if not url:
        words = Words("Give the address of an embedded page as “%(name)s”.", name="url")
        raise UrlMissing(words, errors=(Wrong(words, parameter="url"),))
    pin = pinned_by(url)
    snapshot = active if pin is None else await named_snapshot(request, pin)
    known = snapshot.base_url
    origin = known or f"{request.url.scheme}://{request.headers.get('host', '')}"
    found = embedded(snapshot, url, origin, max_width=maxwidth, max_height=maxheight)
    if found is None:
        raise NotFound(Words("There is no page to embed at “%(url)s”.", url=url[:200]))
    if form == OembedFormat.JSON:
        response = answer(snapshot, as_json(found))
    else:
        response = answer(snapshot, as_xml(found), media_type="text/xml")
    if not known:
        # The host stands in the answer and comes from the request, so nobody else may get it.
        response.headers["cache-control"] = "no-store"
    return _shared(response, ignored)


def _shared(response: Response, ignored: list[str]) -> Response:
    """*response*, which no cache shares if something in its address was ignored: such addresses are without number."""
    if ignored and "no-store" not in response.headers["cache-control"]:
        response.headers["cache-control"] = "private, max-age=60"
    return response
