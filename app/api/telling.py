"""Puts problems into the reader's language, and the framework's own refusals among them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs, quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import Scope

from app.api.families import DATABASE_ERRORS, PROBLEMS
from app.api.metrics import metrics_of
from app.api.misfits import problem_of
from app.api.problems import (
    NO_PAGE,
    BadRequest,
    BodyTooLarge,
    FieldError,
    InternalError,
    MethodNotAllowed,
    NotFound,
    NotReady,
    Preparing,
    Problem,
    ProblemOut,
    RequestTimeout,
    Words,
    busy,
    interrupted,
    unreachable,
    unwritable,
)
from app.catalogue.snapshot import Snapshot
from app.catalogue.turns import AGAIN
from app.domain.locales import Locale
from app.languages.messages import translate
from app.languages.negotiation import Match, Negotiator
from app.store.errors import BusyError, UnwritableError

log = structlog.get_logger("app.api")

_WORDS_OF_A_NAME: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
MEDIA_TYPE: Final = "application/problem+json"
_WITHOUT_SLASH: Final = Words("There is no page at this address, but there is one without the slash at its end.")
# Problems are told to developers too, and theirs is English: it answers whoever asks for no language of the catalogue.
_ENGLISH: Final = Locale(lang="en", tag="en", data_locale="en", autonym="English", title="", description="")


def describe(scope: Scope, problem: Problem) -> tuple[bytes, dict[str, str]]:
    """The body and headers of *problem* as the answer to the request of *scope*."""
    live = scope["app"].state.live
    scope["app"].state.metrics.count(PROBLEMS, problem.code)
    locale, is_negotiated = _language(scope, live.snapshot)
    output = ProblemOut(
        type=f"{live.base_url}/problems/{problem.code}",
        title=translate(locale.data_locale, problem.title),
        status=problem.status,
        detail=_detail(locale, problem),
        instance=quote(scope["path"]),
        code=problem.code,
        request_id=scope["state"]["request_id"],
        errors=[
            FieldError(
                parameter=wrong.parameter,
                pointer=wrong.pointer,
                file=wrong.file,
                detail=_said_in(locale, wrong.words),
            )
            for wrong in problem.errors
        ],
        languages=list(problem.available),
    )
    headers = {
        "content-type": MEDIA_TYPE,
        "content-language": locale.tag,
        "cache-control": "no-store",
        **({"vary": "Accept-Language"} if is_negotiated else {}),
        **problem.headers,
    }
    return output.model_dump_json().encode(), headers


async def tell(request: Request, problem: Exception) -> Response:
    """The answer to a problem that an endpoint or dependency raised."""
    assert isinstance(problem, Problem)
    # What the reader dependency noted is about an answer that there will not be.
    request.state.headers.clear()
    body, headers = describe(request.scope, problem)
    return Response(body, problem.status, headers)


async def tell_crash(request: Request, _error: Exception) -> Response:
    """The answer to a mistake of ours; what it was stands in the log, under the request id."""
    words = Words(
        "The error has been logged. Quote the request id %(request_id)s when you report it.",
        request_id=request.state.request_id,
    )
    return await tell(request, InternalError(words))


async def tell_http(request: Request, error: Exception) -> Response:
    """The framework's own refusals: no route, no such method, a body that cannot be read."""
    assert isinstance(error, HTTPException)
    if error.status_code == MethodNotAllowed.status:
        allowed = ", ".join(request.app.state.operations.methods(request.scope["path"]))
        words = Words("%(method)s is not possible here. Possible: %(allowed)s.", method=request.method, allowed=allowed)
        return await tell(request, MethodNotAllowed(words, headers={"allow": allowed}))
    if error.status_code == BodyTooLarge.status:
        return await tell(request, BodyTooLarge(Words("The body is larger than this endpoint reads.")))
    if error.status_code == NotFound.status:
        path = request.scope["path"].rstrip("/")
        is_near = path != request.scope["path"] and request.app.state.operations.methods(path)
        return await tell(request, NotFound(_WITHOUT_SLASH if is_near else NO_PAGE))
    return await tell(request, BadRequest(Words("The request cannot be processed")))


