"""uvicorn's HTTP protocol with bounds: how large a head is, how slow a client, how many connections there may be.

What has no bound in uvicorn has one here, and a refusal of the protocol looks like every other problem of the API.
"""

import asyncio
import resource
import time
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.api.front.about import NOWHERE, REFUSED, About
from app.api.front.delivery import AT_ONCE, AtOnce, own_lines
from app.api.front.kept import complete
from app.api.front.layer import Front
from app.api.front.requests import read_headers, request_id
from app.api.problems import BadRequest, HeadTooLarge, Overloaded, Problem, RequestTimeout, Words

# Bytes of a request line with its headers.
LARGEST_HEAD: Final = 64 * 1024
# Seconds in which a head must have come, in which a body must begin to flow, and without which an answer must be read.
PATIENCE: Final = 20.0
# Bytes a second that a body must bring on average over that time.
SLOWEST_BODY: Final = 512
# Files that a process keeps for other things than connections.
_RESERVED: Final = 256
_END: Final = b"\r\n\r\n"
# Seconds in which whoever is refused may still send; closed before, the connection would take the answer with it.
_LINGER: Final = 1.0
# How often connections are looked at that somebody has to be waited for, in seconds.
_LOOK: Final = 5.0

# What is said of a request that nobody has read.
_UNREAD: Final = About(NOWHERE, None, None)

# What of a message is being received.
NOTHING, HEAD, BODY = range(3)


