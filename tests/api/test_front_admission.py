"""Under more load than it can carry the server does what it can and refuses the rest at once."""

import anyio
import httpx
import pytest
from starlette.types import Receive, Scope, Send

from app.api.front import Front
from app.api.front.admission import MOST_AT_ONCE
from app.api.problems import Overloaded, Problem

pytestmark = pytest.mark.anyio


class Busy:
    """A front whose application takes a while for each answer, by a clock of its own."""

    def __init__(self, cost: float) -> None:
        self.cost, self.now, self.asked = cost, 0.0, 0
        self.gate: anyio.Event | None = None
        self.front = Front(
            self,
            describe=self.describe,
            methods=lambda _path: ("GET",),
            route=lambda path: path,
            snapshot=lambda: None,
            log=lambda *_line: None,
            cache_bytes=1_000_000,
        )
        self.front.admission._clock = lambda: self.now
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.front), base_url="http://test")

    def describe(self, _scope: Scope, problem: Problem) -> tuple[bytes, dict[str, str]]:
        return problem.code.encode(), {"cache-control": "no-store", **problem.headers}

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked += 1
        self.now += self.cost
        if self.gate is not None and scope["path"] != "/healthz":
            await self.gate.wait()
        headers = [(b"cache-control", b"public, max-age=60")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    async def flood(self, *paths: str) -> list[httpx.Response]:
        """The answers to many requests of one turn."""
        answers: dict[int, httpx.Response] = {}

        async def ask(number: int, path: str) -> None:
            answers[number] = await self.client.get(path)

        async with anyio.create_task_group() as tasks:
            for number, path in enumerate(paths):
                tasks.start_soon(ask, number, path)
        return [answers[number] for number in range(len(paths))]


async def test_two_turns_do_what_they_can_and_the_others_are_told_to_come_again() -> None:
    busy = Busy(0.15)

    answers = await busy.flood(*(f"/{number}" for number in range(20)))

    statuses = [answer.status_code for answer in answers]
    assert statuses.count(200) == 4
    assert statuses.count(503) == 16
    refused = next(answer for answer in answers if answer.status_code == 503)
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["cache-control"] == "no-store"
    assert refused.content == Overloaded.code.encode()


async def test_the_next_turn_begins_anew() -> None:
    busy = Busy(0.15)
    await busy.flood(*(f"/{number}" for number in range(20)))

    assert [answer.status_code for answer in await busy.flood("/a", "/b")] == [200, 200]


async def test_health_and_what_is_at_hand_are_never_refused() -> None:
    busy = Busy(1.0)
    await busy.flood("/kept")

    answers = await busy.flood("/one", "/two", "/three", "/kept", "/healthz", "/kept")

    assert [answer.status_code for answer in answers] == [200, 200, 503, 200, 200, 200]


async def test_one_after_the_other_is_no_overload_however_long_each_takes() -> None:
    busy = Busy(1.0)

    assert {(await busy.client.get(f"/{number}")).status_code for number in range(20)} == {200}


async def test_no_more_than_so_many_wait_for_something_slow() -> None:
    busy = Busy(0.0)
    busy.gate = anyio.Event()
    async with anyio.create_task_group() as tasks:
        for number in range(MOST_AT_ONCE):
            tasks.start_soon(busy.client.get, f"/{number}")
        await anyio.wait_all_tasks_blocked()
        assert (await busy.client.get("/more")).status_code == 503
        assert (await busy.client.get("/healthz")).status_code == 200
        busy.gate.set()

    assert (await busy.client.get("/more")).status_code == 200


async def test_who_would_wait_in_vain_is_refused_at_once() -> None:
    busy = Busy(0.15)
    told: list[bool] = []

    async def look() -> None:
        for _ in range(10):
            told.append(busy.front.admission.refusal_at_once("/x") is not None)
            assert busy.front.admission.refusal_at_once("/healthz") is None
            await anyio.lowlevel.checkpoint()

    async with anyio.create_task_group() as tasks:
        # Two have room in a turn, as in the test above; those who wait are more.
        tasks.start_soon(busy.flood, *(f"/{number}" for number in range(8)))
        tasks.start_soon(look)

    assert True in told
    assert not told[-1]
    assert busy.front.admission.refusal_at_once("/x") is None
