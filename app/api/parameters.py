"""Query parameters that several endpoints share, and how lists of values are read."""

from collections.abc import Collection, Iterable
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, urlencode

from fastapi import Path, Query, Request
from pydantic.json_schema import SkipJsonSchema

from app.api.problems import InvalidParameter, Words, Wrong
from app.catalogue.snapshot import Snapshot
from app.domain.kinds import KINDS


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


# The kinds of entry, by the names they have in the API.
KIND_NAMES: Final = tuple(kind.kind for kind in KINDS.values())
# Ids that can be asked for at once.
MOST_IDS: Final = 100

EntryIdPath = Annotated[str, Path(description="Permanent id of the entry.", examples=["service-pyramid"])]
Limit = Annotated[int, Query(description="Most items on a page.", ge=1, le=200)]
Cursor = Annotated[
    str | SkipJsonSchema[None],
    Query(description="From `page.next_cursor` or `page.prev_cursor` of the same query.", max_length=1024),
]
KindsQuery = Annotated[
    list[str] | SkipJsonSchema[None],
    Query(
        alias="kind",
        description="Only entries of this kind; may be given several times.",
        json_schema_extra={"type": "array", "items": {"type": "string", "enum": list(KIND_NAMES)}},
    ),
]
SeriesQuery = Annotated[str | SkipJsonSchema[None], Query(description="Only parts of this series.", max_length=200)]
FallbackQuery = Annotated[
    FallbackPolicy,
    Query(description="`none` answers 404 (or leaves out of lists) where another language would stand in."),
]


def comma_separated(allowed: Iterable[str] | None = None, *, description: str, examples: list[str]) -> Any:
    """A query parameter that holds values separated by commas, as `style: form, explode: false` in OpenAPI.

    It may also be given several times: not every generated client joins a list.
    """
    items: dict[str, Any] = {"type": "string"}
    if allowed is not None:
        items["enum"] = list(allowed)
    return Query(
        description=description,
        json_schema_extra={"type": "array", "items": items, "explode": False, "example": examples},
    )


IncludeQuery = Annotated[
    list[str] | SkipJsonSchema[None],
    comma_separated(
        Member,
        description="Members to add, separated by commas.",
        examples=["sections", "relations"],
    ),
]


# Queries remembered, by what reads them; few differ, and one takes 8 KiB at most.
REMEMBERED_QUERIES: Final = 256


@lru_cache(REMEMBERED_QUERIES)
def read_query(query_string: bytes) -> tuple[tuple[str, str], ...]:
    """The parameters of a query in order, those without a value too."""
    return tuple(parse_qsl(query_string.decode("latin-1"), keep_blank_values=True))


def query_without(request: Request, *names: str) -> list[tuple[str, str]]:
    """The query's parameters in order, but for *names*; whatever bytes were sent, and whatever `Host` says."""
    return [(name, value) for name, value in read_query(request.scope["query_string"]) if name not in names]


def with_query(path: str, query: Iterable[tuple[str, str]]) -> str:
    """*path*, which is quoted already, with *query* if there is any."""
    encoded = urlencode(list(query))
    return f"{path}?{encoded}" if encoded else path


def split(given: Iterable[str] | None, *, parameter: str, allowed: Collection[str] | None = None) -> tuple[str, ...]:
    """The values of a comma-separated parameter, each once; raises InvalidParameter for one that is not *allowed*."""
    pieces = (piece.strip() for value in given or () for piece in value.split(","))
    values = tuple(dict.fromkeys(filter(None, pieces)))
    unknown = [piece for piece in values if allowed is not None and piece not in allowed]
    if unknown:
        raise not_one_of(unknown[0], allowed or (), parameter=parameter)
    return values


def split_ids(given: Iterable[str] | None, *, parameter: str) -> tuple[str, ...]:
    """The ids of a comma-separated parameter, each once; raises InvalidParameter for more than MOST_IDS."""
    ids = split(given, parameter=parameter)
    if len(ids) > MOST_IDS:
        raise invalid(parameter, Words("At most %(limit)s ids can be asked for at once.", limit=MOST_IDS))
    return ids


def check_all(values: Iterable[str] | None, allowed: Collection[str], *, parameter: str) -> None:
    """Raises InvalidParameter for the first of *values* that is not *allowed*."""
    for value in values or ():
        if value not in allowed:
            raise not_one_of(value, allowed, parameter=parameter)


def check_parts(snapshot: Snapshot, kinds: Iterable[str] | None, series: str | None) -> None:
    """Raises InvalidParameter for a kind or a series that the catalogue does not have."""
    check_all(kinds, KIND_NAMES, parameter="kind")
    check_all(None if series is None else [series], snapshot.series, parameter="series")


def not_one_of(value: str, allowed: Iterable[str], *, parameter: str) -> InvalidParameter:
    """The problem that *value* is none of those *allowed*."""
    return invalid(
        parameter, Words("“%(value)s” is not one of: %(allowed)s.", value=value[:100], allowed=", ".join(allowed))
    )


def invalid(parameter: str, words: Words, *, available: tuple[str, ...] = ()) -> InvalidParameter:
    """The problem that one *parameter* cannot be used, for the reason that *words* give."""
    return InvalidParameter(words, errors=(Wrong(words, parameter=parameter),), available=available)
