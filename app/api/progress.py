"""Answers that are told while the work for them goes on: lines of JSON, of which the last is the answer itself.

A status is sent before anything else, so what goes wrong once the work has begun can only be told in the last line.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import ExitStack
from typing import Any, Final, Protocol, TypeVar

import structlog
from fastapi import Request, Response
from pydantic import BaseModel
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from app.api.media import prefers_lines
from app.api.outputs.progress import ProgressOut

log = structlog.get_logger("app.http")

LINES: Final = "application/x-ndjson"
# A proxy that gathers what it hands on would keep the progress for itself.
_UNBUFFERED: Final = {"x-accel-buffering": "no", "cache-control": "no-store, no-transform"}

T = TypeVar("T")
Listener = Callable[[ProgressOut], Awaitable[None]]


class Work(Protocol):
    """What takes long: tells *listener* how far it has come, and returns the answer or raises a problem."""

    def __call__(self, listener: Listener) -> Coroutine[Any, Any, BaseModel]:
        """Begin it."""


def lined(output: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI says of the lines that end with *output*, for the `content` of a 200."""
    names = (ProgressOut.__name__, output.__name__, "Problem")
    about = (
        "One line of several, each ended by a line feed. Those with `phase` tell progress; the last one has none: it "
        "is the result, or the problem details where the work failed after the status had been sent."
    )
    schema = {"description": about, "anyOf": [{"$ref": f"#/components/schemas/{name}"} for name in names]}
    # Generators take the first.
    return {"application/json": {}, LINES: {"schema": schema}}


async def answered(request: Request, work: Work, held: ExitStack) -> BaseModel | Response:
    """The answer of *work*, or a response that tells its progress first if the client prefers that.

    Whoever goes away ends the work. What is *held* is let go of once it is over; a response takes it along.
    """
    if prefers_lines(request):
        return Lines(request, work, held.pop_all())
    return await unless_gone(request, work(_nobody))


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """What *work* comes to; raises ClientDisconnect, and ends it, as soon as nobody waits for it any more."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(_left(request.receive))
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


class Lines(Response):
    """A response whose last line is what *work* comes to."""

    media_type = LINES

    def __init__(self, request: Request, work: Work, held: ExitStack) -> None:
        super().__init__(headers=_UNBUFFERED)
        del self.headers["content-length"]
        self._request = request
        self._work = work
        self._held = held

    async def __call__(self, _scope: Scope, _receive: Receive, send: Send) -> None:
        """Send the lines as they come."""

        async def tell(line: BaseModel) -> None:
            await send({"type": "http.response.body", "body": _encoded(line), "more_body": True})

        with self._held:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            try:
                last = await unless_gone(self._request, self._answer(tell))
            except ClientDisconnect:
                return
        await send({"type": "http.response.body", "body": last, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _answer(self, tell: Listener) -> bytes:
        try:
            return _encoded(await self._work(tell))
        except Exception as error:  # noqa: BLE001 -- whatever it is, somebody waits to be told
            return await _told(self._request, error)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _nobody(_progress: ProgressOut) -> None:
    pass


def _encoded(line: BaseModel) -> bytes:
    return line.model_dump_json().encode() + b"\n"


async def _told(request: Request, error: Exception) -> bytes:
    """The body that the application answers *error* with, as a line."""
    handlers = request.app.exception_handlers
    kind = next(one for one in type(error).__mro__ if one in handlers)
    if kind is Exception:
        log.error("request_failed", request_id=request.state.request_id, path=request.scope["path"], exc_info=error)
    response: Response = await handlers[kind](request, error)
    return bytes(response.body) + b"\n"
