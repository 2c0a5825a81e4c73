"""Serves the OpenAPI document, and Swagger UI and Redoc: no request leaves this origin."""

import mimetypes
from functools import cache, partial
from pathlib import Path as FilePath
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, FastAPI, Path, Request, Response

from app.api.answers import CACHED
from app.api.conditions import etag
from app.api.contract import document
from app.api.problems import NO_PAGE, NotFound

router = APIRouter(include_in_schema=False)

STATIC: Final = FilePath(__file__).parent / "static"
_CSP: Final = (
    "default-src 'none'; script-src 'self' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def describe(app: FastAPI) -> None:
    """Give *app* its OpenAPI document: what the framework derives, and what it cannot know."""
    app.openapi = partial(document, app)  # type: ignore[method-assign]
    app.state.document = None


@router.get("/openapi.json")
async def get_openapi_document(request: Request) -> Response:
    """The OpenAPI document."""
    state = request.app.state
    if state.document is None:
        # As bytes, which take a small part of the room that all the objects would take for good.
        state.document = orjson.dumps(request.app.openapi())
    body: bytes = state.document
    return Response(body, headers={"cache-control": CACHED, "etag": etag(body, None)}, media_type="application/json")


@router.get("/docs")
async def get_swagger_ui() -> Response:
    """The API in Swagger UI, to read and to try."""
    return _page("swagger.html")


@router.get("/redoc")
async def get_redoc() -> Response:
    """The API in Redoc, to read."""
    return _page("redoc.html")


@router.get("/static/{name}")
async def get_static(name: Annotated[str, Path(pattern=r"^[a-z0-9.-]+$")]) -> Response:
    """A file of the documentation pages."""
    body = _file(name)
    if body is None or name.endswith(".html"):
        raise NotFound(NO_PAGE)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(
        body, headers={"cache-control": "public, max-age=86400", "etag": etag(body, None)}, media_type=media_type
    )


def _page(name: str) -> Response:
    body = _file(name)
    assert body is not None
    headers = {"cache-control": CACHED, "etag": etag(body, None), "content-security-policy": _CSP}
    return Response(body, headers=headers, media_type="text/html; charset=utf-8")


def _file(name: str) -> bytes | None:
    """The file called *name*; only names that exist reach the file system, or are remembered."""
    return (STATIC / name).read_bytes() if name in _files() else None


@cache
def _files() -> frozenset[str]:
    return frozenset(path.name for path in STATIC.iterdir())
