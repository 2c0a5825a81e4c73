"""A page for every kind of problem, at the address that its `type` gives."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from app.api.answers import CACHED, UNCHANGED
from app.api.conditions import etag
from app.api.operations import check_query
from app.api.plain_pages import POLICY, STYLE
from app.api.problems import NO_PAGE, NotFound, UnknownParameter, documented, every_problem

router = APIRouter(tags=["Operations"], dependencies=[Depends(check_query)])


@router.get(
    "/problems/{code}",
    operation_id="getProblemPage",
    response_class=Response,
    responses={
        **UNCHANGED,
        200: {"content": {"text/html": {"schema": {"type": "string"}}}},
        **documented(UnknownParameter, NotFound),
    },
)
async def get_problem_page(
    code: Annotated[str, Path(description="`code` of a problem.", examples=["entry-not-found"])],
) -> Response:
    """What a kind of problem means and what to do about it, for developers, in English."""
    kind = next((kind for kind in every_problem() if kind.code == code), None)
    if kind is None:
        raise NotFound(NO_PAGE)
    body = _PAGE.format(
        style=STYLE, code=escape(kind.code), title=escape(kind.title), status=kind.status, about=_marked(kind.about)
    ).encode()
    headers = {
        "cache-control": CACHED,
        "etag": etag(body, None),
        "content-language": "en",
        "content-security-policy": POLICY,
    }
    return Response(body, headers=headers, media_type="text/html; charset=utf-8")


def _marked(text: str) -> str:
    pieces = escape(text, quote=False).split("`")
    return "".join(f"<code>{piece}</code>" if number % 2 else piece for number, piece in enumerate(pieces))


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} ({status} {code})</title>
<style>{style}</style>
</head>
<body>
<header><a href="/docs">API</a></header>
<main>
<h1>{title}</h1>
<p><code>{code}</code>, HTTP status {status}</p>
<p>{about}</p>
<p><a href="/docs">API documentation</a></p>
</main>
</body>
</html>
"""
