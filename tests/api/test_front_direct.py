"""Which endpoints are run directly, and that the others are left to the framework."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

import httpx
import pytest
from fastapi import BackgroundTasks, Body, Cookie, Depends, FastAPI, Query, Request, Response
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from app.api.direct import Direct

pytestmark = pytest.mark.anyio


class Watched(FastAPI):
    """Counts what the framework itself had to answer."""

    asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await super().__call__(scope, receive, send)


@pytest.fixture
def app() -> Watched:
    return Watched()


async def get(app: FastAPI, target: str, **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(Direct(app), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(target, headers=headers)


async def first(request: Request) -> str:
    return f"first of {request.scope['route'].path}"


async def second(of: Annotated[str, Depends(first)], n: Annotated[int, Query(ge=1)] = 7) -> str:
    return f"{of}, {n}"


async def test_path_query_headers_and_dependencies_are_read_as_the_framework_reads_them(app: Watched) -> None:
    @app.get("/a/{name}/{number:int}", dependencies=[Depends(first)])
    async def endpoint(
        name: str,
        number: int,
        one: Annotated[str, Depends(first)],
        two: Annotated[str, Depends(second)],
        many: Annotated[list[str] | None, Query()] = None,
    ) -> Response:
        return Response(f"{name} {number} {one} {two} {many}")

    answer = await get(app, "/a/%C3%A5/3?n=2&many=x&many=y")

    assert answer.text == "å 3 first of /a/{name}/{number:int} first of /a/{name}/{number:int}, 2 ['x', 'y']"
    assert app.asked == 0


@pytest.mark.parametrize("query", ["n=0", "n=x", ""])
async def test_a_parameter_that_does_not_fit_is_told_by_the_framework(app: Watched, query: str) -> None:
    @app.get("/a")
    async def endpoint(n: Annotated[int, Query(ge=1)]) -> Response:
        raise AssertionError(n)

    assert (await get(app, f"/a?{query}")).status_code == 422
    assert app.asked == 1


async def test_an_error_with_a_handler_is_told_by_it_and_any_other_by_the_framework(app: Watched) -> None:
    async def handler(_request: Request, error: Exception) -> Response:
        return Response(str(error), 418)

    app.add_exception_handler(LookupError, handler)

    @app.get("/known")
    async def known() -> Response:
        raise KeyError("k")

    @app.get("/unknown")
    async def unknown() -> Response:
        raise ZeroDivisionError

    assert (await get(app, "/known")).status_code == 418
    assert app.asked == 0
    assert (await get(app, "/unknown")).status_code == 500
    assert app.asked == 1


async def _yields() -> AsyncIterator[int]:
    yield 1


def _in_a_thread() -> int:
    return 1


async def with_dependency(n: Annotated[int, Depends(_yields)]) -> Response:
    return Response(str(n))


async def with_threaded_dependency(n: Annotated[int, Depends(_in_a_thread)]) -> Response:
    return Response(str(n))


async def with_fresh_dependency(n: Annotated[str, Depends(first, use_cache=False)]) -> Response:
    return Response("1" if n else "")


def in_a_thread() -> Response:
    return Response("1")


async def with_cookie(c: Annotated[str, Cookie()] = "1") -> Response:
    return Response(c)


async def with_body(b: Annotated[str, Body()] = "1") -> Response:
    return Response(b)


async def with_response(response: Response, tasks: BackgroundTasks) -> Response:
    return Response("1" if response and tasks else "")


async def with_mutable_default(n: Annotated[list[str], Query()] = ["1"]) -> Response:  # noqa: B006
    return Response(n[0])


async def with_factory(n: Annotated[str, Query(default_factory=lambda: "1")]) -> Response:
    return Response(n)


async def without_response() -> Any:
    return 1


@pytest.mark.parametrize(
    "endpoint",
    [
        with_dependency,
        with_threaded_dependency,
        with_fresh_dependency,
        in_a_thread,
        with_cookie,
        with_body,
        with_response,
        with_mutable_default,
        with_factory,
        without_response,
    ],
)
async def test_whatever_takes_more_is_left_to_the_framework(app: Watched, endpoint: Callable[..., Any]) -> None:
    app.get("/a", response_model=None)(endpoint)

    assert (await get(app, "/a")).text == "1"
    assert app.asked == 1


async def test_unknown_addresses_and_what_lies_behind_a_mount_are_left_to_the_framework(
    app: Watched, tmp_path: Any
) -> None:
    (tmp_path / "b").write_text("mounted")
    app.mount("/m", StaticFiles(directory=tmp_path))

    @app.get("/m/{name}")
    async def shadowed(name: str) -> Response:
        raise AssertionError(name)

    assert (await get(app, "/nothing")).status_code == 404
    assert (await get(app, "/m/b")).text == "mounted"
    assert app.asked == 2


async def test_overrides_switch_it_off(app: Watched) -> None:
    @app.get("/a")
    async def endpoint(n: Annotated[str, Depends(first)]) -> Response:
        return Response(n)

    app.dependency_overrides[first] = lambda: "another"

    assert (await get(app, "/a")).text == "another"
    assert app.asked == 1


async def test_middleware_switches_it_off(app: Watched) -> None:
    @app.get("/a")
    async def endpoint() -> Response:
        return Response("a")

    app.add_middleware(BaseHTTPMiddleware, dispatch=lambda request, call_next: call_next(request))

    assert (await get(app, "/a")).text == "a"
    assert app.asked == 1
