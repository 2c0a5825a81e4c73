"""Query parameters that several endpoints share, and how lists of values are read."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Path, Query, Request
from pydantic.json_schema import SkipJsonSchema

from app.api.problems import InvalidParameter, Words, Wrong


class Member(StrEnum):
    """Members that `include` adds to an entry."""

    SECTIONS = "sections"
    TRANSLATIONS = "translations"
    RELATIONS = "relations"
    BACKLINKS = "backlinks"
    SERIES = "series"
    FIGURE = "figure"
    SOURCES = "sources"


class FallbackPolicy(StrEnum):
    """What to do where the language asked for has no text."""

    CHAIN = "chain"
    NONE = "none"


EntryIdPath = Annotated[str, Path(description="Permanent id of the entry.", examples=["service-pyramid"])]
Limit = Annotated[int, Query(description="Most items on a page.", ge=1, le=200)]
Cursor = Annotated[
    str | SkipJsonSchema[None],
    Query(description="From `page.next_cursor` or `page.prev_cursor` of the same query.", max_length=1024),
]
FallbackQuery = Annotated[
    FallbackPolicy,
    Query(description="`none` answers 404 (or leaves out of lists) where another language would stand in."),
]


def comma_separated(allowed: Iterable[str] | None = None, *, description: str, examples: list[str]) -> Any:
    """A query parameter that holds values separated by commas, as `style: form, explode: false` in OpenAPI."""
    items: dict[str, Any] = {"type": "string"}
    if allowed is not None:
        items["enum"] = list(allowed)
    return Query(
        description=description,
        json_schema_extra={"type": "array", "items": items, "explode": False, "example": examples},
    )


IncludeQuery = Annotated[
    str | SkipJsonSchema[None],
    comma_separated(
        Member,
        description="Members to add, separated by commas.",
        examples=["sections", "relations"],
    ),
]


def query_without(request: Request, *names: str) -> list[tuple[str, str]]:
    """The query's parameters in order, but for *names*; whatever bytes were sent, and whatever `Host` says."""
    query = parse_qsl(request.scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return [(name, value) for name, value in query if name not in names]


def with_query(path: str, query: Iterable[tuple[str, str]]) -> str:
    """*path*, which is quoted already, with *query* if there is any."""
    encoded = urlencode(list(query))
    return f"{path}?{encoded}" if encoded else path


def split(value: str | None, *, parameter: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
    """The values of a comma-separated parameter, each once; raises InvalidParameter for one that is not *allowed*."""
    values = tuple(dict.fromkeys(piece.strip() for piece in (value or "").split(",") if piece.strip()))
    unknown = [piece for piece in values if allowed is not None and piece not in allowed]
    if unknown:
        raise not_one_of(unknown[0], allowed or (), parameter=parameter)
    return values


def not_one_of(value: str, allowed: Iterable[str], *, parameter: str) -> InvalidParameter:
    """The problem that *value* is none of those *allowed*."""
    return invalid(
        parameter, Words("“%(value)s” is not one of: %(allowed)s.", value=value[:100], allowed=", ".join(allowed))
    )


def invalid(parameter: str, words: Words, *, available: tuple[str, ...] = ()) -> InvalidParameter:
    """The problem that one *parameter* cannot be used, for the reason that *words* give."""
    return InvalidParameter(words, errors=(Wrong(words, parameter=parameter),), available=available)
