"""A computed answer leaves in one piece."""

import asyncio
import socket

import pytest

from app.api.front import Front
from app.api.front.bounded import Bounded
from app.api.front.together import Together
from tests.api.test_front_fast_lane import ENTRY, Road, get
from tests.sites import Site


class Recorded(asyncio.Transport):
    """Where nothing is sent, but remembered by the call."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.calls.append(bytes(data))

    def close(self) -> None:
        self.calls.append(b"(closed)")

    def is_closing(self) -> bool:
        return b"(closed)" in self.calls


@pytest.mark.parametrize("target", ["/healthz", ENTRY])
def test_head_and_body_come_as_one(catalogue: Site, target: str) -> None:
    assert isinstance(catalogue.app, Front)
    road = Road(catalogue.portal, catalogue.app, Bounded)
    try:
        with road.connect() as client:
            client.sendall(get(target, "Cookie: a=b"))
            received = client.recv(1 << 20, socket.MSG_PEEK)
    finally:
        road.stop()

    head, _, body = received.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head


def test_the_head_waits_for_the_body_and_an_interim_answer_for_nothing() -> None:
    recorded = Recorded()
    transport = Together(recorded)

    for piece in (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"one", b"two"):
        transport.write(piece)

    assert recorded.calls == [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\none", b"two"]


def test_a_head_without_a_body_is_sent_before_the_end() -> None:
    recorded = Recorded()
    transport = Together(recorded)
    transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
    assert not transport.is_closing()

    transport.close()

    assert transport.is_closing()
    assert recorded.calls == [b"HTTP/1.1 200 OK\r\n\r\n", b"(closed)"]
