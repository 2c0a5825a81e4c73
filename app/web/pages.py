"""The routes of the site: which page an address is."""

from collections.abc import Callable
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.convertors import Convertor, register_url_convertor

from app.languages.messages import N_
from app.search import MOMENT, FormerIndex
from app.web import assets, preview
from app.web.addresses import ALPHABET, BIBLIOGRAPHY, ENTRIES, GRAPH, KINDS, SEARCH, SERIES, page
from app.web.browsing import alphabet_response, bibliography_response, home_response, kind_response
from app.web.entries import entry_path, entry_response
from app.web.graph import centre, graph_response
from app.web.kinds import KIND_NAMES
from app.web.rendering import Head, render
from app.web.searching import search_response
from app.web.series import list_response, series_response
from app.web.visit import Visit, in_language, serving

router = APIRouter(include_in_schema=False)
for _module in (assets, preview):
    router.include_router(_module.router)

_MOVED: Final = "public, max-age=60, s-maxage=600"


class _LanguageConvertor(Convertor[str]):
    """A language tag as the first step of a path (BCP 47); `v1` and `docs` are none."""

    regex = "[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*"

    def convert(self, value: str) -> str:
        """As it stands."""
        return value


register_url_convertor("language", _LanguageConvertor())


@router.get("/")
async def get_root(request: Request) -> Response:
    """The home page in the reader's language."""
    snapshot = serving(request).snapshot
    if snapshot is None:
        return _not_ready()
    choice = snapshot.negotiator.negotiate(", ".join(request.headers.getlist("accept-language")))
    headers = {"location": page(choice.lang), "vary": "Accept-Language", "cache-control": "private, max-age=60"}
    return Response(b"", 302, headers)


@router.get("/{lang:language}")
async def get_home(request: Request, lang: str) -> Response:
    """What this is, and every way in."""
    return _answer(request, lang, home_response)


@router.get("/{lang:language}/")
async def get_home_with_slash(request: Request, lang: str) -> Response:
    """The same at the address without the slash."""
    return _answer(request, lang, lambda visit: _moved(page(visit.reader.lang)))


@router.get(f"/{{lang:language}}/{ALPHABET}")
async def get_alphabet(request: Request, lang: str) -> Response:
    """Every entry, letter by letter."""
    return _answer(request, lang, alphabet_response)


@router.get(f"/{{lang:language}}/{KINDS}/{{kind}}")
async def get_kind(request: Request, lang: str, kind: str) -> Response:
    """The entries of one kind."""
    return _answer(request, lang, lambda visit: kind_response(visit, kind) if kind in KIND_NAMES else _missing(visit))


@router.get(f"/{{lang:language}}/{SERIES}")
async def get_series_list(request: Request, lang: str) -> Response:
    """All series."""
    return _answer(request, lang, list_response)


@router.get(f"/{{lang:language}}/{SERIES}/{{series}}")
async def get_series(request: Request, lang: str, series: str) -> Response:
    """One series with its parts."""

    def answer(visit: Visit) -> Response:
        record = visit.snapshot.series.get(series)
        return _missing(visit) if record is None else series_response(visit, record)

    return _answer(request, lang, answer)


@router.get(f"/{{lang:language}}/{SEARCH}")
async def get_search(request: Request, lang: str) -> Response:
    """The hits for a query."""
    visit = _visit(request, lang)
    if isinstance(visit, Response):
        return visit
    index = await serving(request).index(visit.snapshot) if visit.query("q") else None
    response = search_response(visit, index)
    if isinstance(index, FormerIndex):
        # Its release's own index will say something else.
        response.headers["cache-control"] = f"public, max-age={MOMENT}"
    return response


@router.get(f"/{{lang:language}}/{GRAPH}")
async def get_graph(request: Request, lang: str) -> Response:
    """What is around an entry."""

    def answer(visit: Visit) -> Response:
        root = visit.query("root")
        card = visit.snapshot.cards.get(root) if root else centre(visit.snapshot)
        return _missing(visit) if card is None else graph_response(visit, card)

    return _answer(request, lang, answer)


@router.get(f"/{{lang:language}}/{BIBLIOGRAPHY}")
async def get_bibliography(request: Request, lang: str) -> Response:
    """Every work that entries build on."""
    return _answer(request, lang, bibliography_response)


@router.get(f"/{{lang:language}}/{ENTRIES}/{{slug}}")
async def get_entry_further_down(request: Request, lang: str, slug: str) -> Response:
    """An entry whose slug is the address of another page."""
    return _answer(request, lang, lambda visit: _entry(visit, slug))


@router.get("/{lang:language}/{slug}")
async def get_entry_page(request: Request, lang: str, slug: str) -> Response:
    """An entry under its slug in any language, or a former one."""
    return _answer(request, lang, lambda visit: _entry(visit, slug))


def _answer(request: Request, lang: str, answer: Callable[[Visit], Response]) -> Response:
    visit = _visit(request, lang)
    return visit if isinstance(visit, Response) else answer(visit)


def _visit(request: Request, lang: str) -> Visit | Response:
    """Whom the page is for; or the answer, where the language is none of ours or has another name here."""
    snapshot = serving(request).snapshot
    if snapshot is None:
        return _not_ready()
    reader = in_language(snapshot, lang)
    if reader is None:
        raise HTTPException(404)
    if reader.lang != lang:
        _, _, *rest = _path(request).split("/")
        query = quote(request.scope["query_string"], safe="%&=+/?:@!$'()*,;~")
        return _moved("/".join(("", reader.lang, *rest)) + (f"?{query}" if query else ""))
    return Visit(request, snapshot, reader)


def _path(request: Request) -> str:
    """The path that was asked for, in the one spelling that all ways to escape it have in common."""
    return quote(request.scope["path"])


def _entry(visit: Visit, slug: str) -> Response:
    found = entry_path(visit, slug)
    if found is None:
        return _missing(visit)
    card, path, is_former = found
    if path == _path(visit.request):
        return entry_response(visit, card)
    # A slug of another language may one day belong to another entry, a former one leads here for ever.
    return _moved(path) if is_former else Response(b"", 302, {"location": path, "cache-control": _MOVED})


def _moved(path: str) -> Response:
    return Response(b"", 308, {"location": path, "cache-control": _MOVED})


def _missing(visit: Visit) -> Response:
    """There is no such page; how to find what was meant."""
    title = visit.say(N_("There is no page at this address."))
    head = Head(
        title=title, description=title, paths={lang: page(lang) for lang in visit.snapshot.locales}, is_indexed=False
    )
    return render(visit, "missing.html", head, status=404)


def _not_ready() -> Response:
    body = "<!doctype html><html lang=en><title>Not ready</title><p>No release has been published yet.</p></html>"
    return Response(
        body,
        503,
        {"retry-after": "5", "cache-control": "no-store", "content-security-policy": "default-src 'none'"},
        "text/html; charset=utf-8",
    )
