"""The OpenAPI document, and Swagger UI and Redoc served from here: no request leaves this origin."""

import mimetypes
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Path, Request, Response
from fastapi.openapi.utils import get_openapi

from app.api.answers import CACHED, UNCHANGED
from app.api.conditions import etag
from app.api.problems import NO_PAGE, InternalError, NotFound, Problem, ProblemOut, UriTooLong, documented

router = APIRouter(include_in_schema=False)

STATIC: Final = FilePath(__file__).parent / "static"
ABOUT: Final = """\
Concepts, styles and models of service, in several languages, cross-linked and searchable.

**Language.** `?lang=` or `Accept-Language`, matched as CLDR does (`nb` finds `no`, `fil` finds `tl`). Where a text does
not exist in the language asked for, the nearest one is served, and every object says which language it is in (`lang`).

**Errors** are problem details (RFC 9457) with a stable `code`. Nothing in a query is ignored silently.

**Caching.** Every read has an `ETag`; `?lang=` answers are the same for everybody.
"""
_CSP: Final = (
    "default-src 'none'; script-src 'self' blob:; worker-src blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def describe(app: FastAPI) -> None:
    """Give *app* its OpenAPI document: what the framework derives, and what it cannot know."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of *app*."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=ABOUT,
        routes=app.routes,
        license_info={"name": "Code: MIT. Content: CC BY 4.0, unless an entry's `licence` says otherwise."},
    )
    schemas = document["components"]["schemas"]
    schemas["Problem"] = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schemas["Problem"].pop("$defs", {}))
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    document["components"]["responses"] = {name: _everywhere(kind) for name, kind in _EVERYWHERE.items()}
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return document


def _complete(operation: dict[str, Any]) -> None:
    """What every operation has in common, and what the framework says wrongly."""
    validation = operation["responses"].get("422", {}).get("content", {})
    if "application/json" in validation:
        del operation["responses"]["422"]
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        if schema.pop("explode", None) is False:
            parameter.update(style="form", explode=False)
        # Of a number that may be left out, the bound comes through under pydantic's name.
        if "ge" in schema:
            schema["minimum"] = schema.pop("ge")
    responses = operation["responses"]
    if _is_negotiated(operation):
        responses.update({str(status): dict(response) for status, response in UNCHANGED.items()})
    for status, response in responses.items():
        response.setdefault("headers", {}).update(_headers(operation, status))
    for name, kind in _EVERYWHERE.items():
        responses.setdefault(str(kind.status), {"$ref": f"#/components/responses/{name}"})


def _everywhere(kind: type[Problem]) -> dict[str, Any]:
    response: dict[str, Any] = documented(kind)[kind.status]
    return {**response, "headers": _headers({"responses": {}}, str(kind.status))}


def _is_negotiated(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "accept-language" for parameter in operation.get("parameters", ()))


def _headers(operation: dict[str, Any], status: str) -> dict[str, Any]:
    names = ["X-Request-Id"]
    negotiated = _is_negotiated(operation)
    if status in {"200", "304", "308"} and "304" in operation["responses"]:
        names += ["ETag", "Cache-Control"]
    if status in {"200", "304", "308"} and negotiated:
        names.append("Link")
    if status == "200" and negotiated:
        names += ["Vary", "Content-Location"]
    if status == "308":
        names.append("Location")
    return {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in names}


# What may happen wherever a request goes.
_EVERYWHERE: Final[dict[str, type[Problem]]] = {
    "TargetTooLong": UriTooLong,
    "InternalError": InternalError,
}
_HEADERS: Final = {
    "X-Request-Id": "The id of the request, the one that was sent or a new one.",
    "ETag": "Names the release and digests the answer; send it back as `If-None-Match`.",
    "Cache-Control": "How long browsers and shared caches may keep the answer.",
    "Link": "The same in the other languages (`rel=alternate`, `hreflang`).",
    "Vary": "`Accept-Language` where that header decided; never where `?lang=` did.",
    "Content-Location": "The address that always gives this language, where `Accept-Language` decided.",
    "Location": "Where it is now.",
}


@router.get("/openapi.json")
async def get_openapi_document(request: Request) -> Response:
    """The OpenAPI document."""
    body = orjson.dumps(request.app.openapi())
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
