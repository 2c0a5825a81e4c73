"""The fast lane cannot be told from the ordinary road: every kind of request goes down all roads, over real sockets."""

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from anyio.from_thread import BlockingPortal
from starlette.types import Receive, Scope, Send

from app.api.front import Front
from app.api.front.bounded import Bounded
from app.api.front.fast_lane import FastLane
from app.api.front.roads import protocol
from tests.sites import Site

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


@pytest.fixture(scope="module")
def roads(catalogue: Site) -> Iterator[Roads]:
    """The fast lane, ASGI with a whole answer sent at once, and ASGI by the letter."""
    front = catalogue.app
    assert isinstance(front, Front)
    fast, at_once, slow = (Road(catalogue.portal, front, http) for http in (FastLane, Bounded, InTwoMessages))
    yield fast, at_once, slow
    for road in (fast, at_once, slow):
        road.stop()


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


SINGLE = {
    "plain": get(),
    "in a language": get(f"{ENTRY}?lang=sv"),
    "by header": get(ENTRY, "Accept-Language: nb-NO, sv;q=0.5"),
    "by headers": get(ENTRY, "Accept-Language: tl", "Accept-Language: sv;q=0.5"),
    "list": get("/v1/entries?limit=50&lang=no"),
    "brotli": get(ENTRY, "Accept-Encoding: br"),
    "zstd": get(ENTRY, "Accept-Encoding: gzip, deflate, br, zstd"),
    "gzip": get(ENTRY, "accept-ENCODING: gzip;q=0.5, br;q=0"),
    "several codings": get(ENTRY, "Accept-Encoding: gzip", "Accept-Encoding: br"),
    "no identity": get(ENTRY, "Accept-Encoding: identity;q=0"),
    "any condition": get(ENTRY, "If-None-Match: *"),
    "other condition": get(ENTRY, 'If-None-Match: "x", W/"y"'),
    "not a condition": get(ENTRY, "If-None-Match: x"),
    "since": get(ENTRY, "If-Modified-Since: Sun, 01 Nov 2026 12:00:00 GMT"),
    "if-match": get(ENTRY, 'If-Match: "x"'),
    "head": get(ENTRY, method="HEAD"),
    "head with condition": get(ENTRY, "If-None-Match: *", method="HEAD"),
    "options": get(ENTRY, method="OPTIONS"),
    "post": get(ENTRY, "Content-Length: 2", method="POST") + b"{}",
    "unknown method": get(ENTRY, method="BREW"),
    "http 1.0": get(version="1.0"),
    "http 1.0 kept alive": get(ENTRY, "Connection: keep-alive", version="1.0"),
    "http 0.9": b"GET /v1/entries\r\n\r\n",
    "http 2.0": get(version="2.0"),
    "close": get(ENTRY, "Connection: close"),
    "keep alive": get(ENTRY, "Connection: keep-alive"),
    "upgrade": get(ENTRY, "Connection: upgrade", "Upgrade: h2c"),
    "websocket": get(
        ENTRY, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eDEyMw=="
    ),
    "expect": get(ENTRY, "Expect: 100-continue"),
    "expect with body": get(ENTRY, "Expect: 100-continue", "Content-Length: 3") + b"abc",
    "body": get(ENTRY, "Content-Length: 3") + b"abc",
    "empty body": get(ENTRY, "Content-Length: 0"),
    "chunked body": get(ENTRY, "Transfer-Encoding: chunked") + b"3\r\nabc\r\n0\r\n\r\n",
    "both lengths": get(ENTRY, "Transfer-Encoding: chunked", "Content-Length: 3") + b"0\r\n\r\n",
    "authorised": get(ENTRY, "Authorization: Bearer x"),
    "range": get(ENTRY, "Range: bytes=0-9"),
    "cookie and origin": get(ENTRY, "Cookie: a=b", "Origin: https://example.org"),
    "own request id": get(ENTRY, "X-Request-Id: abc-123"),
    "bad request id": get(ENTRY, "X-Request-Id: <script>"),
    "no host": f"GET {ENTRY} HTTP/1.1\r\n\r\n".encode(),
    "absolute form": get(f"http://x{ENTRY}"),
    "asterisk": get("*"),
    "empty query": get(f"{ENTRY}?"),
    "fragment": get(f"{ENTRY}#x"),
    "escaped path": get("/v1/entries/service%2Dpyramid"),
    "escaped slash": get("/v1%2Fentries"),
    "double slash": get("//v1/entries"),
    "dots": get("/v1/x/../entries"),
    "raw bytes": get("/v1/entries/å"),
    "lone escape": get("/v1/entries/%ff"),
    "unknown entry": get("/v1/entries/nothing"),
    "unknown page": get("/nothing"),
    "unknown parameter": get(f"{ENTRY}?langg=sv"),
    "repeated parameter": get(f"{ENTRY}?lang=sv&lang=da"),
    "health": get("/healthz"),
    "document": get("/openapi.json", "Accept-Encoding: br"),
    "too long": get(f"{ENTRY}?lang={'x' * 9000}"),
    "huge header": get(ENTRY, f"X-Long: {'x' * 60000}"),
    "many headers": get(ENTRY, *(f"X-{number}: y" for number in range(90))),
    "long accept-language": get(ENTRY, f"Accept-Language: {'sv,' * 3000}da"),
    "strange accept-language": get(ENTRY, "Accept-Language: \xff\xfe, sv"),
    "folded header": b"GET " + ENTRY.encode() + b" HTTP/1.1\r\nHost: x\r\nAccept-Language: sv,\r\n da\r\n\r\n",
    "bad header": get(ENTRY, "No colon here"),
    "bad header name": get(ENTRY, "Ac cept: x"),
    "control in header": get(ENTRY, "Accept-Language: s\x00v"),
    "bare newline": b"GET " + ENTRY.encode() + b" HTTP/1.1\nHost: x\n\n",
    "not http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "newlines before": b"\r\n\r\n" + get(),
    "only half": get()[:40],
}


