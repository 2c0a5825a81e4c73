"""The ASGI application before the framework's: answers at once what is at hand, and hands on the rest."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.front import requests
from app.api.front.about import COMPUTED, MEMORY, NOWHERE, REFUSED, Log, about
from app.api.front.admission import Admission
from app.api.front.cache import Cache
from app.api.front.delivery import deliver, own_lines
from app.api.front.exchange import Exchange
from app.api.front.kept import Answer, Headers, Variant, complete
from app.api.problems import Overloaded, Problem
from app.catalogue.snapshot import Snapshot

# Addresses remembered whose answers may not be kept, so that nobody waits for another's.
_UNKEPT: Final = 4096


class Front:
    """The outermost layer.

    `handle` answers requests in place of `app`; `describe` turns a problem into its answer, `methods` lists what a path
    can do and `route` names what it leads to, `snapshot` is what is served now, `log` takes a line for each request,
    `cache_bytes` may be 0.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        handle: ASGIApp | None = None,
        describe: Callable[[Scope, Problem], tuple[bytes, Headers]],
        methods: Callable[[str], tuple[str, ...]],
        route: Callable[[str], str | None],
        snapshot: Callable[[], Snapshot | None],
        log: Log,
        cache_bytes: int,
    ) -> None:
        self.app = app
        self.handle = handle or app
        self.describe = describe
        self.methods = methods
        self.route = route
        self.snapshot = snapshot
        self.log = log
        self.cache = Cache(cache_bytes, snapshot, time.monotonic)
        self.admission = Admission(time.perf_counter)
        self._computing: dict[tuple[bytes, bytes | None], asyncio.Event] = {}
        self._unkept: dict[bytes, None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, whatever happens further in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        given = requests.read_headers(scope["headers"])
        method = scope["method"]
        target = None
        if method in _SAFE and (not given or requests.PERSONAL.isdisjoint(given)):
            query = scope["query_string"]
            target = scope["raw_path"] + b"?" + query if query else scope["raw_path"]
            answer = self.cache.find(target, given)
            if answer is None and await self._others(target, given):
                answer = self.cache.find(target, given)
            if answer is not None:
                await self._send(answer.under(given), scope, send, given=given, started=started)
                return
        await self._exchange(Exchange(self, scope, send, given=given, started=started), target, receive)

    def refused(self, refusal: Overloaded, scope: Scope, given: requests.Given) -> Answer:
        """The answer to a request that is refused before it has a scope; of the server's, *scope* has what tells it."""
        scope["app"] = self.app
        body, headers = self.describe(scope, refusal)
        complete(headers, {})
        snapshot = self.snapshot()
        route = self.route(scope["path"]) or NOWHERE
        told = about(route, headers.get("content-language"), None if snapshot is None else snapshot.release)
        return Variant(refusal.status, headers, body, told).answer(given.get(requests.CODINGS))

    async def _send(self, answer: Answer, scope: Scope, send: Send, *, given: requests.Given, started: float) -> None:
        request_id = requests.request_id(given)
        seconds = time.perf_counter() - started
        body = b"" if scope["method"] == "HEAD" else answer.body
        await deliver(scope, send, answer, body, own_lines(request_id, seconds))
        trace = given.get(requests.TRACE)
        self.log(request_id, scope["method"], scope["path"], answer.status, seconds, answer.about, MEMORY, trace)

    async def _others(self, target: bytes, given: requests.Given) -> bool:
        """Wait for a request that is computing the same answer right now; tells whether there was one."""
        computing = self._computing.get((target, given.get(requests.LANGUAGES)))
        if computing is None:
            return False
        await computing.wait()
        return True

    async def _exchange(self, exchange: Exchange, target: bytes | None, receive: Receive) -> None:
        refusal = self.admission.refusal(exchange.scope["path"])
        if refusal is not None:
            refusal = await self.admission.refusal_after_a_turn(exchange.scope["path"])
        try:
            await (self._compute(exchange, target, receive) if refusal is None else exchange.refuse(refusal))
        finally:
            seconds = time.perf_counter() - exchange.started
            self.log(
                exchange.request_id,
                exchange.method,
                exchange.scope["path"],
                exchange.status,
                seconds,
                exchange.about,
                COMPUTED if refusal is None else REFUSED,
                exchange.given.get(requests.TRACE),
            )

    async def _compute(self, exchange: Exchange, target: bytes | None, receive: Receive) -> None:
        key = None
        if target is not None:
            exchange.on_answer = partial(self._keep, exchange, target, exchange.made)
            if target not in self._unkept:
                key = (target, exchange.given.get(requests.LANGUAGES))
                self._computing.setdefault(key, asyncio.Event())
        self.admission.at_once += 1
        exchange.send = self.admission.uncounted(exchange.send)
        exchange.deliver = self.admission.uncounted(exchange.deliver)
        try:
            await exchange.run(self.admission.uncounted(receive))
        finally:
            self.admission.at_once -= 1
            if key is not None:
                self._computed(key)

    def _keep(self, exchange: Exchange, target: bytes, made: Snapshot | None, variant: Variant | None) -> None:
        is_kept = variant is not None and self.cache.keep(
            target, exchange.given, variant, made=made, chosen="choice" in exchange.state
        )
        if is_kept:
            self._unkept.pop(target, None)
        else:
            if len(self._unkept) >= _UNKEPT:
                self._unkept.clear()
            self._unkept[target] = None
        self._computed((target, exchange.given.get(requests.LANGUAGES)))

    def _computed(self, key: tuple[bytes, bytes | None]) -> None:
        computing = self._computing.pop(key, None)
        if computing is not None:
            computing.set()


_SAFE: Final = frozenset({"GET", "HEAD"})
