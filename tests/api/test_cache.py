"""What the front keeps, for whom and for how long, before an application of a few lines."""

from types import SimpleNamespace
from typing import Any

import anyio
import httpx
import pytest
from starlette.types import Receive, Scope, Send

from app.api.front import Front
from app.api.front.about import About
from app.api.front.cache import Cache
from app.api.front.kept import Variant
from app.domain.locales import Locale
from app.languages import Negotiator

pytestmark = pytest.mark.anyio

PUBLIC = {"cache-control": "public, max-age=60", "content-type": "application/json", "etag": 'W/"1-a"'}
_LOCALES = [
    Locale(lang=lang, tag=lang, data_locale=lang, autonym="", title="", description="") for lang in ("da", "sv")
]


class Site:
    """A front before an application that answers every path alike and counts how often it is asked."""

    def __init__(self, headers: dict[str, str], body: bytes = b"{}", status: int = 200, size: int = 1_000_000) -> None:
        self.headers, self.body, self.status = headers, body, status
        self.asked = 0
        self.now = 0.0
        self.chooses = False
        self.release: Any = SimpleNamespace(release=1, negotiator=Negotiator(_LOCALES, "da"))
        self.gate: anyio.Event | None = None
        self.front = Front(
            self,
            describe=lambda _scope, _problem: (b"", {}),
            methods=lambda _path: ("GET",),
            route=lambda path: path,
            snapshot=lambda: self.release,
            log=lambda *_line: None,
            cache_bytes=size,
        )
        self.front.cache._clock = lambda: self.now
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.front), base_url="http://test")

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.chooses:
            scope["state"]["choice"] = True
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})

    async def get(self, target: str = "/a", method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, target, headers={"accept-encoding": "identity", **named})


async def test_a_public_answer_is_computed_once() -> None:
    site = Site(PUBLIC)

    first, second, head = await site.get(), await site.get(), await site.get(method="HEAD")

    assert site.asked == 1
    assert second.content == first.content
    assert head.content == b""
    assert head.headers["content-length"] == "2"
    assert second.headers["x-request-id"] != first.headers["x-request-id"]


@pytest.mark.parametrize(
    "change",
    [
        {"cache-control": "no-store"},
        {"cache-control": "private, max-age=60"},
        {"cache-control": "public, s-maxage=60"},
        {"cache-control": "public, max-age=0"},
        {"set-cookie": "a=b"},
        {"vary": "Cookie"},
        {"vary": "*"},
        {"vary": "Accept-Language, Origin"},
    ],
    ids=str,
)
async def test_an_answer_that_does_not_say_it_may_be_shared_is_never_kept(change: dict[str, str]) -> None:
    site = Site(PUBLIC | change)

    await site.get()
    await site.get()

    assert site.asked == 2


@pytest.mark.parametrize("status", [204, 206, 302, 400, 404, 410, 500, 503])
async def test_only_whole_and_lasting_answers_are_kept(status: int) -> None:
    site = Site(PUBLIC, b"" if status == 204 else b"{}", status)

    await site.get()
    await site.get()

    assert site.asked == 2


@pytest.mark.parametrize("header", ["authorization", "range", "if_match", "if_unmodified_since"])
async def test_a_personal_request_is_neither_answered_from_memory_nor_remembered(header: str) -> None:
    site = Site(PUBLIC)

    for sent in ({header: "x"}, {}, {header: "x"}, {}):
        await site.get(**sent)

    assert site.asked == 3


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_what_changes_something_is_never_kept(method: str) -> None:
    site = Site(PUBLIC)

    await site.get(method=method)
    await site.get(method=method)

    assert site.asked == 2


async def test_an_answer_is_kept_only_as_long_as_it_says() -> None:
    site = Site(PUBLIC)

    for site.now in (0, 59, 60, 61):
        await site.get()

    assert site.asked == 2


async def test_a_new_release_empties_the_memory() -> None:
    site = Site(PUBLIC)
    await site.get()

    site.release = SimpleNamespace(release=1, negotiator=site.release.negotiator)
    site.body = b"[]"

    assert (await site.get()).content == b"[]"
    assert (await site.get()).content == b"[]"
    assert site.asked == 2


async def test_an_answer_that_a_release_overtook_is_sent_but_not_kept() -> None:
    site = Site(PUBLIC)
    site.gate = anyio.Event()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(site.get)
        await anyio.wait_all_tasks_blocked()
        site.release = SimpleNamespace(release=1, negotiator=site.release.negotiator)
        site.gate.set()
    site.body = b"[]"

    assert (await site.get()).content == b"[]"


async def test_addresses_are_told_apart_to_the_byte() -> None:
    site = Site(PUBLIC)

    for target in ("/a", "/a?x=1", "/a?x=2", "/a?x=1&y=2", "/a?y=2&x=1", "/%61", "/a?x=%31"):
        await site.get(target)

    assert site.asked == 7


async def test_what_the_reader_dependency_chose_is_kept_once_for_each_choice() -> None:
    site = Site(PUBLIC | {"vary": "Accept-Language"})
    site.chooses = True

    for header in ("sv", "sv-SE", "sv;q=0.9", "da", "da-DK", "xx", "", "sv, da"):
        await site.get(accept_language=header)

    # Swedish first, Danish first, nothing that is there: as many as the negotiator tells apart.
    assert site.asked == len({site.release.negotiator.negotiate(h) for h in ("sv", "da", "xx", "sv, da")})