async def tell_store(request: Request, error: Exception) -> Response:
    """The database is away or busy, or the disk takes nothing."""
    return await tell(request, problem_of_store(request, error))


async def tell_gone(request: Request, _error: Exception) -> Response:
    """Whoever sent half a request and went away reads no answer; the log says what it was."""
    return await tell(request, RequestTimeout(Words("The request did not come in time.")))


async def tell_damaged(request: Request, error: Exception) -> Response:
    """The file that is read from has been damaged; another one is being made."""
    log.warning("file_damaged", request_id=request.state.request_id, error=str(error))
    words = Words("What is read here is being restored. Try again in a moment.")
    return await tell(request, NotReady(words, headers={"retry-after": "2"}))


async def tell_crowded(request: Request, _error: Exception) -> Response:
    """What was asked for is being made, or too much else is."""
    words = Words("This is being prepared. Try again in %(seconds)s seconds.", seconds=AGAIN)
    return await tell(request, Preparing(words, headers={"retry-after": str(AGAIN)}))


async def tell_ended(request: Request, error: Exception) -> Response:
    """Somebody ended the process that did the work."""
    log.warning("work_interrupted", request_id=request.state.request_id, error=str(error))
    return await tell(request, interrupted())


async def tell_invalid(request: Request, error: Exception) -> Response:
    """Parameters and bodies that do not fit their schema; a malformed path names nothing, so it is not found."""
    assert isinstance(error, RequestValidationError)
    return await tell(request, problem_of(error))


def problem_of_store(request: Request, error: Exception) -> Problem:
    """What keeps the store from working, as a problem; what the driver said stands in the log."""
    log.warning("store_failed", request_id=request.state.request_id, error=str(error))
    metrics_of(request).count(
        DATABASE_ERRORS, _WORDS_OF_A_NAME.sub("_", type(error).__name__.removesuffix("Error")).lower()
    )
    if isinstance(error, UnwritableError):
        return unwritable()
    return busy() if isinstance(error, BusyError) else unreachable()


def _said_in(locale: Locale, words: Words) -> str:
    said: str = translate(locale.data_locale, words.message, **words.values)
    return said


def _detail(locale: Locale, problem: Problem) -> str:
    """What happened; where that is what is wrong with one parameter or member, the sentence names it."""
    said = _said_in(locale, problem.words)
    if not problem.errors or problem.errors[0].words is not problem.words:
        return said
    name = problem.errors[0].parameter or (problem.errors[0].pointer or "").removeprefix("/")
    return said if not name or re.search(rf"\b{re.escape(name)}\b", said) else f"{name}: {said}"


def _language(scope: Scope, snapshot: Snapshot | None) -> tuple[Locale, bool]:
    """The language to tell a problem in: an explicit one, a wanted one, else English; and whether headers decided."""
    locales = tuple(snapshot.locales.values()) if snapshot else ()
    # A page's own language stands in its path.
    own = scope.get("path_params", {}).get("lang")
    header = b", ".join(value for name, value in scope["headers"] if name == b"accept-language")
    return _choice(locales, scope["query_string"], own if isinstance(own, str) else None, header)


# Under load most requests are refused, and all in the same few ways.
@lru_cache(maxsize=1024)
def _choice(locales: tuple[Locale, ...], query_string: bytes, own: str | None, header: bytes) -> tuple[Locale, bool]:
    negotiator, by_lang = _negotiator((*locales, _ENGLISH))
    explicit = parse_qs(query_string.decode("latin-1")).get("lang", [own] if own is not None else [])
    choice = negotiator.choose(explicit[0]) if explicit else None
    is_negotiated = choice is None
    if choice is None:
        choice = negotiator.negotiate(header.decode("latin-1"))
    return by_lang[choice.lang] if choice.match in {Match.EXACT, Match.CLOSE} else _ENGLISH, is_negotiated


@lru_cache(maxsize=4)
def _negotiator(locales: Iterable[Locale]) -> tuple[Negotiator, Mapping[str, Locale]]:
    by_lang = {locale.lang: locale for locale in locales}
    return Negotiator(tuple(by_lang.values()), "en"), by_lang
