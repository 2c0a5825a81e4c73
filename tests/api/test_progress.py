"""Publishing tells how far it has come while it goes on, to whoever asks for lines; the last line is the answer."""

import json
import os
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from app.api.front import Front
from app.api.front.roads import protocol
from app.releases.desk import MOST, Desk
from app.store.values import Scope
from tests.api.roads import Road
from tests.api.test_admin import call, token
from tests.api.test_admin_releases import CHANGED, inner, post
from tests.content.archives import TAR, pack
from tests.content.trees import grow
from tests.sites import Serve, Site

LINES: Final = "application/x-ndjson"
PHASES: Final = ["waiting", "unpacking", "reading", "checking", "writing"]


@pytest.fixture
def desk(serve: Serve) -> Site:
    return serve(None)


@pytest.fixture
def key(desk: Site) -> str:
    return token(desk, *Scope)


@pytest.fixture
def tree(tmp_path: Path) -> bytes:
    return pack(grow(tmp_path / "tree", {"da/concepts/trust.md": CHANGED}))


def told(answer: httpx.Response) -> list[Any]:
    assert (answer.status_code, answer.headers["content-type"]) == (200, LINES), answer.text
    assert answer.headers["cache-control"].startswith("no-store")
    return [json.loads(line) for line in answer.text.splitlines()]


def phases(lines: list[Any]) -> list[str]:
    return list(dict.fromkeys(line["phase"] for line in lines))


def test_phases_come_in_order_counts_never_go_back_and_the_last_line_is_the_answer(
    desk: Site, key: str, tree: bytes
) -> None:
    plain = post(desk, key, tree, "?dry_run=true")
    *dry, would = told(post(desk, key, tree, "?dry_run=true", accept=LINES))
    *steps, made = told(post(desk, key, tree, accept=f"{LINES}, application/json;q=0.5"))

    assert would == plain.json()
    assert (phases(dry), phases(steps)) == (PHASES[:-1], PHASES)
    assert made == would | {"dry_run": False}
    for before, after in pairwise(steps):
        assert before["phase"] != after["phase"] or before["done"] <= after["done"]
    assert all(step["total"] is None or step["done"] <= step["total"] for step in steps)
    assert {step["phase"] for step in steps if step["done"] and step["done"] == step["total"]} == set(PHASES[2:])
    (deed,) = call(desk, "GET /v1/admin/audit?subject=2", key).json()["items"]
    assert deed["action"] == "release.publish"


def test_staging_and_publishing_what_is_staged_tell_theirs(desk: Site, key: str, tree: bytes) -> None:
    def ask(request: str, **how: Any) -> list[Any]:
        return told(call(desk, f"POST /v1/admin/staged-releases{request}", key, **how))

    as_lines = {"content-type": TAR, "accept": LINES}
    *steps, staging = ask("", content=tree, headers=as_lines)
    again = call(desk, "POST /v1/admin/staged-releases", key, content=tree, headers={"content-type": TAR})
    *more, made = ask(f"/{staging['staged']['id']}/publish", headers={"accept": LINES})

    assert phases(steps) == PHASES
    assert staging == again.json()
    assert phases(more) == ["waiting", "writing"]
    assert (made["number"], made["created"], made["changes"]) == (2, True, staging["changes"])


def test_a_tree_with_errors_ends_with_the_problem_of_the_plain_answer(desk: Site, key: str, tmp_path: Path) -> None:
    broken = pack(grow(tmp_path / "broken", {"da/concepts/trust.md": "---\npref_label: Tro\ndefinitoin: x\n---\n"}))

    plain = post(desk, key, broken, accept_language="da").json()
    *steps, problem = told(post(desk, key, broken, accept=LINES, accept_language="da"))

    assert phases(steps) == PHASES[:-1]
    assert problem == plain | {"request_id": problem["request_id"]}
    assert (problem["status"], problem["code"]) == (422, "invalid-content")
    assert problem["errors"][1]["file"]["line"] == 3


def test_work_that_fails_ends_with_a_problem_too(desk: Site, key: str, tree: bytes) -> None:
    inner(desk.app).state.desk = Desk("nonsense")

    *_, problem = told(post(desk, key, tree, accept=LINES))

    assert (problem["status"], problem["code"]) == (500, "internal-error")
    assert "nonsense" not in json.dumps(problem)