async def test_an_endpoint_that_never_asked_for_a_reader_is_not_split_by_language() -> None:
    site = Site(PUBLIC)

    for header in ("sv", "da", "tl"):
        await site.get(accept_language=header)

    assert site.asked == 1


async def test_who_reads_the_header_by_another_rule_is_kept_for_each_header() -> None:
    site = Site(PUBLIC | {"vary": "Accept-Language"})

    for header in ("sv", "sv-SE", "sv"):
        await site.get(accept_language=header)

    assert site.asked == 2


async def test_codings_are_made_from_the_one_answer_that_was_computed() -> None:
    site = Site(PUBLIC, b"{}" * 500)

    answers = [await site.get(accept_encoding=coding) for coding in ("identity", "br", "gzip", "zstd", "br;q=0, gzip")]

    assert site.asked == 1
    assert [answer.headers.get("content-encoding") for answer in answers] == [None, "br", "gzip", "zstd", "gzip"]
    assert {answer.content for answer in answers} == {b"{}" * 500}
    assert {answer.headers["vary"] for answer in answers} == {"Accept-Encoding"}


async def test_a_condition_is_answered_from_memory() -> None:
    site = Site(PUBLIC | {"last-modified": "Sun, 01 Nov 2026 12:00:00 GMT"})
    await site.get()

    told = [
        (await site.get(**headers)).status_code
        for headers in (
            {"if_none_match": 'W/"1-a"'},
            {"if_none_match": '"0-x", "1-a"'},
            {"if_none_match": '"0-x"'},
            {"if_modified_since": "Sun, 01 Nov 2026 12:00:00 GMT"},
            {"if_modified_since": "Sun, 01 Nov 2026 11:59:59 GMT"},
            {"if_modified_since": "yesterday"},
            {"if_none_match": '"0-x"', "if_modified_since": "Sun, 01 Nov 2026 12:00:00 GMT"},
        )
    ]

    assert told == [304, 304, 200, 304, 200, 200, 200]
    assert site.asked == 1


async def test_requests_for_what_is_being_computed_wait_for_it() -> None:
    site = Site(PUBLIC)
    site.gate = anyio.Event()
    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(site.get)
        await anyio.wait_all_tasks_blocked()
        site.gate.set()

    assert site.asked == 1


async def test_requests_for_what_cannot_be_kept_do_not_wait_for_each_other() -> None:
    site = Site({"cache-control": "no-store"})
    await site.get()
    site.gate = anyio.Event()
    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(site.get)
        await anyio.wait_all_tasks_blocked()
        assert site.asked == 6
        site.gate.set()


async def test_those_who_waited_in_vain_compute_for_themselves() -> None:
    site = Site({"cache-control": "no-store"})
    site.gate = anyio.Event()
    async with anyio.create_task_group() as tasks:
        for _ in range(3):
            tasks.start_soon(site.get)
        await anyio.wait_all_tasks_blocked()
        assert site.asked == 1
        site.gate.set()

    assert site.asked == 3


async def test_the_memory_never_holds_more_than_its_bytes_and_forgets_what_is_longest_unused() -> None:
    site = Site(PUBLIC, b"x" * 1000, size=100_000)
    for number in range(100):
        await site.get(f"/{number}")
        await site.get("/0")
        assert 0 < site.front.cache.bytes <= 100_000
    asked = site.asked

    await site.get("/0")
    await site.get("/99")
    await site.get("/1")

    assert site.asked == asked + 1


async def test_what_is_counted_is_what_is_kept() -> None:
    site = Site(PUBLIC | {"vary": "Accept-Language"}, b"x" * 1000, size=100_000)
    for number in range(300):
        site.now = number * 25
        await site.get(f"/{number % 7}", accept_language=f"{number % 11}", accept_encoding=("br", "gzip")[number % 2])
        kept = site.front.cache._resources.values()
        assert site.front.cache.bytes == sum(v.size for resource in kept for v, _ in resource.variants.values())


async def test_one_address_cannot_take_all_the_room() -> None:
    site = Site(PUBLIC | {"vary": "Accept-Language"}, size=100_000_000)
    for number in range(200):
        await site.get(accept_language=str(number))

    assert max(len(resource.variants) for resource in site.front.cache._resources.values()) <= 64


@pytest.mark.parametrize("size", [0, 10_000])
async def test_an_answer_too_large_for_the_room_is_not_kept(size: int) -> None:
    site = Site(PUBLIC, b"x" * 1000, size=size)

    await site.get()
    await site.get()

    assert site.asked == 2


async def test_headers_that_were_seen_once_too_often_are_forgotten() -> None:
    site = Site(PUBLIC | {"vary": "Accept-Language"})
    site.chooses = True
    for number in range(4100):
        site.front.cache.find(b"/a", {b"accept-language": str(number).encode()})
        await site.get(accept_language=str(number)) if number == 0 else None

    assert len(site.front.cache._choices) <= 4096
    assert site.asked == 1


def keep(cache: Cache, target: bytes, made: Any) -> bool:
    return cache.keep(target, {}, Variant(200, dict(PUBLIC), b"", About("/a", None, 1)), made=made, chosen=False)


def test_before_the_first_release_what_belongs_to_none_is_kept() -> None:
    cache = Cache(1_000_000, lambda: None, lambda: 0.0)

    assert keep(cache, b"/openapi.json", None)
    assert cache.find(b"/openapi.json", {}) is not None


async def test_addresses_that_cannot_be_kept_are_remembered_in_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.front.layer._UNKEPT", 3)
    site = Site({"cache-control": "no-store"})

    for number in range(10):
        await site.get(f"/{number}")

    assert len(site.front._unkept) <= 3
