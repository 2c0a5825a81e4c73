"""A shorter road for answers that are at hand: sent by uvicorn's protocol itself, before a task and a scope exist.

Whatever is not plainly a GET or HEAD with such an answer takes the ordinary road through ASGI. That this cannot be told
from outside is kept by a test that sends every kind of request down both roads; the one exception is a hit with
nonsense behind it in the same packet, which is answered here before the nonsense is refused.
"""

import time
from functools import lru_cache
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

from app.api.front.about import FAST_LANE, REFUSED
from app.api.front.bounded import HEAD, NOTHING, Bounded, lines_of_the_server
from app.api.front.delivery import HIT, MISS, own_lines, write
from app.api.front.kept import Answer
from app.api.front.layer import Front
from app.api.front.requests import INVOLVED, PERSONAL, REQUEST_ID, TRACE, Given, read_headers, request_id

_UNFIT: Final = INVOLVED | PERSONAL
_STATUS_LINES: Final = {
    200: b"HTTP/1.1 200 OK\r\n",
    304: b"HTTP/1.1 304 Not Modified\r\n",
    503: b"HTTP/1.1 503 Service Unavailable\r\n",
}
_METHODS: Final = {b"GET": "GET", b"HEAD": "HEAD"}

# Most clients ask again with the same bytes. Of the requests that were answered here so many are known by theirs, if
# those are no more than this; not to read it again saves a fifth of what a hit takes.
_MOST_KNOWN: Final = 512
_LONGEST_KNOWN: Final = 1024
_END: Final = b"\r\n\r\n"
# Different in every request of those who send them.
_UNIQUE: Final = frozenset({REQUEST_ID, TRACE})


class _Asked(NamedTuple):
    """What is asked by the bytes of a request that is plain."""

    method: str
    url: bytes
    given: Given
    headers: list[tuple[bytes, bytes]]


_known: dict[bytes, _Asked] = {}


def _remember(data: bytes, asked: _Asked) -> None:
    """Know *data* again, if it is what was *asked* and nothing else, and may well come again."""
    if len(data) <= _LONGEST_KNOWN and data.find(_END) == len(data) - len(_END) and _UNIQUE.isdisjoint(asked.given):
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[data] = asked


