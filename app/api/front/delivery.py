"""Sends a complete answer: in two messages as ASGI has it, or at once where the server's protocol offers that."""

import asyncio
from typing import Any, Final

from starlette.types import Scope, Send
from uvicorn.protocols.http.flow_control import FlowControl

from app.api.front.about import milliseconds
from app.api.front.kept import Answer

# Of the scope's extensions: sends status, header lines and body in one call.
AT_ONCE: Final = "service_knowledge.at_once"
HIT: Final = "cache;desc=hit, "
MISS: Final = "cache;desc=miss, "
# Bytes that are copied in less time than an event loop takes to prepare writing from two places.
_COPIED: Final = 16 * 1024


async def deliver(scope: Scope, send: Send, answer: Answer, body: bytes, own: bytes) -> None:
    """Send *answer* with *body* in place of its own, and with the header lines *own* after its own."""
    at_once = scope.get("extensions", _NONE).get(AT_ONCE)
    if at_once is not None:
        await at_once(answer.status, answer.lines + own, body)
        return
    headers = [*answer.headers, *pairs(own)]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def own_lines(identity: str, seconds: float, parts: str = HIT) -> bytes:
    """The two header lines that are different for every request; *parts* go before the whole (W3C Server Timing)."""
    return f"x-request-id: {identity}\r\nserver-timing: {parts}app;dur={milliseconds(seconds)}\r\n".encode()


def pairs(lines: bytes) -> list[tuple[bytes, bytes]]:
    """Header lines as ASGI has them."""
    return [(name, value) for name, _, value in (line.partition(b": ") for line in lines.split(b"\r\n")) if name]


def write(transport: asyncio.Transport, head: bytes, body: bytes) -> None:
    """Write both in one call of the system."""
    if len(body) <= _COPIED:
        transport.write(head + body)
    else:
        transport.writelines((head, body))


class AtOnce:
    """What uvicorn's cycle does with the two messages of a whole answer, without going through its headers again."""

    __slots__ = ("_cycle", "_server", "_status_lines")

    def __init__(self, cycle: Any, server: bytes, status_lines: Any) -> None:
        self._cycle = cycle
        # The server's own headers, as lines.
        self._server = server
        self._status_lines = status_lines

    async def __call__(self, status: int, lines: bytes, body: bytes) -> None:
        """Send an answer whose *lines* tell its length, or that has none (RFC 9110 §8.6)."""
        cycle = self._cycle
        flow: FlowControl = cycle.flow
        if flow.write_paused and not cycle.disconnected:
            await flow.drain()
        if cycle.disconnected:
            return
        cycle.response_started = True
        cycle.waiting_for_100_continue = False
        end = b"\r\n" if cycle.keep_alive else b"connection: close\r\n\r\n"
        write(cycle.transport, self._status_lines[status] + self._server + lines + end, body)
        cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            cycle.transport.close()
        cycle.on_response()


_NONE: Final[dict[str, Any]] = {}
