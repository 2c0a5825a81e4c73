"""What the routes can do: the methods of a path, and the query parameters of an endpoint."""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final, get_args, get_origin

from fastapi import FastAPI, Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import iter_route_contexts

from app.api.parameters import REMEMBERED_QUERIES, read_query
from app.api.problems import UnknownParameter, Words, Wrong

# Paths whose route is remembered.
_REMEMBERED: Final = 4096


@dataclass(frozen=True, slots=True)
class _Operation:
    path: re.Pattern[str]
    # As it is declared, with its parameters in braces.
    template: str | None
    methods: frozenset[str]
    endpoint: Callable[..., Any] | None
    # Name of a query parameter -> whether it may be given more than once.
    parameters: Mapping[str, bool]


class Operations:
    """The routes of an application, read off it once, when all are there."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._wrongs = lru_cache(REMEMBERED_QUERIES)(self._check)
        self.route = lru_cache(_REMEMBERED)(self._route)

    def methods(self, path: str) -> tuple[str, ...]:
        """Every method that *path* answers, in order; none for an address that does not exist."""
        matching = [operation for operation in self._all if operation.path.match(path)]
        # A path that is written out is a resource of its own, whatever a pattern beside it would take.
        exact = [operation for operation in matching if not operation.path.groups]
        found = {method for operation in exact or matching for method in operation.methods}
        if not found:
            return ()
        return tuple(sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())))

    def _route(self, path: str) -> str | None:
        """Which route answers *path*, as it is declared; None for an address that does not exist."""
        return next((operation.template for operation in self._all if operation.path.match(path)), None)

    def check_query(self, request: Request) -> None:
        """Raise UnknownParameter for a parameter that the endpoint lacks, or one given twice that it takes once."""
        wrongs = self._wrongs(request.scope["endpoint"], request.scope["query_string"])
        if wrongs:
            raise UnknownParameter(wrongs[0].words, errors=wrongs)

    def check_known(self, request: Request) -> list[str]:
        """The names in a query that the endpoint lacks; UnknownParameter for one given twice that it takes once."""
        wrongs = self._wrongs(request.scope["endpoint"], request.scope["query_string"])
        known = self._parameters.get(request.scope["endpoint"], {})
        repeated = tuple(wrong for wrong in wrongs if wrong.parameter in known)
        if repeated:
            raise UnknownParameter(repeated[0].words, errors=repeated)
        return [name for name in request.query_params if name not in known]

    def _check(self, endpoint: Callable[..., Any], query_string: bytes) -> tuple[Wrong, ...]:
        """What is wrong with the names in a query."""
        names = Counter(name for name, _ in read_query(query_string))
        known = self._parameters.get(endpoint, {})
        unknown = [_unknown(name, known) for name in names if name not in known]
        repeated = [
            Wrong(Words("The parameter “%(name)s” may be given only once.", name=name), parameter=name)
            for name, count in names.items()
            if count > 1 and known.get(name) is False
        ]
        return (*unknown, *repeated)

    @cached_property
    def _all(self) -> list[_Operation]:
        return [
            _Operation(
                context.path_regex,
                getattr(context, "path_format", None),
                frozenset(context.methods or ()),
                context.endpoint,
                _query_parameters(getattr(context, "dependant", None)),
            )
            for context in iter_route_contexts(self._app.routes)
        ]

    @cached_property
    def _parameters(self) -> Mapping[Callable[..., Any] | None, Mapping[str, bool]]:
        return {operation.endpoint: operation.parameters for operation in self._all}


async def check_query(request: Request) -> None:
    """Nothing in a query is ignored silently (a dependency of every route that programs call)."""
    request.app.state.operations.check_query(request)


async def check_known(request: Request) -> list[str]:
    """A query may bring what the endpoint does not know; what was ignored is told."""
    ignored: list[str] = request.app.state.operations.check_known(request)
    return ignored


def _query_parameters(dependant: Any) -> dict[str, bool]:
    if dependant is None:
        return {}
    return {
        field.alias: _is_repeatable(field.field_info.annotation)
        for field in get_flat_params(dependant)
        if isinstance(field.field_info, params.Query)
    }


def _is_repeatable(annotation: Any) -> bool:
    return get_origin(annotation) is list or any(get_origin(option) is list for option in get_args(annotation))


def _unknown(name: str, known: Mapping[str, bool]) -> Wrong:
    shown = name[:100]
    near = difflib.get_close_matches(shown, known, n=1)
    if not near and known:
        names = ", ".join(known)
        words = Words("There is no parameter “%(name)s” here. There are: %(names)s.", name=shown, names=names)
        return Wrong(words, parameter=shown)
    if not near:
        return Wrong(Words("There is no parameter “%(name)s” here.", name=shown), parameter=shown)
    words = Words(
        "There is no parameter “%(name)s” here. Did you mean “%(suggestion)s”?", name=shown, suggestion=near[0]
    )
    return Wrong(words, parameter=shown)
