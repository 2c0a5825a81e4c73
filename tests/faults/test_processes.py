"""Processes that are killed or asked to end: what was acknowledged stays, and what was begun is answered."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.faults.conftest import Found
from tests.faults.servers import LABELS, PROGRAM, program, serving, settings, tree, until
from tests.faults.test_disks import NEW
from tests.faults.witness import Witness

BODY = b'{"kind": "wish", "message": "Et langsomt brev."}'


def named(word: str, parent: int) -> list[int]:
    """The processes below *parent* whose command holds *word*."""
    found, rest = [], [parent]
    for pid in rest:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                rest += [int(child) for child in task.read_text().split()]
            if word in Path(f"/proc/{pid}/cmdline").read_text():
                found.append(pid)
    return found


@pytest.mark.fault("The server is killed (SIGKILL) while messages come, and started again, three times")
def test_whenever_a_server_is_killed_every_acknowledged_message_is_there(folder: Path, found: Found) -> None:
    with serving(folder) as server, Witness(server) as witness:
        for _ in range(3):
            sender = threading.Thread(target=witness.send, args=(30,))
            sender.start()
            time.sleep(random.uniform(0.05, 0.5))  # noqa: S311 - it need not be secret
            server.kill()
            sender.join()
            server.again()
        witness.send()
        found.tell("all that was acknowledged is there", witness)


@pytest.mark.fault(
    "The server is asked to end (SIGTERM) with a message half sent, an export being made and idle connections"
)
def test_what_was_begun_is_answered_before_the_end(folder: Path, found: Found) -> None:
    with serving(folder) as server, Witness(server) as witness, contextlib.ExitStack() as stack:
        address = ("127.0.0.1", server.port)
        slow, export, *_idle = [stack.enter_context(socket.create_connection(address, timeout=30)) for _ in range(20)]
        slow.sendall(
            b"POST /v1/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY[:10]
        )
        export.sendall(b"GET /v1/exports/epub?lang=da HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: named("app.exports.builder", server.process.pid))
        witness.stop()
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        slow.sendall(BODY[10:])

        head, body = _answer(slow)
        assert head.startswith(b"HTTP/1.1 201 ")
        told = json.loads(body)
        witness.acknowledged.append((told["id"], told["receipt"], json.loads(BODY)["message"]))
        assert export.recv(100).startswith(b"HTTP/1.1 200 ")
        assert server.process.wait(30) in {0, -15}
        assert server.status("/healthz") is None
        server.again()
        found.tell("both are answered, then the process ends; the message is there", witness)
    assert "Traceback" not in server.log


def _answer(client: socket.socket) -> tuple[bytes, bytes]:
    """Head and body of an answer after which the server closes the connection."""
    received = b"".join(iter(lambda: client.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.long
@pytest.mark.fault("One of two server processes is killed (SIGKILL), five times")
def test_a_killed_process_is_replaced_while_the_other_answers(folder: Path, found: Found) -> None:
    with serving(folder, WORKERS="2") as server, Witness(server) as witness:
        for _ in range(5):
            witness.send(3)
            os.kill(random.choice(named("spawn_main", server.process.pid)), signal.SIGKILL)  # noqa: S311
            until(lambda: len(named("spawn_main", server.process.pid)) >= 2)
            until(lambda: witness.sees("right", 10))
        found.tell("a new process takes its place; only what the killed one was answering fails", witness)


@pytest.mark.long
@pytest.mark.fault("The process that builds the next release's file is killed (SIGKILL)")
def test_a_release_whose_builder_is_killed_is_built_at_the_next_look(
    folder: Path, tmp_path: Path, found: Found
) -> None:
    with serving(folder) as server, Witness(server) as witness:
        witness.labels = {lang: {LABELS[lang], NEW[lang]} for lang in LABELS}
        tree(tmp_path / "next", NEW, entries=20)
        publisher = subprocess.Popen(
            [*PROGRAM, "publish"],
            cwd=ROOT,
            # Elsewhere, so that the file is the server's to make.
            env=settings(folder, CONTENT_DIR=str(tmp_path / "next"), DATA_DIR=str(tmp_path / "elsewhere")),
            stdout=subprocess.DEVNULL,
        )
        killed = 0
        while killed < 3:
            for pid in named("app.catalogue.builder", server.process.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed += 1
            time.sleep(0.02)
        assert publisher.wait(60) == 0
        until(lambda: server.status("/v1/entries/entry-1") == 200)
        until(lambda: witness.sees("right", 20))
        found.tell("the release before is served until the next one is there", witness)


@pytest.mark.long
@pytest.mark.fault("`publish` is killed (SIGKILL) at random moments, six times, then let be")
def test_a_killed_publisher_leaves_the_release_before(folder: Path, tmp_path: Path, found: Found) -> None:
    with serving(folder) as server, Witness(server) as witness:
        witness.labels = {lang: {LABELS[lang], NEW[lang]} for lang in LABELS}
        environment = settings(folder, CONTENT_DIR=str(tree(tmp_path / "next", NEW, entries=60)))
        began = time.monotonic()
        assert program(folder, "check", "--content", environment["CONTENT_DIR"]).returncode == 0
        usual = time.monotonic() - began
        for _ in range(6):
            publisher = subprocess.Popen([*PROGRAM, "publish"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
            time.sleep(random.uniform(0.3, 1.5) * usual)  # noqa: S311 - it need not be secret
            publisher.kill()
            publisher.wait()
            witness.send(2)
        assert program(folder, "publish", CONTENT_DIR=environment["CONTENT_DIR"]).returncode == 0
        until(lambda: server.status("/v1/entries/entry-1") == 200)
        found.tell("all of a release or nothing, and the next attempt succeeds", witness)
