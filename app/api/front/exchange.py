"""A request that has no answer at hand yet: handed inward, and what comes back made complete."""

import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

import structlog
from starlette.types import Message, Receive, Scope, Send

from app.api.front.about import NOWHERE, About, about, milliseconds
from app.api.front.delivery import MISS, deliver, own_lines, pairs
from app.api.front.kept import Answer, Headers, Variant, complete
from app.api.front.requests import CODINGS, Given, request_id
from app.api.problems import Problem, UriTooLong, Words

if TYPE_CHECKING:
    from app.api.front.layer import Front

log = structlog.get_logger("app.http")

LONGEST_TARGET: Final = 8192
_ALLOWED_HEADERS: Final = (
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
)


class Exchange:
    """One request and its answer."""

    def __init__(self, front: "Front", scope: Scope, send: Send, *, given: Given, started: float) -> None:
        self.front = front
        self.scope = scope
        self.send = send
        # Sends a whole answer.
        self.deliver: Callable[[Answer, bytes, bytes], Awaitable[None]] = partial(deliver, scope, send)
        self.given = given
        self.started = started
        self.request_id = request_id(given)
        self.method: str = scope["method"]
        self.status = 0
        # The release that is served while it is answered.
        self.made = front.snapshot()
        # Told what is sent, before it is; None for an answer whose end is not known yet.
        self.on_answer: Callable[[Variant | None], object] = lambda _variant: None
        self._start: Message | None = None
        self._passing = False
        self._about: About | None = None
        # Shared with everything further in: request.state.request_id, request.state.headers.
        self.state = scope.setdefault("state", {})
        scope.setdefault("app", front.app)
        self.state["request_id"] = self.request_id
        self.state["headers"] = {}
        # Seconds that parts of the way took, by name; told in Server-Timing.
        self.state["timings"] = {}

    @property
    def about(self) -> About:
        """What it was about, as far as is known by now."""
        return self._about or self._told({})

    async def run(self, receive: Receive) -> None:
        """Hand the request inward, or answer it here; an exception becomes a problem."""
        path = self.scope["path"]
        if len(self.scope["raw_path"]) + len(self.scope["query_string"]) > LONGEST_TARGET:
            await self.refuse(UriTooLong(Words("The address is longer than %(limit)s bytes.", limit=LONGEST_TARGET)))
            return
        if self.method == "OPTIONS" and (methods := self.front.methods(path)):
            await self._options(methods)
            return
        if self.method == "HEAD":
            # The server's own scope stays as it is: it counts the bytes of a body that a GET must have.
            self.scope = {**self.scope, "method": "GET"}
        try:
            await self.front.handle(self.scope, receive, self._receive_answer)
        except Exception:
            # The framework has let the answer through and raises again for the server's log, which is this one.
            log.exception("request_failed", request_id=self.request_id, method=self.method, path=path)
            if self._passing or not self.status:
                raise

    async def refuse(self, problem: Problem) -> None:
        """Answer with *problem* and nothing else."""
        body, headers = self.front.describe(self.scope, problem)
        await self._finish(problem.status, headers, body)

    async def _receive_answer(self, message: Message) -> None:
        if self._passing:
            if self.method != "HEAD":
                await self.send(message)
            return
        if message["type"] == "http.response.start":
            self._start = message
            return
        assert self._start is not None
        if message.get("more_body", False):
            # A stream: its headers are final and its bytes are not held back.
            self._passing = True
            self.on_answer(None)
            headers = _decoded(self._start["headers"])
            complete(headers, self.state["headers"])
            self._about = self._told(headers)
            encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
            self.status = self._start["status"]
            begun = {
                "type": "http.response.start",
                "status": self.status,
                "headers": encoded + pairs(self._own_lines()),
            }
            await self.send(begun)
            await self._receive_answer(message)
            return
        await self._finish(self._start["status"], _decoded(self._start["headers"]), message.get("body", b""))

    async def _options(self, methods: Iterable[str]) -> None:
        allowed = ", ".join(methods)
        await self._finish(
            204,
            {
                "allow": allowed,
                "access-control-allow-methods": allowed,
                "access-control-allow-headers": _ALLOWED_HEADERS,
                "access-control-max-age": "86400",
                "cache-control": "public, max-age=86400",
            },
            b"",
        )

    async def _finish(self, status: int, headers: Headers, body: bytes) -> None:
        complete(headers, self.state["headers"])
        self._about = self._told(headers)
        # What a framework hands out may share memory with something larger; what is kept must not.
        variant = Variant(status, headers, bytes(body), self._about)
        began = time.perf_counter()
        answer = variant.answer(self.given.get(CODINGS)).under(self.given)
        self.state["timings"] |= {"handle": began - self.started, "encode": time.perf_counter() - began}
        self.on_answer(variant)
        self.status = answer.status
        await self.deliver(answer, b"" if self.method == "HEAD" else answer.body, self._own_lines())

    def _own_lines(self) -> bytes:
        parts = "".join(f"{name};dur={milliseconds(took)}, " for name, took in self.state["timings"].items())
        return own_lines(self.request_id, time.perf_counter() - self.started, f"{MISS}{parts}")

    def _told(self, headers: Headers) -> About:
        route = self.state.get("route") or self.front.route(self.scope["path"]) or NOWHERE
        made = self.made
        return about(route, headers.get("content-language"), None if made is None else made.release)


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
