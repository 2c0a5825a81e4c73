"""In which language a request is answered: the one dependency through which endpoints get a reader.

Asking for `ReaderLocale` is also what puts `Vary`, `Content-Location` and the `Link` alternates on the answer, so no
endpoint can have a language and forget to say so.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Header, Query, Request
from pydantic.json_schema import SkipJsonSchema

from app.api.current import CurrentSnapshot
from app.api.parameters import REMEMBERED_QUERIES, invalid, read_query, with_query
from app.api.problems import Words
from app.catalogue.resolver import Reader, complete
from app.catalogue.snapshot import Snapshot
from app.languages.negotiation import Choice


class Stale(StrEnum):
    """What to do with a translation that is older than its source."""

    SERVE = "serve"
    FALLBACK = "fallback"


LangQuery = Annotated[
    str | SkipJsonSchema[None],
    Query(
        alias="lang",
        description="Language to answer in: a folder's name such as `no`, or one of its tags (`nb`, `fil`). "
        "Wins over `Accept-Language`, and makes the answer the same for everybody.",
        examples=["da"],
        max_length=64,
    ),
]
StaleQuery = Annotated[
    Stale,
    Query(description="`fallback` treats a translation that is older than its source as if it were missing."),
]
AcceptLanguage = Annotated[
    str | SkipJsonSchema[None],
    Header(
        description="Languages the reader wants (RFC 9110 §12.5.4), matched as CLDR does: `nb` and `nn` find `no`, "
        "`fil` finds `tl`. Malformed elements are ignored; at most 4 KiB and 64 of them are read.",
        examples=["nb-NO,nb;q=0.9"],
    ),
]


async def reader_locale(
    request: Request,
    snapshot: CurrentSnapshot,
    lang: LangQuery = None,
    stale: StaleQuery = Stale.SERVE,
    accept_language: AcceptLanguage = None,
) -> Reader:
    """Whom the answer is for: `?lang=` before `Accept-Language` before the catalogue's default."""
    headers = request.state.headers
    address = quote(request.scope["path"]) + _query_to_lang(request.scope["query_string"])
    if lang is not None:
        choice = chosen(snapshot, lang, parameter="lang")
    else:
        # A header sent in several fields means their list (RFC 9110 §5.3); the parameter holds only the first.
        header = ", ".join(request.headers.getlist("accept-language")) if accept_language is not None else None
        choice = snapshot.negotiator.negotiate(header)
        headers["vary"] = "Accept-Language"
        if snapshot.pin is None:
            # All that the answer depends on, so the front may keep it for everybody of the same choice. In another
            # release the same header may choose another language.
            request.state.choice = choice
        headers["language-variant"] = variant_of(choice)
        headers["content-location"] = snapshot.url(address + choice.lang)
    link_alternates(request, ((other.tag, snapshot.url(address + other.lang)) for other in snapshot.locales.values()))
    return reader_for(snapshot, choice, only_fresh=stale is Stale.FALLBACK)


@lru_cache(REMEMBERED_QUERIES)
def _query_to_lang(query_string: bytes) -> str:
    """The query of an address that names its language, without its end, the language."""
    return with_query(
        "", [*((name, value) for name, value in read_query(query_string) if name != "lang"), ("lang", "")]
    )


def link_alternates(request: Request, addresses: Iterable[tuple[str, str]]) -> None:
    """Have the answer name its *addresses* in other languages, by tag, beside whatever else it links to."""
    links = [f'<{url}>; rel="alternate"; hreflang="{tag}"' for tag, url in addresses]
    headers = request.state.headers
    if "link" in headers:
        links.append(headers["link"])
    headers["link"] = ", ".join(links)


ReaderLocale = Annotated[Reader, Depends(reader_locale)]


def chosen(snapshot: Snapshot, lang: str, *, parameter: str) -> Choice:
    """The language that the request names outright; raises InvalidParameter if the catalogue has no such language."""
    choice = snapshot.negotiator.choose(lang)
    if choice is None:
        languages = tuple(snapshot.locales)
        words = Words(
            "“%(value)s” is not a language of this catalogue. It has: %(languages)s.",
            value=lang,
            languages=", ".join(languages),
        )
        raise invalid(parameter, words, available=languages)
    return choice


def variant_of(choice: Choice) -> str:
    """The name of *choice* for caches: all who share it get the same answers."""
    return f"{choice.lang};{choice.match};{','.join(choice.chain)}"


def reader_for(snapshot: Snapshot, choice: Choice, *, only_fresh: bool = False) -> Reader:
    """The reader who made *choice*."""
    return Reader(
        lang=choice.lang,
        match=choice.match,
        chain=complete(choice.chain, snapshot.locales),
        only_fresh=only_fresh,
    )