def most_connections() -> int:
    """How many connections a process can hold open and still open its files."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(soft - _RESERVED, soft // 2)


class Bounded(HttpToolsProtocol):
    """uvicorn's own protocol, which waits for nobody for ever."""

    # For tests, which have less patience.
    patience = PATIENCE
    most = most_connections()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._front = self.app if isinstance(self.app, Front) and not self.root_path else None
        self._receiving = NOTHING
        # Since when what is being received is waited for, and how many bytes of it came since; 0 for a new one.
        self._since = 0.0
        self._bytes = 0
        self._look_timer: asyncio.TimerHandle | None = None
        self._stall_timer: asyncio.TimerHandle | None = None
        self._unread = 0
        self._is_refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection if there is room, and wait for a request on it."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._refuse(
                Overloaded(
                    Words("The server has more to do than it can right now. Try again in a moment."),
                    headers={"retry-after": "1"},
                )
            )
            return
        self._receiving = HEAD
        self._since = self.loop.time()
        self._look_again(self.patience)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        for timer in (self._look_timer, self._stall_timer):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; what of a message does not come with this is waited for, but not for ever."""
        if self._is_refused:
            return
        if len(data) > LARGEST_HEAD and self._receiving != BODY:
            end = data.find(_END)
            if not 0 <= end <= LARGEST_HEAD:
                self._refuse_head()
                return
        super().data_received(data)
        if self._receiving:
            self._wait(data)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._receiving = HEAD
        self._bytes = 0

    def on_headers_complete(self) -> None:
        """A body begins, if only an empty one."""
        self._receiving = BODY
        self._bytes = 0
        former = self.cycle
        super().on_headers_complete()
        cycle = self.cycle
        if cycle is not former and self._front is not None:
            lines = lines_of_the_server(self.server_state.default_headers)
            self.scope["extensions"] = {AT_ONCE: AtOnce(cycle, lines, STATUS_LINE)}  # type: ignore[dict-item]

    def on_message_complete(self) -> None:
        """All has come."""
        self._receiving = NOTHING
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, in the words of the API."""
        if self._front is None:
            super().send_400_response(msg)
        else:
            self._refuse(BadRequest(Words("This is not a valid HTTP request.")))

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered; see that it reads at all."""
        super().pause_writing()
        self._unread = self.transport.get_write_buffer_size()
        if self._stall_timer is None:
            self._stall_timer = self.loop.call_later(self.patience, self._see_to_the_reader)

    def _wait(self, data: bytes) -> None:
        """A message has begun and not ended with *data*."""
        size = len(data)
        if not self._bytes:
            self._since = self.loop.time()
            if self._receiving == HEAD:
                # Before it, others may have come to their end.
                size -= max(data.rfind(_END), 0)
        self._bytes += size
        if self._receiving == HEAD and self._bytes > LARGEST_HEAD:
            self._refuse_head()
        elif self._look_timer is None:
            self._look_again(self.patience)

    def _look_again(self, seconds: float) -> None:
        self._look_timer = self.loop.call_later(min(_LOOK, seconds), self._see_to_the_sender)

    def _see_to_the_sender(self) -> None:
        """Give up on a client whose request does not come."""
        self._look_timer = None
        if not self._receiving or self.transport.is_closing():
            return
        waited = self.loop.time() - self._since
        if waited < self.patience:
            self._look_again(self.patience - waited)
        elif self._receiving == BODY and (self._bytes >= SLOWEST_BODY * waited or self.flow.read_paused):
            # While we do not read, nobody can send.
            self._since, self._bytes = self.loop.time(), 0
            self._look_again(self.patience)
        elif self._receiving == BODY or self._bytes:
            self._refuse(RequestTimeout(Words("The request did not come in time.")))
        else:
            # Nothing was asked, so there is nothing to answer.
            self.transport.close()

    def _see_to_the_reader(self) -> None:
        """Give up on a client that reads nothing of its answer."""
        self._stall_timer = None
        unread = self.transport.get_write_buffer_size()
        if not self.flow.write_paused or self.transport.is_closing():
            return
        if unread >= self._unread:
            self.transport.abort()
        else:
            self._unread = unread
            self._stall_timer = self.loop.call_later(self.patience, self._see_to_the_reader)

    def _refuse_head(self) -> None:
        words = Words("The headers are longer than %(limit)s bytes.", limit=LARGEST_HEAD)
        self._refuse(HeadTooLarge(words))

    def _refuse(self, problem: Problem) -> None:
        """Answer with *problem*, if nothing is being answered on this connection, and close it."""
        self._is_refused, self._receiving = True, NOTHING
        is_free = self.cycle is None or not self.cycle.response_started or self.cycle.response_complete
        if self._front is None or not is_free or self.transport.is_closing():
            self.transport.close()
            return
        self.transport.write(self._told(self._front, problem))
        self.transport.write_eof()
        self.loop.call_later(_LINGER, self.transport.close)
        if self.cycle is not None:
            # Whoever waits for the rest of the request learns that it will not come.
            self.cycle.disconnected = True
            self.cycle.message_event.set()

    def _told(self, front: Front, problem: Problem) -> bytes:
        headers = list(self.headers or ())
        identity = request_id(read_headers(headers))
        scope = {
            "type": "http",
            "app": front.app,
            "path": "/",
            "query_string": b"",
            "headers": headers,
            "state": {"request_id": identity},
        }
        started = time.perf_counter()
        body, told = front.describe(scope, problem)
        complete(told, {})
        told |= {"content-length": str(len(body)), "connection": "close"}
        lines = b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in told.items())
        lines += lines_of_the_server(self.server_state.default_headers)
        lines += own_lines(identity, time.perf_counter() - started, "")
        front.log(identity, "-", "-", problem.status, time.perf_counter() - started, _UNREAD, REFUSED, None)
        return STATUS_LINE[problem.status] + lines + b"\r\n" + body


# The server's own headers as they stand on the wire; uvicorn makes a new list of them each second.
_server: tuple[list[tuple[bytes, bytes]], bytes] = ([], b"")


def lines_of_the_server(headers: list[tuple[bytes, bytes]]) -> bytes:
    """The headers that uvicorn adds to every answer."""
    global _server  # noqa: PLW0603 - one server a process, and this is asked for each answer
    if _server[0] is not headers:
        _server = headers, b"".join(b"%b: %b\r\n" % header for header in headers)
    return _server[1]
