"""A whole answer leaves in one piece, and what would not stay one line of its head never leaves."""

import socket

import pytest

from app.api.front import Front
from app.api.front.about import About
from app.api.front.bounded import Bounded
from app.api.front.kept import Answer
from tests.api.roads import ENTRY, Road, get
from tests.sites import Site


@pytest.mark.parametrize("target", ["/healthz", ENTRY, "/v1/entries?limit=200&include=sections"])
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


@pytest.mark.parametrize("value", ["a\r\nset-cookie: b", "a\nb", "a\rb", "a\0b"])
def test_a_header_that_would_become_two_is_refused(value: str) -> None:
    answer = Answer(200, {"x-test": value}, b"", About("/", None, None))

    with pytest.raises(ValueError, match="line break"):
        _ = answer.lines
