"""Turning what was found into an HTTP response with its validators and its caching rules."""

from collections.abc import Iterable
from typing import Any, Final

from fastapi import Response
from pydantic import BaseModel

from app.api.conditions import etag
from app.catalogue.snapshot import Snapshot, Standing

# What an endpoint says in OpenAPI about conditional requests; those that ask for a reader have it said for them.
UNCHANGED: Final[dict[int | str, dict[str, Any]]] = {
    304: {"description": "What the client has (`If-None-Match`) is still right."}
}
CACHED: Final = "public, max-age=60, s-maxage=600, stale-while-revalidate=86400, stale-if-error=604800"
# A former release says the same for ever; another version of the program may say it in other words.
_CACHING: Final = {
    Standing.ACTIVE: CACHED,
    Standing.FORMER: "public, max-age=86400, immutable, stale-while-revalidate=86400, stale-if-error=604800",
    Standing.STAGED: "private, no-store",
}


def answer(
    snapshot: Snapshot,
    output: BaseModel | bytes,
    *,
    languages: Iterable[str] = (),
    media_type: str = "application/json",
    status: int = 200,
) -> Response:
    """A response from one release; *languages* are those the answer's own text is in."""
    body = output if isinstance(output, bytes) else output.model_dump_json(exclude_unset=True).encode()
    headers = {"etag": etag(body, snapshot.name), "cache-control": caching(snapshot)}
    tags = [snapshot.locales[lang].tag for lang in dict.fromkeys(languages)]
    if tags:
        headers["content-language"] = ", ".join(tags)
    return Response(body, status, headers, media_type)


def moved_to(snapshot: Snapshot, url: str) -> Response:
    """308: what was here is there now, for ever."""
    headers = {"location": url, "cache-control": caching(snapshot), "etag": etag(url.encode(), snapshot.name)}
    return Response(b"", 308, headers)


def caching(snapshot: Snapshot) -> str:
    """For how long whom an answer from this release may be kept by."""
    return _CACHING[snapshot.standing]
