"""Runs a reading endpoint without what a framework has to keep ready for all the others.

FastAPI spends five times as long on finding, preparing and surrounding an endpoint as ours take to answer. An endpoint
that is plainly a function of path, query and headers gets its parameters here, from the same fields with the same
validation, worked out once; whatever else there is, and every mistake in a request, goes the framework's own way.
"""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Final

from fastapi import FastAPI, Request, Response, params
from fastapi._compat import field_annotation_is_sequence
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.convertors import Convertor
from starlette.datastructures import QueryParams
from starlette.types import Receive, Scope, Send

from app.api.parameters import REMEMBERED_QUERIES, read_query

_REMEMBERED: Final = 4096
# What a dependency may have besides; any of it leaves the endpoint to the framework.
_INVOLVED: Final = (
    "cookie_params",
    "body_params",
    "websocket_param_name",
    "http_connection_param_name",
    "response_param_name",
    "background_tasks_param_name",
    "security_scopes_param_name",
    "own_oauth_scopes",
    "parent_oauth_scopes",
    "concurrency",
)


class _ParameterError(Exception):
    """A parameter that does not fit; the framework tells which."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    name: str
    alias: str
    field: Any
    is_list: bool
    is_required: bool
    default: Any


@dataclass(frozen=True, slots=True)
class _Step:
    """A dependency, or the endpoint itself, with what it needs."""

    name: str | None
    call: Callable[..., Awaitable[Any]]
    before: tuple["_Step", ...]
    path: tuple[_Parameter, ...]
    # From the bytes of a query to its values, those that are lists apart; None for a step that reads no query.
    query: Callable[[bytes], tuple[Mapping[str, Any], Mapping[str, list[Any]]]] | None
    headers: tuple[_Parameter, ...]
    request_name: str | None

    async def run(self, request: Request, done: dict[Callable[..., Any], Any]) -> Any:
        """Call it after all it depends on, each of which runs once a request."""
        values: dict[str, Any] = {}
        for step in self.before:
            if step.call not in done:
                done[step.call] = await step.run(request, done)
            if step.name is not None:
                values[step.name] = done[step.call]
        if self.path:
            _read(self.path, request.path_params, values)
        if self.query is not None:
            plain, lists = self.query(request.scope["query_string"])
            values.update(plain)
            for name, several in lists.items():
                values[name] = [*several]
        if self.headers:
            _read(self.headers, request.headers, values)
        if self.request_name is not None:
            values[self.request_name] = request
        return await self.call(**values)


@dataclass(frozen=True, slots=True)
class _Route:
    pattern: re.Pattern[str]
    convertors: Mapping[str, Convertor[Any]]
    # None where only the framework can answer.
    step: _Step | None
    context: Any


class Direct:
    """An ASGI application that answers like *app*, sooner where it can."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._find = lru_cache(_REMEMBERED)(self._matching)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        route = None
        if scope["type"] == "http" and scope["method"] == "GET" and not scope["root_path"] and self._is_plain:
            route = self._find(scope["path"])
        response = None if route is None else await self._answer(route, scope, receive, send)
        await (response or self._app)(scope, receive, send)

    async def _answer(self, route: _Route, scope: Scope, receive: Receive, send: Send) -> Response | None:
        """The endpoint's answer, or that to its problem; None where the framework has to look."""
        assert route.step is not None
        found = route.pattern.match(scope["path"])
        assert found is not None
        named = {name: route.convertors[name].convert(value) for name, value in found.groupdict().items()}
        own = {**scope, "app": self._app, "path_params": named, "endpoint": route.step.call, "route": route.context}
        scope.setdefault("state", {})["route"] = route.context.path_format
        request = Request(own, receive, send)
        try:
            answer = await route.step.run(request, {})
        except _ParameterError:
            answer = None
        except Exception as error:  # noqa: BLE001 - the framework meets it again and logs it
            handler = self._handler(error)
            answer = None if handler is None else await handler(request, error)
        return answer if isinstance(answer, Response) else None

    def _handler(self, error: Exception) -> Callable[[Request, Exception], Awaitable[Response]] | None:
        handlers: Mapping[Any, Any] = self._app.exception_handlers
        kinds = type(error).__mro__
        return next((handlers[kind] for kind in kinds if kind in handlers and kind is not Exception), None)

    @property
    def _is_plain(self) -> bool:
        """Whether nothing is put around or in place of endpoints, and nobody traces them."""
        return not (self._app.user_middleware or self._app.dependency_overrides or self._is_traced)

    @cached_property
    def _is_traced(self) -> bool:
        """Whether OpenTelemetry has been set up by the first request; only the framework tells it what endpoints do."""
        telemetry = getattr(self._app, "_native_telemetry", None)
        return telemetry is not None and telemetry.enabled()

    def _matching(self, path: str) -> _Route | None:
        for route in self._routes:
            if route.pattern.match(path):
                return route if route.step is not None else None
        return None

    @cached_property
    def _routes(self) -> list[_Route]:
        """Those that answer a GET, in order, up to the first that cannot be read so."""
        found = []
        for context in iter_route_contexts(self._app.routes):
            pattern = getattr(context, "path_regex", None)
            if pattern is None:
                # A mount: what it holds and what comes after it is the framework's.
                break
            if "GET" in (context.methods or ()):
                step = _compiled(context.dependant) if isinstance(context.original_route, APIRoute) else None
                found.append(_Route(pattern, context.param_convertors, step, context))
        return found


