"""What a problem is, and what clients get to see of it (RFC 9457)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field


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


def every_problem(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """All kinds of problem, in the order of the tree above."""
    for kind in root.__subclasses__():
        yield kind
        yield from every_problem(kind)