@pytest.mark.parametrize(
    ("headers", "query", "refusal"),
    [
        ({"content_type": "application/json"}, "", (415, "unsupported-media-type")),
        ({"content_length": str(1 << 40)}, "", (413, "too-large")),
        ({"if_match": '"7"'}, "", (412, "release-moved")),
        ({"authorization": "Bearer skn_1_2"}, "", (401, "unauthorized")),
        ({}, "?dryrun=1", (400, "unknown-parameter")),
    ],
)
def test_what_is_wrong_before_the_work_begins_has_a_status_of_its_own(
    desk: Site, key: str, headers: dict[str, str], query: str, refusal: tuple[int, str]
) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = {"content-type": TAR, "accept": LINES, "authorization": f"Bearer {key}"} | named

    answer = desk.post(f"/v1/admin/releases{query}", content=b"x", headers=sent)

    assert (answer.status_code, answer.json()["code"]) == refusal
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("accept", ["*/*", "application/json", f"{LINES};q=0", f"{LINES}, application/json"])
def test_who_does_not_prefer_lines_gets_one_piece(desk: Site, key: str, tree: bytes, accept: str) -> None:
    answer = post(desk, key, tree, "?dry_run=true", accept=accept)

    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["number"] == 2


@pytest.fixture
def road(desk: Site) -> Iterator[Road]:
    """The same site at a socket, by the protocol that serves it."""
    assert isinstance(desk.app, Front)
    road = Road(desk.portal, desk.app, protocol(wanted=True))
    yield road
    road.stop()


@contextmanager
def nobody_can_write(database_url: str) -> Iterator[None]:
    """Somebody else writes into the database, until the end of the block."""
    path = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def sent(road: Road, key: str, tree: bytes, accept: str) -> socket.socket:
    lines = (
        "POST /v1/admin/releases HTTP/1.1",
        *("Host: x", f"Authorization: Bearer {key}", f"Content-Type: {TAR}", f"Content-Length: {len(tree)}"),
        *(f"Accept: {accept}", "Accept-Encoding: gzip, br, zstd", "", ""),
    )
    client = road.connect()
    client.settimeout(60)
    client.sendall("\r\n".join(lines).encode() + tree)
    return client


def test_progress_is_sent_while_the_work_goes_on(desk: Site, road: Road, key: str, tree: bytes) -> None:
    with sent(road, key, tree, LINES) as client, client.makefile("rb") as answer:
        head = b"".join(iter(answer.readline, b"\r\n"))
        early: list[bytes] = []
        # The key has been looked up by now, and the process that writes has hardly been started.
        with nobody_can_write(desk.settings.database_url):
            while not early or b'"writing"' not in early[-1]:
                line = answer.readline()
                assert line, (head, early)
                early += [line] if line.startswith(b"{") else []
        late = list(iter(answer.readline, b"0\r\n"))

    assert b"content-encoding" not in head.lower()
    assert b"transfer-encoding: chunked" in head.lower()
    assert phases([json.loads(line) for line in early]) == PHASES
    (made,) = (json.loads(line) for line in late if b'"number"' in line)
    assert (made["number"], made["created"]) == (2, True)


def workers() -> set[int]:
    """The processes that publish for this one."""
    found = set()
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            try:
                command = Path(f"/proc/{child}/cmdline").read_bytes()
            except OSError:
                continue
            if b"app.releases.worker" in command:
                found.add(int(child))
    return found


@pytest.mark.parametrize("accept", [LINES, "application/json"])
def test_who_goes_away_ends_the_work(desk: Site, road: Road, key: str, tree: bytes, accept: str) -> None:
    with sent(road, key, tree, accept):
        while not (working := workers()):
            time.sleep(0.02)
        for worker in working:
            # It would never end by itself.
            os.kill(worker, signal.SIGSTOP)
    while workers():
        time.sleep(0.02)

    assert desk.ok("/version")["release"] == 1
    assert [one["number"] for one in call(desk, "GET /v1/admin/releases", key).json()["items"]] == [1]
    assert post(desk, key, tree, "?dry_run=true").json()["number"] == 2
    places = [inner(desk.app).state.desk.place() for _ in range(MOST)]
    for place in places:
        place.__enter__()