def _compiled(dependant: Dependant) -> _Step | None:
    """How to run *dependant*; None if that takes more than parameters and the request."""
    call = dependant.call
    if call is None or not inspect.iscoroutinefunction(call) or not dependant.use_cache:
        return None
    if any(getattr(dependant, name) for name in _INVOLVED):
        return None
    before = [_compiled(other) for other in dependant.dependencies]
    fields = [*dependant.path_params, *dependant.query_params, *dependant.header_params]
    parameters = [_parameter(field) for field in fields]
    if None in before or None in parameters:
        return None
    by_place = {
        place: tuple(
            parameter
            for parameter in parameters
            if parameter is not None and isinstance(parameter.field.field_info, place)
        )
        for place in (params.Path, params.Query, params.Header)
    }
    return _Step(
        name=dependant.name,
        call=call,
        before=tuple(step for step in before if step is not None),
        path=by_place[params.Path],
        query=_reader_of_queries(by_place[params.Query]) if by_place[params.Query] else None,
        headers=by_place[params.Header],
        request_name=dependant.request_param_name,
    )


def _parameter(field: Any) -> _Parameter | None:
    info = field.field_info
    has_plain_name = info.validation_alias in {None, field.alias} and not info.default_factory
    is_shared = isinstance(field.default, list | dict | set)
    if not has_plain_name or is_shared or info.validate_default or field.config:
        return None
    return _Parameter(
        name=field.name,
        alias=field.alias,
        field=field,
        is_list=field_annotation_is_sequence(info.annotation),
        is_required=info.is_required(),
        default=None if info.is_required() else field.default,
    )


def _reader_of_queries(
    parameters: tuple[_Parameter, ...],
) -> Callable[[bytes], tuple[Mapping[str, Any], Mapping[str, list[Any]]]]:
    """How *parameters* are read from the bytes of a query; few queries differ, so the values of each are kept."""

    def read(query_string: bytes) -> tuple[Mapping[str, Any], Mapping[str, list[Any]]]:
        values: dict[str, Any] = {}
        _read(parameters, QueryParams([*read_query(query_string)]), values)
        lists = {name: value for name, value in values.items() if isinstance(value, list)}
        return {name: value for name, value in values.items() if name not in lists}, lists

    return lru_cache(REMEMBERED_QUERIES)(read)


def _read(parameters: tuple[_Parameter, ...], given: Any, values: dict[str, Any]) -> None:
    for parameter in parameters:
        if parameter.alias not in given:
            if parameter.is_required:
                raise _ParameterError
            values[parameter.name] = parameter.default
            continue
        value = given.getlist(parameter.alias) if parameter.is_list else given[parameter.alias]
        value, errors = parameter.field.validate(value, {}, loc=())
        if errors:
            raise _ParameterError
        values[parameter.name] = value
