"""Every error the API tells, as RFC 9457 problem details.

Problem
├── BadRequest 400
│   ├── UnknownParameter
│   ├── InvalidParameter
│   └── InvalidCursor
├── NotFound 404
│   ├── EntryNotFound
│   ├── SeriesNotFound
│   ├── SlugNotFound
│   ├── NoFigure
│   └── NotTranslated
├── MethodNotAllowed 405
├── Withdrawn 410
├── ReleaseGone 410
├── Compacted 410
├── BodyTooLarge 413
├── ExportTooLarge 413
├── UriTooLong 414
├── InvalidBody 422
├── InternalError 500
├── NotReady 503
└── Unreachable 503
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.languages.messages import N_


class FilePlace(BaseModel):
    """A place in a content tree that was sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str = Field(description="The file, relative to the tree.", examples=["sv/models/service-pyramid.md"])
    line: int | None = Field(description="Counted from 1.")
    severity: Literal["error", "warning"] = Field(description="A warning alone keeps nothing from being published.")
    cure: str = Field(description="What to write instead.")


class FieldError(BaseModel):
    """One thing that is wrong with a request: a parameter by its name, or a place in the body by JSON Pointer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parameter: str | None = Field(description="Name of the query, path or header parameter.")
    pointer: str | None = Field(description="JSON Pointer (RFC 6901) into the body, or into the YAML of `file`.")
    file: FilePlace | None = Field(description="Where in a content tree; null for requests that sent none.")
    detail: str = Field(description="What is wrong and what to write instead, in the reader's language.")


class ProblemOut(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(frozen=True, extra="forbid", title="Problem")

    type: str = Field(description="A page about this kind of problem.", examples=["/problems/entry-not-found"])
    title: str = Field(description="The kind of problem, in the reader's language.")
    status: int = Field(description="The HTTP status code.", ge=400, le=599)
    detail: str = Field(description="What happened and what to do, in the reader's language.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="Stable name of the kind of problem, for programs.", examples=["entry-not-found"])
    request_id: str = Field(description="Also in the header X-Request-Id and in the server's log.")
    errors: list[FieldError] = Field(description="Which parameters or members are wrong; empty where none is.")
    languages: list[str] = Field(description="Languages that can be asked for instead; empty where that is no help.")


class Words:
    """A message id with the values of its placeholders: a sentence before it is put into a language."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, **values: object) -> None:
        self.message = message
        self.values = values


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field error before it is put into a language."""

    words: Words
    parameter: str | None = None
    pointer: str | None = None
    file: FilePlace | None = None


class Problem(Exception):  # noqa: N818 - the field's word for it (RFC 9457)
    """Raised anywhere in HTTP code; *words* say what happened and what to do."""

    status: ClassVar[int]
    code: ClassVar[str]
    title: ClassVar[str]
    # For the page about it: when it happens and what to do, in English.
    about: ClassVar[str]

    def __init__(
        self,
        words: Words,
        *,
        errors: tuple[Wrong, ...] = (),
        available: tuple[str, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(words.message)
        self.words = words
        self.errors = errors
        self.available = available
        self.headers = dict(headers or {})


NO_PAGE: Final = Words("There is no page at this address.")


class BadRequest(Problem):
    """The query cannot be answered as it stands."""

    status, code, title = 400, "bad-request", N_("Bad request")
    about = "The query or a header cannot be read. `errors` names what is wrong."


class UnknownParameter(BadRequest):
    """A query parameter that the endpoint does not have, or one given twice."""

    code, title = "unknown-parameter", N_("The query has a parameter that this endpoint does not have")
    about = (
        "A query parameter is misspelt, does not exist at this endpoint, or is given more than once. Nothing is "
        "ignored silently: a misspelt filter would otherwise return everything."
    )


class InvalidParameter(BadRequest):
    """A known parameter whose value cannot be used."""

    code, title = "invalid-parameter", N_("A parameter cannot be used")
    about = "The value of a query parameter is not one this endpoint can work with. `errors` says which one and why."


class InvalidCursor(BadRequest):
    """A cursor that is damaged or was made for another query."""

    code, title = "invalid-cursor", N_("The cursor cannot be used")
    about = "A cursor belongs to the query it came from. Follow `links.next`, or start again without `cursor`."


class NotFound(Problem):
    """Nothing is at this address."""

    status, code, title = 404, "not-found", N_("Not found")
    about = "There is nothing at this address. `GET /openapi.json` lists what there is."


class EntryNotFound(NotFound):
    """No entry has this id."""

    code = "entry-not-found"
    about = "No entry has this id. `GET /v1/entries` lists them, `GET /v1/slugs/{lang}/{slug}` finds one by its slug."


class SeriesNotFound(NotFound):
    """No series has this id."""

    code = "series-not-found"
    about = "No series has this id. `GET /v1/series` lists them."


class SlugNotFound(NotFound):
    """No entry has, or has ever had, this slug."""

    code = "slug-not-found"
    about = "No entry has this slug in any language, and none ever had."


class NoFigure(NotFound):
    """Only models have a structure to draw."""

    code = "no-figure"
    about = "Only entries of the kind `model` have a diagram."


class NotTranslated(NotFound):
    """The entry exists, but not in the language that was insisted on."""

    code, title = "not-translated", N_("Not in this language")
    about = (
        "The request said `fallback=none`, and the entry has no text in the language asked for. `languages` lists "
        "those it has; without `fallback=none` the nearest of them is served and marked as a fallback."
    )


class MethodNotAllowed(Problem):
    """The resource has no such method."""

    status, code, title = 405, "method-not-allowed", N_("Method not allowed")
    about = "The header `Allow` lists what is possible at this address."


class Withdrawn(Problem):
    """The entry existed and was taken back."""

    status, code, title = 410, "withdrawn", N_("No longer here")
    about = "The entry was published and has been withdrawn. It will not come back under this id."


class ReleaseGone(Problem):
    """A file of a release that is no longer the active one."""

    status, code, title = 410, "release-gone", N_("No longer here")
    about = (
        "Files are kept of the active release only. `GET /v1/exports` lists those of the active one; "
        "`GET /v1/changes` tells what has changed since."
    )


class Compacted(Problem):
    """A cursor of the changes feed that is older than the feed."""

    status, code, title = 410, "compacted", N_("No longer here")
    about = (
        "The changes since this cursor are no longer kept one by one. Take a full copy from `GET /v1/exports/ndjson` "
        "and follow `GET /v1/changes` from the cursor that `GET /v1/exports` gives."
    )


class BodyTooLarge(Problem):
    """The body is larger than the endpoint reads."""

    status, code, title = 413, "too-large", N_("Too large")
    about = "The body of the request is larger than this endpoint reads."


class ExportTooLarge(Problem):
    """A package for a learning platform would be larger than those take."""

    status, code, title = 413, "export-too-large", N_("Too large")
    about = "A package holds at most 500 entries and 25 MB. Choose a smaller part by `series`, `kind` or `id`."


class UriTooLong(Problem):
    """The request target is longer than any this API can mean."""

    status, code, title = 414, "uri-too-long", N_("Too large")
    about = "The address with its query is longer than 8 KiB."


class InvalidBody(Problem):
    """The body is not what the endpoint takes."""

    status, code, title = 422, "invalid-body", N_("The request cannot be processed")
    about = "The body does not fit the endpoint's schema. `errors` points to what is wrong (JSON Pointer)."


class InternalError(Problem):
    """A mistake of ours."""

    status, code, title = 500, "internal-error", N_("Something went wrong on the server")
    about = "A mistake on our side. It has been logged under the request id in the answer."


class NotReady(Problem):
    """Nothing has been published yet."""

    status, code, title = 503, "not-ready", N_("Not ready")
    about = "The server runs, but no release is loaded. `service-knowledge publish` makes one."


class Unreachable(Problem):
    """The database is needed and does not answer."""

    status, code, title = 503, "database-unreachable", N_("Not ready")
    about = "The few requests that need the database cannot be answered while it is away. Reads go on without it."


def every_problem(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """All kinds of problem, in the order of the tree above."""
    for kind in root.__subclasses__():
        yield kind
        yield from every_problem(kind)


def documented(*problems: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """What an endpoint says in OpenAPI about the *problems* it can answer with."""
    by_status: dict[int | str, list[type[Problem]]] = {}
    for problem in problems:
        by_status.setdefault(problem.status, []).append(problem)
    return {
        status: {
            "description": " / ".join(dict.fromkeys(kind.title for kind in kinds)),
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
