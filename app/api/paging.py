"""The addresses of a page of a collection and of those beside it."""

from urllib.parse import quote

from fastapi import Request

from app.api.outputs.base import PageLinks
from app.api.parameters import query_without, with_query
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot


def page_links(
    snapshot: Snapshot, request: Request, reader: Reader, after: str | None, before: str | None
) -> PageLinks:
    """Links from the page that was asked for to those at the cursors *after* and *before* it."""
    path = quote(request.scope["path"])
    query = [*query_without(request, "lang", "cursor"), ("lang", reader.lang)]

    def link(cursor: str) -> str:
        return snapshot.url(with_query(path, [*query, ("cursor", cursor)]))

    return PageLinks(
        self=snapshot.url(with_query(path, query_without(request))),
        next=link(after) if after else None,
        prev=link(before) if before else None,
    )