class FastLane(Bounded):
    """Answers in `on_headers_complete` what it can, and is uvicorn's own protocol with bounds otherwise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_answered = False
        # What was answered last, until it is known by its bytes.
        self._asked: _Asked | None = None
        # One timer stays set over many answers; it closes the connection only if the last one is old enough.
        self._is_own_timer = False
        self._answered_at = 0.0

    def data_received(self, data: bytes) -> None:
        """Answer a request that is known by its bytes; let the parser read all others."""
        is_between = self._receiving == NOTHING or (self._receiving == HEAD and not self._bytes)
        asked = _known.get(data) if is_between and not self._is_refused else None
        if asked is not None and self._front is not None and self._is_free:
            started = time.perf_counter()
            if self._is_answered_from_memory(self._front, asked, started):
                self.headers = asked.headers
                return
        self._asked = None
        super().data_received(data)
        if is_between and self._asked is not None and self._receiving == NOTHING:
            _remember(data, self._asked)

    def on_message_begin(self) -> None:
        """Read the message without making a scope yet."""
        self._receiving = HEAD
        self._bytes = 0
        self.url = b""
        self.expect_100_continue = False
        self.headers = []

    def on_headers_complete(self) -> None:
        """Answer, or let uvicorn do it."""
        self._is_answered = self._front is not None and self._answer(self._front)
        if not self._is_answered:
            self._take_the_ordinary_road()

    def on_body(self, body: bytes) -> None:
        """Keep the body for the endpoint."""
        if not self._is_answered:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Tell the endpoint that all is there."""
        if not self._is_answered:
            super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Leave the timer to end by itself."""
        self._is_own_timer = False
        super().connection_lost(exc)

    def _take_the_ordinary_road(self) -> None:
        """Let uvicorn begin the message only now: what it makes for each costs a hit nothing."""
        url, headers, expect = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expect
        self.headers.extend(headers)
        self._is_own_timer = False
        self._unset_keepalive_if_required()
        super().on_headers_complete()

    def _answer(self, front: Front) -> bool:
        """Write an answer that is at hand, or refuse at once, if the request is plain and nothing is under way."""
        started = time.perf_counter()
        parser = self.parser
        method = parser.get_method()
        if (
            method not in _METHODS
            or not self._is_free
            or parser.get_http_version() != "1.1"
            or not parser.should_keep_alive()
        ):
            return False
        given = read_headers(self.headers)
        if given and not _UNFIT.isdisjoint(given):
            return False
        asked = _Asked(_METHODS[method], self.url, given, self.headers)
        if self._is_answered_from_memory(front, asked, started):
            self._asked = asked
            return True
        return self._is_refused_at_once(front, asked, started)

    @property
    def _is_free(self) -> bool:
        """Whether nothing is under way before what is asked now."""
        return not (
            (self.cycle is not None and not self.cycle.response_complete)
            or self.flow.write_paused
            or self.limit_concurrency is not None
            or self.transport.is_closing()
        )

    def _is_answered_from_memory(self, front: Front, asked: _Asked, started: float) -> bool:
        """Write the answer to what is *asked*, if it is at hand."""
        answer = front.cache.find(asked.url, asked.given)
        if answer is None or answer.status not in _STATUS_LINES:
            return False
        identity = request_id(asked.given)
        self._write(front, asked, answer.under(asked.given), identity, started)
        return True

    def _is_refused_at_once(self, front: Front, asked: _Asked, started: float) -> bool:
        """Refuse what is *asked*, if to wait for it would be in vain: that has to cost next to nothing."""
        if not asked.url.startswith(b"/") or b"#" in asked.url:
            return False
        path = _path(asked.url)
        refusal = front.admission.refusal_at_once(path)
        if refusal is None:
            return False
        identity = request_id(asked.given)
        scope = {
            "type": "http",
            "path": path,
            "query_string": asked.url.partition(b"?")[2],
            "headers": asked.headers,
            "state": {"request_id": identity},
        }
        answer = front.refused(refusal, scope, asked.given)
        self._write(front, asked, answer, identity, started, road=REFUSED, parts=MISS)
        return True

    def _write(
        self, front: Front, asked: _Asked, answer: Answer, identity: str, started: float,
        *, road: str = FAST_LANE, parts: str = HIT,
    ) -> None:  # fmt: skip
        seconds = time.perf_counter() - started
        head = (
            _STATUS_LINES[answer.status]
            + lines_of_the_server(self.server_state.default_headers)
            + answer.lines
            + own_lines(identity, seconds, parts)
            + b"\r\n"
        )
        write(self.transport, head, b"" if asked.method == "HEAD" else answer.body)
        self._wait_for_the_next()
        trace = asked.given.get(TRACE)
        front.log(identity, asked.method, _path(asked.url), answer.status, seconds, answer.about, road, trace)

    def _wait_for_the_next(self) -> None:
        self.server_state.total_requests += 1
        self._receiving = NOTHING
        self._answered_at = self.loop.time()
        if not self._is_own_timer:
            super()._unset_keepalive_if_required()
            self._is_own_timer = True
            self._set_timer(self.timeout_keep_alive)

    def _set_timer(self, seconds: float) -> None:
        self.timeout_keep_alive_task = self.loop.call_later(seconds, self.timeout_keep_alive_handler)

    def _unset_keepalive_if_required(self) -> None:
        if not self._is_own_timer:
            super()._unset_keepalive_if_required()

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if nothing has been asked for long enough."""
        if not self._is_own_timer:
            super().timeout_keep_alive_handler()
            return
        left = self._answered_at + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._set_timer(left)
            return
        self._is_own_timer = False
        self.timeout_keep_alive_task = None
        # A request that has begun is waited for, as uvicorn does.
        if not self._receiving:
            super().timeout_keep_alive_handler()


@lru_cache(maxsize=4096)
def _path(url: bytes) -> str:
    """The path as ASGI gives it, for the log."""
    return unquote(url.partition(b"?")[0].decode("ascii"))
