"""Sends the head of an answer together with the first of its body: one call of the system and one packet, not two."""

import asyncio
from typing import Final

_CONTINUE: Final = b"HTTP/1.1 100 "


class Together:
    """The transport of one answer as uvicorn writes it: first the head, then the body in one piece or more.

    The head waits for what is written next, or for the end; an interim answer (RFC 9110 §15.2) waits for nothing.
    """

    __slots__ = ("_head", "_is_begun", "_transport")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._head = b""
        self._is_begun = False

    def write(self, data: bytes) -> None:
        """Keep the head, send it with what comes next, and everything later at once."""
        head = self._head
        if head:
            self._head = b""
            self._transport.writelines((head, data))
        elif self._is_begun or data.startswith(_CONTINUE):
            self._transport.write(data)
        else:
            self._is_begun = True
            self._head = data

    def close(self) -> None:
        """Close after what is still to be sent."""
        if self._head:
            self.write(b"")
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether the transport is being closed."""
        return self._transport.is_closing()
