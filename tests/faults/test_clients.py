"""Clients that are slow, many or greedy: everybody else is answered as always."""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.faults.conftest import Found
from tests.faults.servers import Server, serving, until
from tests.faults.witness import Witness


@contextmanager
def connections(server: Server, count: int, sent: bytes = b"") -> Iterator[list[socket.socket]]:
    """So many open connections on which *sent* has been sent."""
    with ExitStack() as stack:
        opened = []
        for _ in range(count):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
            client.sendall(sent)
            opened.append(client)
        yield opened


def closed(clients: list[socket.socket]) -> int:
    """How many of them the server has closed or answered."""
    count = 0
    for client in clients:
        client.setblocking(False)  # noqa: FBT003 - it is the socket's own
        try:
            client.recv(1, socket.MSG_PEEK)
            count += 1
        except BlockingIOError:
            continue
        except OSError:
            count += 1
    return count


HALF_A_HEAD = b"GET /v1/entries/trust HTTP/1.1\r\nHost: x\r\nX-Slow: "
HALF_A_BODY = (
    b"POST /v1/feedback HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n{"
)
MUCH = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 50


@pytest.mark.long
@pytest.mark.parametrize(
    ("count", "sent"),
    [
        pytest.param(1000, b"", marks=pytest.mark.fault("1,000 connections are opened that ask nothing")),
        pytest.param(500, HALF_A_HEAD, marks=pytest.mark.fault("500 clients send half a head (Slowloris)")),
        pytest.param(500, HALF_A_BODY, marks=pytest.mark.fault("500 clients send half a message")),
    ],
    ids=["idle", "half a head", "half a body"],
)
def test_clients_that_never_finish_keep_nobody_out_and_are_given_up(
    folder: Path, found: Found, count: int, sent: bytes
) -> None:
    with serving(folder) as server, Witness(server) as witness, connections(server, count, sent) as clients:
        witness.send(5)
        until(lambda: witness.sees("right", 50))
        before = closed(clients)
        until(lambda: closed(clients) == count)
        witness.send(5)
        found.tell(f"everybody else is answered meanwhile; after 20 to 25 seconds all {count} are closed", witness)
    assert before < count
    assert (set(witness.seen), len(witness.acknowledged)) == ({"right"}, 10)


@pytest.mark.long
@pytest.mark.fault("100 clients ask for 50 large answers each and read none")
def test_clients_that_do_not_read_are_left(folder: Path, found: Found) -> None:
    memory = []
    with serving(folder, CACHE_BYTES="67108864") as server, Witness(server) as witness:

        def left() -> bool:
            memory.append(_resident(server.process.pid))
            return _connected(server) < 10

        with connections(server, 100, MUCH) as clients:
            until(lambda: witness.sees("right", 50))
            assert not left()
            assert _connected(server) >= len(clients)
            until(left, 60)
        witness.send(5)
        found.tell(f"the server took {max(memory):.0f} MB at most, and leaves them after 20 to 40 seconds", witness)
    assert set(witness.seen) == {"right"}


@pytest.mark.long
@pytest.mark.fault("Heads of 32 kB, then heads without end, from 50 clients")
def test_large_heads_are_read_and_endless_ones_refused(folder: Path, found: Found) -> None:
    with serving(folder) as server, Witness(server) as witness:
        before = _resident(server.process.pid)
        large = HALF_A_HEAD + b"x" * 32_000 + b"\r\n\r\n"
        with connections(server, 50, large) as clients:
            assert [client.recv(12) for client in clients] == [b"HTTP/1.1 200"] * 50
        with connections(server, 50, HALF_A_HEAD) as clients:
            senders = [threading.Thread(target=_send, args=(client, b"x" * (1 << 24))) for client in clients]
            for sender in senders:
                sender.start()
            assert {client.recv(12) for client in clients} == {b"HTTP/1.1 431"}
            for sender in senders:
                sender.join()
        grown = _resident(server.process.pid) - before
        witness.send(5)
        found.tell(f"the first are answered, the others refused with 431; memory grew by {grown:.0f} MB", witness)
        assert grown < 100
    assert set(witness.seen) == {"right"}


def _send(client: socket.socket, data: bytes) -> None:
    try:
        client.sendall(data)
    except OSError:
        return


def _resident(pid: int) -> float:
    """Megabytes of memory that a process takes."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 1e6


def _connected(server: Server) -> int:
    """How many connections the server has."""
    port = f":{server.port:04X}"
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(line.split()[1].endswith(port) and line.split()[3] == "01" for line in lines)
