"""The fast lane cannot be told from the ordinary road: every kind of request goes down all roads, over real sockets."""

import asyncio
import re
import socket
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from app.api.front import Front, admission, fast_lane
from app.api.front.bounded import Bounded
from app.api.front.fast_lane import FastLane
from app.api.front.roads import protocol
from tests.api.roads import ENTRY, InTwoMessages, Road, Roads, alike, assert_alike, get
from tests.sites import Site


@pytest.fixture(scope="module")
def roads(catalogue: Site) -> Iterator[Roads]:
    """The fast lane, ASGI with a whole answer sent at once, and ASGI by the letter."""
    front = catalogue.app
    assert isinstance(front, Front)
    fast, at_once, slow = (Road(catalogue.portal, front, http) for http in (FastLane, Bounded, InTwoMessages))
    yield fast, at_once, slow
    for road in (fast, at_once, slow):
        road.stop()


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
    # By now it is known by its bytes, if it ever is.
    assert_alike(roads, SINGLE[name], SINGLE[name])


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
    "known as a body": (get("/v1/feedback", f"Content-Length: {len(get())}", method="POST"), get(), get()),
    "known as a part of a body": (get(ENTRY, f"Content-Length: {2 * len(get())}"), get(), get(), get()),
    "known as a chunk": (get(ENTRY, "Transfer-Encoding: chunked"), get(), get()),
    "known as a trailer": (get(ENTRY, "Transfer-Encoding: chunked") + b"0\r\nX: ", get(), get()),
    "known as a header": (get()[:-2] + b"X: ", get()),
    "known behind half a request": (get()[:20], get()),
    "known behind a newline": (b"\r\n", get()),
    "known behind an upgrade": (SINGLE["upgrade"], get()),
    "known behind a tunnel": (get("x:443", method="CONNECT"), get()),
    "known behind the last": (SINGLE["close"], get()),
    "known behind an old version": (SINGLE["http 1.0"], get()),
    "known behind nonsense": (b"nonsense\r\n\r\n", get()),
    "known behind what must be computed": (get("/healthz"), get()),
    "nonsense behind a reader": (get(ENTRY, "Accept-Language: sv"), b"nonsense\r\n\r\n"),
}


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_each_kind_of_conversation_goes_the_same_on_all_roads(name: str, roads: Roads) -> None:
    fast, *_ = roads
    known = (get(), get(f"{ENTRY}?lang=sv"), get("/v1/kinds"), get(ENTRY, "Accept-Language: sv"))
    fast.send(*known)
    fast.send(*known)

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


def test_a_request_that_is_known_by_its_bytes_is_not_parsed_again(
    roads: Roads, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, *_ = roads
    monkeypatch.setattr(fast_lane, "_known", {})
    parsed = []
    original = FastLane.on_headers_complete

    def counted(connection: FastLane) -> None:
        parsed.append(connection.url)
        original(connection)

    monkeypatch.setattr(FastLane, "on_headers_complete", counted)
    fast.send(get(), get())
    parsed.clear()

    assert fast.send(get(), get(), get()).count(b"HTTP/1.1 200 OK") == 3
    assert parsed == []
    assert fast.send(get() + get()).count(b"HTTP/1.1 200 OK") == 2
    assert len(parsed) == 2


@pytest.mark.parametrize(
    "request_",
    [
        get(f"{ENTRY}?lang=sv&include=sources"),
        get(f"{ENTRY}?include=sources", "Accept-Language: nb-NO"),
        get(f"{ENTRY}?include=sources", "Accept-Encoding: br"),
        get("/v1/entries/%22?lang=tl"),
        get("/nothing"),
        get(f"{ENTRY}?include=sources", method="HEAD"),
        get(f"{ENTRY}?include=sources#x"),
        get(f"{ENTRY}?include=sources", "Authorization: Bearer x"),
        get(f"{ENTRY}?include=sources", "Connection: close"),
        get(f"{ENTRY}?include=sources", "Content-Length: 2", method="POST") + b"{}",
        get("/healthz"),
        get(f"{ENTRY}?include=sources") + get("/healthz") + get(f"{ENTRY}?include=sources"),
    ],
)
def test_who_is_refused_at_once_is_told_the_same(
    request_: bytes, roads: Roads, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = roads[0].server.config.app
    assert isinstance(front, Front)
    monkeypatch.setattr(admission, "LONGEST_TURN", -1.0)
    monkeypatch.setattr(front.admission, "_waiting", 1_000)

    assert_alike(roads, request_)
    assert_alike(roads, request_, request_)
    assert (b" 503 " in roads[0].send(request_)) == (not request_.startswith(b"GET /healthz"))


def test_a_request_is_refused_at_once_without_a_task(roads: Roads, monkeypatch: pytest.MonkeyPatch) -> None:
    front = roads[0].server.config.app
    assert isinstance(front, Front)
    monkeypatch.setattr(front.admission, "_waiting", 1_000)
    monkeypatch.setattr(Front, "__call__", None)

    answer = roads[0].send(get(f"{ENTRY}?include=series"))

    assert answer.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\nretry-after: 1\r\n" in answer
    assert b'"code":"overloaded"' in answer


def test_no_more_and_no_longer_requests_are_known_than_there_is_room_for(
    roads: Roads, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast, *_ = roads
    known: dict[bytes, object] = {}
    monkeypatch.setattr(fast_lane, "_known", known)
    monkeypatch.setattr(fast_lane, "_MOST_KNOWN", 5)
    fast.send(get(), get())
    for unfit in (get(ENTRY, "X-Request-Id: a"), get(ENTRY, f"X-Long: {'x' * 1000}"), get() + get()):
        fast.send(unfit, unfit)
    assert get(ENTRY, "X-Request-Id: a") not in known
    assert max(map(len, known)) < 1000

    fast.send(*(get(ENTRY, f"X-Number: {number}") for number in range(12)))

    assert 0 < len(known) <= 5


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
