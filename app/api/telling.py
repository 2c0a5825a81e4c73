"""Puts problems into the reader's language, and turns the framework's own errors into problems."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qs, quote

import structlog
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.types import Scope

from app.api.families import DATABASE_ERRORS, PROBLEMS
from app.api.metrics import metrics_of
from app.api.problems import (
    NO_PAGE,
    BadRequest,
    BodyTooLarge,
    FieldError,
    InternalError,
    InvalidBody,
    InvalidParameter,
    MethodNotAllowed,
    NotFound,
    NotReady,
    Preparing,
    Problem,
    ProblemOut,
    RequestTimeout,
    Words,
    Wrong,
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
        detail=_said_in(locale, problem.words),
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
        return await tell(request, NotFound(NO_PAGE))
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


def problem_of(error: RequestValidationError) -> Problem:
    """What is wrong with a request, as a problem."""
    # A parameter that may be left out is a union with None, and nobody is told to write that.
    details = [detail for detail in error.errors() if detail["type"] != "none_required"]
    places = {str(detail["loc"][0]) for detail in details}
    wrongs = tuple(_wrong(detail) for detail in details)
    if "path" in places:
        return NotFound(NO_PAGE, errors=wrongs)
    if "body" in places:
        return InvalidBody(wrongs[0].words, errors=wrongs)
    return InvalidParameter(wrongs[0].words, errors=wrongs)


def _said_in(locale: Locale, words: Words) -> str:
    said: str = translate(locale.data_locale, words.message, **words.values)
    return said


def _wrong(detail: ErrorDetails | Mapping[str, Any]) -> Wrong:
    place, *where = detail["loc"]
    words = _WORDS.get(detail["type"], _as_it_is)(detail)
    if place == "body":
        return Wrong(words, pointer="".join(f"/{_escaped(step)}" for step in where))
    return Wrong(words, parameter=str(where[0]) if where else None)


def _as_it_is(detail: Mapping[str, Any]) -> Words:
    # Pydantic's own sentence, in English: no catalogue has it, so it passes through.
    return Words("%(sentence)s", sentence=detail["msg"])


def _not_one_of(detail: Mapping[str, Any]) -> Words:
    allowed = detail["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
    return Words("“%(value)s” is not one of: %(allowed)s.", value=_shown(detail), allowed=allowed)


def _not_a_number(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is not a whole number.", value=_shown(detail))


def _too_small(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is less than %(low)s.", value=_shown(detail), low=detail["ctx"]["ge"])


def _too_large(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is more than %(high)s.", value=_shown(detail), high=detail["ctx"]["le"])


def _not_a_boolean(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is not one of: %(allowed)s.", value=_shown(detail), allowed="true, false")


def _not_a_time(_detail: Mapping[str, Any]) -> Words:
    return Words("Give the date and time as in 2026-01-31T12:00:00Z.")


def _too_long(detail: Mapping[str, Any]) -> Words:
    return Words("This is longer than %(limit)s characters.", limit=detail["ctx"]["max_length"])


def _too_short(detail: Mapping[str, Any]) -> Words:
    return Words("This is shorter than %(limit)s characters.", limit=detail["ctx"]["min_length"])


def _malformed(_detail: Mapping[str, Any]) -> Words:
    return Words("This does not have the form that it must have.")


def _missing(_detail: Mapping[str, Any]) -> Words:
    return Words("This is missing.")


def _unknown_member(detail: Mapping[str, Any]) -> Words:
    return Words("There is no field “%(name)s” here.", name=str(detail["loc"][-1])[:100])


def _not_json(_detail: Mapping[str, Any]) -> Words:
    return Words("The body is not valid JSON.")


# Pydantic's type of error -> our words.
_WORDS = {
    "enum": _not_one_of,
    "literal_error": _not_one_of,
    "int_parsing": _not_a_number,
    "int_parsing_size": _not_a_number,
    "int_from_float": _not_a_number,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "bool_parsing": _not_a_boolean,
    "datetime_from_date_parsing": _not_a_time,
    "datetime_parsing": _not_a_time,
    "datetime_object_invalid": _not_a_time,
    "timezone_aware": _not_a_time,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "string_pattern_mismatch": _malformed,
    "string_type": _malformed,
    "missing": _missing,
    "too_short": _missing,
    "extra_forbidden": _unknown_member,
    "json_invalid": _not_json,
    # So it calls a string that may be left out.
    "too_long": _too_long,
}


def _shown(detail: Mapping[str, Any]) -> str:
    return str(detail["input"])[:100]


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")


def _language(scope: Scope, snapshot: Snapshot | None) -> tuple[Locale, bool]:
    """The language to tell a problem in: an explicit one, a wanted one, else English; and whether headers decided."""
    locales = tuple(snapshot.locales.values()) if snapshot else ()
    negotiator, by_lang = _negotiator((*locales, _ENGLISH))
    explicit = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [])
    choice = negotiator.choose(explicit[0]) if explicit else None
    is_negotiated = choice is None
    if choice is None:
        header = b", ".join(value for name, value in scope["headers"] if name == b"accept-language")
        choice = negotiator.negotiate(header.decode("latin-1"))
    return by_lang[choice.lang] if choice.match in {Match.EXACT, Match.CLOSE} else _ENGLISH, is_negotiated


@lru_cache(maxsize=4)
def _negotiator(locales: Iterable[Locale]) -> tuple[Negotiator, Mapping[str, Locale]]:
    by_lang = {locale.lang: locale for locale in locales}
    return Negotiator(tuple(by_lang.values()), "en"), by_lang
