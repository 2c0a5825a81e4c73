"""Problems of those who send something or need a key; the rest of the hierarchy stands in `app.api.problems`.

Problem
├── Unauthorized 401
├── Forbidden 403
├── NotFound 404
│   ├── KeyNotFound
│   └── FeedbackNotFound
├── Conflict 409
├── UnsupportedMediaType 415
├── KeyReused 422
├── TooManyRequests 429
├── Busy 503
├── DiskUnwritable 503
└── Interrupted 503
"""

from typing import Any

from app.api.problems import NotFound, Problem, Unreachable, Words, documented
from app.languages.messages import N_


class Unauthorized(Problem):
    """No key, or one that opens nothing."""

    status, code, title = 401, "unauthorized", N_("Not authorised")
    about = (
        "The endpoint needs a key in the header `Authorization: Bearer skn_…`. It is missing, unknown, expired or "
        "revoked. `service-knowledge keys create` makes one."
    )


class Forbidden(Problem):
    """A key that opens something else."""

    status, code, title = 403, "forbidden", N_("Forbidden")
    about = "The key is good, but it lacks the scope that this needs, which `WWW-Authenticate` names."


class KeyNotFound(NotFound):
    """No key has this id."""

    code = "key-not-found"
    about = "No key that is still good has this id. `GET /v1/admin/keys` lists them."


class FeedbackNotFound(NotFound):
    """No message has this id, or the receipt is not its."""

    code = "feedback-not-found"
    about = (
        "There is no such message, it has been erased, or the receipt does not belong to it. Send the receipt as "
        "`Authorization: Bearer …` or as `?receipt=`."
    )


class Conflict(Problem):
    """What is asked for does not follow from how things stand."""

    status, code, title = 409, "conflict", N_("Not possible as it stands")
    about = "A closed message is answered or assigned only after it has been reopened."


class UnsupportedMediaType(Problem):
    """A body of a kind that the endpoint does not read."""

    status, code, title = 415, "unsupported-media-type", N_("The request cannot be processed")
    about = (
        "The body is compressed, or of a media type that the endpoint does not read: messages are `application/json` "
        "or `application/x-www-form-urlencoded`, content trees are `application/gzip` or `application/zip`."
    )


class KeyReused(Problem):
    """One `Idempotency-Key` with two different bodies."""

    status, code, title = 422, "idempotency-key-reused", N_("The request cannot be processed")
    about = (
        "The `Idempotency-Key` came with another message before. Repeat a request with the same body, and "
        "make a new key (a UUID) for a new message."
    )


class TooManyRequests(Problem):
    """More requests than the client or the key may make."""

    status, code, title = 429, "too-many-requests", N_("Too many requests")
    about = "Wait for as many seconds as `Retry-After` says. `RateLimit-Policy` tells what is allowed."


class Busy(Problem):
    """Others have been writing for too long."""

    status, code, title = 503, "busy", N_("Not ready")
    about = (
        "Nothing was stored. Try again after as many seconds as `Retry-After` says, with the same `Idempotency-Key`."
    )


class DiskUnwritable(Problem):
    """The disk takes nothing."""

    status, code, title = 503, "disk-unwritable", N_("Not ready")
    about = (
        "The server's disk is full, may only be read, or fails. Nothing of the request was stored, and what has been "
        "acknowledged before is safe. Try again after as many seconds as `Retry-After` says, with the same "
        "`Idempotency-Key`. Reads go on, but for files that would have to be written first."
    )


class Interrupted(Problem):
    """Work that somebody ended before it was done."""

    status, code, title = 503, "interrupted", N_("Not ready")
    about = (
        "The process that did the work was ended from outside. Ask again after as many seconds as `Retry-After` says: "
        "a file is written anew, and content that was published all the same does not become a second release."
    )


def busy() -> Problem:
    """The problem of whoever waited in vain for others who write."""
    return Busy(_AWAY, headers={"retry-after": "5"})


def unreachable() -> Problem:
    """The problem of whoever needs the database while it is away."""
    return Unreachable(_AWAY, headers={"retry-after": "5"})


def unwritable() -> Problem:
    """The problem of whoever wants something stored that the disk does not take."""
    words = Words("The server cannot write to its disk at the moment, and nothing was stored. Try again later.")
    return DiskUnwritable(words, headers={"retry-after": "30"})


def interrupted() -> Problem:
    """The problem of whoever waited for a process that was ended."""
    return Interrupted(Words("The work was interrupted before it was done. Try again."), headers={"retry-after": "1"})


_AWAY = Words("The database cannot be reached at the moment. Try again later.")
_HEADERS = {
    401: {"WWW-Authenticate": "How to send a key (RFC 6750)."},
    403: {"WWW-Authenticate": "The scope that is missing (RFC 6750)."},
    429: {
        "Retry-After": "Seconds to wait.",
        "RateLimit": "What is left (draft-ietf-httpapi-ratelimit-headers).",
        "RateLimit-Policy": "What is allowed.",
    },
    503: {"Retry-After": "Seconds to wait."},
}


def refusals(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """What an endpoint says in OpenAPI about the *problems* it can answer with, and the headers that come with them."""
    told = documented(*problems)
    for status, response in told.items():
        response["headers"] = described_headers(_HEADERS.get(int(status), {}))
    return told


def described_headers(headers: dict[str, str]) -> dict[str, Any]:
    """Headers by name with what they say, as OpenAPI writes it."""
    return {name: {"description": about, "schema": {"type": "string"}} for name, about in headers.items()}
