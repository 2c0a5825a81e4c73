"""What OpenAPI says of the problems that an endpoint can answer with."""

from typing import Any, Final

from app.api.problems.shape import Problem

_HEADERS: Final[dict[int | str, dict[str, str]]] = {
    401: {"WWW-Authenticate": "How to send a key (RFC 6750)."},
    403: {"WWW-Authenticate": "The scope that is missing (RFC 6750)."},
    416: {"Content-Range": "How many bytes the file has: `bytes */…` (RFC 9110)."},
    429: {
        "Retry-After": "Seconds to wait.",
        "RateLimit": "What is left (draft-ietf-httpapi-ratelimit-headers).",
        "RateLimit-Policy": "What is allowed.",
    },
    503: {"Retry-After": "Seconds to wait."},
}


def documented(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """What an endpoint says in OpenAPI about the *problems* it can answer with, and the headers that come with them."""
    by_status: dict[int | str, list[type[Problem]]] = {}
    for problem in problems:
        by_status.setdefault(problem.status, []).append(problem)
    return {
        status: {
            "description": " / ".join(dict.fromkeys(kind.title for kind in kinds)),
            "headers": described_headers(_HEADERS.get(status, {})),
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "examples": {kind.code: {"value": _example(kind)} for kind in kinds},
                }
            },
        }
        for status, kinds in by_status.items()
    }


def _example(kind: type[Problem]) -> dict[str, Any]:
    return {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.about.replace("`", ""),
        "instance": "/v1/…",
        "code": kind.code,
        "request_id": "0192f3a1c2d4",
        "errors": [],
        "languages": [],
    }


def described_headers(headers: dict[str, str]) -> dict[str, Any]:
    """Headers by name with what they say, as OpenAPI writes it."""
    return {name: {"description": about, "schema": {"type": "string"}} for name, about in headers.items()}
