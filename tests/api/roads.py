"""The roads that a request can take through a server, over real sockets."""

import re
import socket
import time
from typing import Any

import uvicorn
from anyio.from_thread import BlockingPortal

from app.api.front import Front
from app.api.front.bounded import Bounded

ENTRY = "/v1/entries/service-pyramid"
# What differs between any two answers.
_OWN = re.compile(rb'((?:date|x-request-id|server-timing): )[^\r]*|("request_id":)[^,]*')


class Road:
    """A listening server; `send` writes pieces of a conversation and returns all that came back."""

    def __init__(self, portal: BlockingPortal, front: Front, http: Any, keep_alive: int = 5) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(
            front,
            http=http,
            lifespan="off",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=keep_alive,
            log_config=None,
            timeout_graceful_shutdown=1,
        )
        self.server = uvicorn.Server(config)
        self.done = portal.start_task_soon(self.server.serve, [self.listener])
        while not self.server.started:
            time.sleep(0.01)

    def connect(self) -> socket.socket:
        return socket.create_connection(self.listener.getsockname(), timeout=5)

    def send(self, *pieces: bytes, patience: float = 0.05) -> bytes:
        with self.connect() as client:
            for number, piece in enumerate(pieces):
                if number:
                    time.sleep(min(0.03, 1 / len(pieces)))
                if piece:
                    client.sendall(piece)
                else:
                    client.shutdown(socket.SHUT_WR)
            client.settimeout(patience)
            received = b""
            try:
                while chunk := client.recv(65536):
                    received += chunk
            except TimeoutError:
                return received + b"(open)"
            except ConnectionResetError:
                return received + b"(reset)"
            return received + b"(closed)"

    def stop(self) -> None:
        self.server.should_exit = True
        self.done.result(timeout=10)


class InTwoMessages(Bounded):
    """As any other server: it offers nothing beyond ASGI."""

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self.scope.pop("extensions", None)


Roads = tuple[Road, Road, Road]


def get(target: str = ENTRY, *lines: str, method: str = "GET", version: str = "1.1") -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/{version}", "Host: x", *lines, "", ""]).encode("latin-1")


def alike(received: bytes) -> bytes:
    return _OWN.sub(rb"\1\2x", received)


def assert_alike(roads: Roads, *pieces: bytes) -> None:
    """The same comes back on all; a busy machine gets the time it takes."""
    for patience in (0.05, 0.4, 2.0):
        fast, at_once, slow = (alike(road.send(*pieces, patience=patience)) for road in roads)
        if fast == at_once == slow and (fast != b"(open)" or patience > 0.05):
            return
    assert fast == slow
    assert at_once == slow
