"""Nobody is waited for for ever, and no head is read without end; over real sockets, down both roads."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from app.api.front import Front
from app.api.front.bounded import LARGEST_HEAD, Bounded, most_connections
from app.api.front.fast_lane import FastLane
from tests.api.roads import ENTRY, Road, get
from tests.sites import Site

# Seconds that the servers of these tests wait for a client.
PATIENCE = 0.5


@pytest.fixture(params=[FastLane, Bounded], scope="module")
def road(request: pytest.FixtureRequest, catalogue: Site) -> Iterator[Road]:
    assert isinstance(catalogue.app, Front)
    impatient = type("Impatient", (request.param,), {"patience": PATIENCE, "most": 40})
    road = Road(catalogue.portal, catalogue.app, impatient)
    yield road
    road.stop()


def answer(client: socket.socket) -> tuple[int, dict[str, str], Any]:
    """The one answer that comes before the connection is closed."""
    received = _read_all(client)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, json.loads(body)


def is_served(road: Road) -> bool:
    return b" 200 OK" in road.send(get(), patience=2)


def test_a_head_of_32_kilobytes_is_read(road: Road) -> None:
    received = road.send(get(ENTRY, "Cookie: " + "x" * 32_000, "Accept-Language: sv"), patience=2)

    assert b" 200 OK" in received
    assert b"content-language: sv" in received


def test_after_a_head_request_that_is_computed_the_connection_serves_on(road: Road) -> None:
    received = road.send(b"HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n", get("/healthz"), patience=1)

    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.count(b'{"status":"ok"}') == 1


@pytest.mark.parametrize("size", [LARGEST_HEAD + 10, 10 * LARGEST_HEAD])
@pytest.mark.parametrize("line", ["Cookie: {}", "X-{}: y"])
def test_a_longer_one_is_refused_with_a_problem(road: Road, size: int, line: str) -> None:
    with road.connect() as client:
        request = get(ENTRY, "Accept-Language: da", line.format("x" * size))
        threading.Thread(target=_send_what_is_taken, args=(client, request), daemon=True).start()
        status, headers, problem = answer(client)

    assert (status, problem["code"], headers["content-type"]) == (431, "head-too-large", "application/problem+json")
    assert headers["connection"] == "close"
    assert headers["x-request-id"] == problem["request_id"]
    assert headers["access-control-allow-origin"] == "*"


def test_a_head_without_end_takes_no_more_than_its_bound(road: Road) -> None:
    with road.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        endless = (b"X-Y: " + b"z" * 1000 + b"\r\n") * 60_000
        before = memory()
        _send_what_is_taken(client, endless)
    assert memory() - before < 100 * LARGEST_HEAD


def test_many_requests_in_one_packet_are_no_long_head(road: Road) -> None:
    many = get() * 3000
    assert len(many) > 2 * LARGEST_HEAD
    with road.connect() as client:
        threading.Thread(target=_send_what_is_taken, args=(client, many), daemon=True).start()
        received = b""
        while received.count(b"HTTP/1.1 200 OK") < 3000:
            received += client.recv(1 << 20)


@pytest.mark.parametrize("beginning", [b"GET ", b"GET / HTTP/1.1\r\nHost: x\r\nX: y"])
def test_half_a_head_is_given_up(road: Road, beginning: bytes) -> None:
    with road.connect() as client:
        client.sendall(beginning)
        status, _, problem = answer(client)

    assert (status, problem["code"]) == (408, "request-timeout")


def test_a_head_that_trickles_in_is_given_up_however_steadily(road: Road) -> None:
    began = time.monotonic()
    with road.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        while not _has_been_told(client):
            client.sendall(b"X: y\r\n")
            assert time.monotonic() < began + 20
        assert answer(client)[0] == 408


def test_half_a_second_request_is_given_up_as_the_first_is(road: Road) -> None:
    with road.connect() as client:
        client.sendall(get("/healthz"))
        received = b""
        while not received.endswith(b'{"status":"ok"}'):
            received += client.recv(65536)
        client.sendall(b"GET /healthz HTT")
        status, _, _ = answer(client)

    assert status == 408


def test_a_connection_that_asks_nothing_is_closed_without_a_word(road: Road) -> None:
    with road.connect() as client:
        assert client.recv(100) == b""


@pytest.mark.parametrize("piece", [b"", b"{", b'{"kind":'])
def test_half_a_body_is_given_up(road: Road, piece: bytes) -> None:
    with road.connect() as client:
        client.sendall(
            b"POST /v1/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n"
            b"Accept-Language: sv\r\n\r\n" + piece
        )
        status, headers, problem = answer(client)

    assert (status, problem["code"], headers["content-language"]) == (408, "request-timeout", "sv")


def test_a_body_that_flows_is_waited_for(road: Road) -> None:
    body = json.dumps({"kind": "wish", "message": "Længere! " * 100}).encode()
    with road.connect() as client:
        head = "POST /v1/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
        for start in range(0, len(body), 60):
            client.sendall(body[start : start + 60])
            time.sleep(3 * PATIENCE / (len(body) / 60))
        status, _, _ = answer(client)

    assert status == 201


def test_who_does_not_read_is_left(road: Road) -> None:
    with road.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.sendall(get("/openapi.json") * 200)
        time.sleep(4 * PATIENCE)
        assert _read_all(client).count(b"HTTP/1.1 200 OK") < 200

    assert is_served(road)


def test_slow_clients_keep_nobody_else_out(road: Road, catalogue: Site) -> None:
    assert isinstance(catalogue.app, Front)
    with ExitStack() as stack:
        clients = [stack.enter_context(road.connect()) for _ in range(30)]
        for client in clients:
            client.sendall(b"POST /v1/feedback HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
        time.sleep(PATIENCE / 5)
        assert catalogue.app.admission.at_once == 0
        assert is_served(road)


def test_beyond_as_many_connections_as_there_may_be_each_is_told(road: Road) -> None:
    with ExitStack() as stack:
        # Those that come and go meanwhile are the impatience of the server.
        clients = [stack.enter_context(road.connect()) for _ in range(60)]
        told = [client for client in clients if _has_been_told(client)]
        status, headers, problem = answer(told[0])

    assert 15 <= len(told) <= 20
    assert (status, problem["code"], headers["retry-after"]) == (503, "overloaded", "1")
    assert is_served(road)


def test_there_is_room_for_connections_and_files() -> None:
    assert most_connections() > 0


@pytest.mark.parametrize(
    "nonsense", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"HELLO\r\n\r\n", b"GET / HTTP/9.9.9\r\n\r\n"]
)
def test_what_is_no_http_is_a_problem_like_any_other(road: Road, nonsense: bytes) -> None:
    with road.connect() as client:
        client.sendall(nonsense)
        status, headers, problem = answer(client)

    assert (status, problem["code"], headers["content-type"]) == (400, "bad-request", "application/problem+json")
    assert headers["x-content-type-options"] == "nosniff"


def _read_all(client: socket.socket) -> bytes:
    received = b""
    with suppress(ConnectionResetError):
        while chunk := client.recv(1 << 20):
            received += chunk
    return received


def memory() -> int:
    """Resident bytes of this process, in which the server runs."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def _send_what_is_taken(client: socket.socket, request: bytes) -> None:
    try:
        client.sendall(request)
    except OSError:
        return


def _has_been_told(client: socket.socket) -> bool:
    """Whether an answer has come, which is left there."""
    client.settimeout(0.05)
    try:
        return bool(client.recv(100, socket.MSG_PEEK))
    except (TimeoutError, ConnectionResetError):
        return False
    finally:
        client.settimeout(5)