@pytest.mark.parametrize("name", SINGLE)
def test_each_kind_of_request_gets_the_same_bytes_on_all_roads(name: str, roads: Roads) -> None:
    fast, *_ = roads
    fast.send(SINGLE[name])  # so that whatever can be kept is

    assert_alike(roads, SINGLE[name])


CONVERSATIONS = {
    "two after each other": (get(), get(f"{ENTRY}?lang=sv")),
    "pipelined": (get() + get(f"{ENTRY}?lang=sv") + get("/v1/kinds"),),
    "pipelined behind what must be computed": (get("/healthz") + get() + get("/healthz") + get(),),
    "pipelined behind a body": (get(ENTRY, "Content-Length: 3") + b"abc" + get(),),
    "pipelined behind the last": (get(ENTRY, "Connection: close") + get(),),
    "pipelined behind an old version": (get(version="1.0") + get(),),
    "nonsense later": (get(), b"nonsense\r\n\r\n"),
    "in pieces": (get()[:10], get()[10:25], get()[25:]),
    "a byte at a time": tuple(get()[i : i + 1] for i in range(len(get()))),
    "hit and miss by turns": (get(), get("/healthz"), get(), get("/nothing"), get(method="HEAD"), get()),
    "half closed": (get(), b""),
    "half closed after two": (get() + get("/healthz"), b""),
    "an answer that is kept and one that is not, in one piece": (get(method="HEAD") + get(ENTRY, method="POST"),),
    "condition": (get(ENTRY, "If-None-Match: *") + get(),),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_each_kind_of_conversation_goes_the_same_on_all_roads(name: str, roads: Roads) -> None:
    fast, *_ = roads
    fast.send(get(), get(f"{ENTRY}?lang=sv"), get("/v1/kinds"))

    assert_alike(roads, *CONVERSATIONS[name])


def test_nonsense_in_the_same_packet_as_a_hit_is_answered_as_if_it_came_a_moment_later(
    roads: Roads,
) -> None:
    fast, slow, _ = roads
    fast.send(get())

    # Where uvicorn has not begun to answer the request before the nonsense, it drops the request.
    assert alike(fast.send(get() + b"nonsense\r\n\r\n")) == alike(slow.send(get(), b"nonsense\r\n\r\n"))


def test_an_own_request_id_comes_back_on_all_roads(roads: Roads) -> None:
    for road in roads:
        assert b"\r\nx-request-id: abc-123\r\n" in road.send(get(ENTRY, "X-Request-Id: abc-123"))


def test_an_etag_from_one_road_is_a_condition_on_the_other(roads: Roads) -> None:
    fast, slow, _ = roads
    tag = re.search(rb"etag: (.*?)\r\n", fast.send(get()))
    assert tag is not None

    for road in (slow, fast):
        assert road.send(get(ENTRY, f"If-None-Match: {tag[1].decode()}")).startswith(b"HTTP/1.1 304 Not Modified\r\n")


def test_a_hit_makes_no_task(roads: Roads, monkeypatch: pytest.MonkeyPatch) -> None:
    fast, slow, _ = roads
    fast.send(get())
    asked = []
    original = Front.__call__

    async def counted(front: Front, scope: Scope, receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await original(front, scope, receive, send)

    monkeypatch.setattr(Front, "__call__", counted)

    fast.send(get() * 5)
    assert asked == []
    slow.send(get() * 5)
    assert asked == [ENTRY] * 5


def test_a_connection_is_closed_when_nothing_is_asked_for_long_and_not_before(catalogue: Site) -> None:
    assert isinstance(catalogue.app, Front)
    road = Road(catalogue.portal, catalogue.app, FastLane, keep_alive=1)
    road.send(get())
    try:
        with road.connect() as client:
            client.settimeout(3)
            for _ in range(3):
                client.sendall(get())
                assert client.recv(65536)
                time.sleep(0.6)
            client.sendall(get()[:20])
            time.sleep(1.3)
            client.sendall(get()[20:])
            assert client.recv(65536), "a request that had begun was waited for"
            client.sendall(get("/healthz"))
            received = b""
            while not received.endswith(b'{"status":"ok"}'):
                received += client.recv(65536)
            asked = time.monotonic()
            assert client.recv(65536) == b""
            assert 0.8 < time.monotonic() - asked < 2.5
    finally:
        road.stop()


def test_a_client_that_does_not_read_is_not_written_to_without_end(roads: Roads) -> None:
    fast, *_ = roads
    document = get("/openapi.json")
    one = len(fast.send(document)) - len(b"(open)")
    with fast.connect() as client:
        client.sendall(document * 100)
        time.sleep(0.3)
        assert b" 200 OK" in fast.send(get(), patience=2.0), "others are answered meanwhile"
        received = 0
        while received < one * 99:
            received += len(client.recv(1 << 20))


@pytest.mark.parametrize("version", ["0.1.0", "1.0.0"])
def test_an_unknown_server_speaks_as_it_does(version: str) -> None:
    assert protocol(wanted=True, version=version) == "auto"


def test_the_lane_is_taken_where_it_fits_and_is_wanted() -> None:
    assert protocol(wanted=True) is FastLane
    assert protocol(wanted=False) is Bounded


def test_without_its_parser_the_ordinary_road_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "app.api.front.fast_lane", None)

    assert protocol(wanted=True) == "auto"


def test_before_another_application_the_lane_is_uvicorns_own_protocol() -> None:
    async def plain(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok", "more_body": False})

    async def asked() -> bytes:
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(plain, http=FastLane, lifespan="off", log_config=None))
        task = asyncio.create_task(server.serve([listener]))
        reader, writer = await asyncio.open_connection(*listener.getsockname())
        writer.write(get("/", "Connection: close"))
        answer = await reader.read()
        writer.close()
        server.should_exit = True
        await task
        return answer

    assert asyncio.run(asked()).endswith(b"\r\n\r\nok")
