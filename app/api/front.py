"""What every request meets first and every answer passes last: one pure ASGI layer around the framework.

It gives requests an id, answers OPTIONS and HEAD, settles conditions and codings, and puts the headers on that every
answer has, whoever made it: a router, an error handler or this module.
"""

import re
import secrets
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.codings import CODINGS, is_compressible, preferred
from app.api.conditions import is_unchanged
from app.api.problems import Problem, UriTooLong, Words

log = structlog.get_logger("app.http")

LONGEST_TARGET: Final = 8192
_GOOD_ID: Final = re.compile(rb"^[A-Za-z0-9._-]{1,64}$")
_EXPOSED: Final = "Content-Language, Content-Location, ETag, Link, Location, Retry-After, Server-Timing, X-Request-Id"
_ALLOWED_HEADERS: Final = (
    "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id"
)
_NO_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})

# What the rest of the API says about an answer's language lives here for the length of a request.
Headers = dict[str, str]


class Front:
    """The outermost layer; `describe` turns a problem into its answer, `methods` lists what a path can do."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        describe: Callable[[Scope, Problem], tuple[bytes, Headers]],
        methods: Callable[[str], tuple[str, ...]],
    ) -> None:
        self.app = app
        self.describe = describe
        self.methods = methods

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens further in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = Exchange(self, scope, send)
        try:
            await exchange.run(receive)
        finally:
            exchange.log()


class Exchange:
    """One request and its answer."""

    def __init__(self, front: Front, scope: Scope, send: Send) -> None:
        self.front = front
        self.scope = scope
        self.send = send
        self.started = time.perf_counter()
        self.headers = {name: value for name, value in scope["headers"] if name in _WANTED}
        given = self.headers.get(b"x-request-id", b"")
        self.request_id = given.decode() if _GOOD_ID.match(given) else secrets.token_hex(8)
        self.method: str = scope["method"]
        self.status = 0
        self._start: Message | None = None
        self._passing = False
        # Shared with everything further in: request.state.request_id, request.state.headers.
        self.state = scope.setdefault("state", {})
        scope.setdefault("app", front.app)
        self.state["request_id"] = self.request_id
        self.state["headers"] = {}

    async def run(self, receive: Receive) -> None:
        """Hand the request inward, or answer it here; an exception becomes a problem."""
        path = self.scope["path"]
        if len(self.scope["raw_path"]) + len(self.scope["query_string"]) > LONGEST_TARGET:
            await self._problem(UriTooLong(Words("The address is longer than %(limit)s bytes.", limit=LONGEST_TARGET)))
            return
        if self.method == "OPTIONS" and (methods := self.front.methods(path)):
            await self._options(methods)
            return
        if self.method == "HEAD":
            self.scope["method"] = "GET"
        try:
            await self.front.app(self.scope, receive, self._receive_answer)
        except Exception:
            # The framework has let the answer through and raises again for the server's log, which is this one.
            log.exception("request_failed", request_id=self.request_id, method=self.method, path=path)
            if self._passing or not self.status:
                raise

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
            await self._begin(self._start["status"], _decoded(self._start["headers"]))
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

    async def _problem(self, problem: Problem) -> None:
        body, headers = self.front.describe(self.scope, problem)
        await self._finish(problem.status, headers, body)

    async def _finish(self, status: int, headers: Headers, body: bytes) -> None:
        coding = self._coding(headers, len(body))
        if status == HTTPStatus.OK and self._has(headers.get("etag")):
            status, body = HTTPStatus.NOT_MODIFIED, b""
            headers.pop("content-type", None)
        elif coding:
            headers["content-encoding"] = coding
            body = CODINGS[coding](body)
        headers.pop("content-length", None)
        if status not in _NO_BODY:
            headers["content-length"] = str(len(body))
        await self._begin(status, headers)
        await self.send({"type": "http.response.body", "body": b"" if self.method == "HEAD" else body})

    def _has(self, tag: str | None) -> bool:
        condition = self.headers.get(b"if-none-match")
        return tag is not None and condition is not None and is_unchanged(condition.decode("latin-1"), tag)

    def _coding(self, headers: Headers, size: int) -> str | None:
        if "content-encoding" in headers or not is_compressible(headers.get("content-type", ""), size):
            return None
        _vary(headers, "Accept-Encoding")
        return preferred(self.headers.get(b"accept-encoding", b"").decode("latin-1"))

    async def _begin(self, status: int, headers: Headers) -> None:
        self.status = status
        for name, value in self.state["headers"].items():
            if name == "vary":
                _vary(headers, value)
            else:
                headers.setdefault(name, value)
        headers["x-request-id"] = self.request_id
        headers["access-control-allow-origin"] = "*"
        headers["access-control-expose-headers"] = _EXPOSED
        headers["x-content-type-options"] = "nosniff"
        headers.setdefault("referrer-policy", "no-referrer")
        headers["server-timing"] = f"app;dur={(time.perf_counter() - self.started) * 1000:.2f}"
        encoded = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": encoded})

    def log(self) -> None:
        """One line a request."""
        log.info(
            "request",
            request_id=self.request_id,
            method=self.method,
            path=self.scope["path"],
            status=self.status,
            duration_ms=round((time.perf_counter() - self.started) * 1000, 2),
        )


_WANTED: Final = frozenset({b"x-request-id", b"if-none-match", b"accept-encoding"})


def _decoded(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}


def _vary(headers: Headers, name: str) -> None:
    present = headers.get("vary", "")
    if name.lower() not in present.lower():
        headers["vary"] = f"{present}, {name}" if present else name
