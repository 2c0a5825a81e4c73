"""Servers under test: started, waited for, measured by /proc, and stopped; only those started here."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bench.postgres import Database

ROOT = Path(__file__).parent.parent
_BUILDERS = ("app.catalogue.builder", "app.api.indexing", "app.exports.builder")
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Server:
    name: str
    port: int
    process: subprocess.Popen

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def pids(self) -> list[int]:
        """The process and everything below it."""
        found = [self.process.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in task.read_text().split()]
        return found

    def cpu(self) -> float:
        """Seconds of processor time so far, user and system, of all its processes."""
        total = 0.0
        for pid in self.pids():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / _TICK
        return total

    def anonymous(self) -> float:
        """What its processes hold that stands in no file, in MB: what another one would take besides what is shared."""
        found = 0
        for pid in self.pids():
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            found += next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:"))
        return found / 1024

    def memory(self) -> "Memory":
        """What the largest process that serves takes."""
        return max(self.memories())

    def memories(self) -> "list[Memory]":
        """What each process that serves takes; those that build files come and go."""
        found = []
        for pid in self.pids():
            if any(name in Path(f"/proc/{pid}/cmdline").read_text() for name in _BUILDERS):
                continue
            lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
            size = {name: int(value.split()[0]) / 1024 for name, value in lines.items()}
            found.append(Memory(size["Rss"], size["Pss"], size["Private_Clean"] + size["Private_Dirty"]))
        return found


class Memory(NamedTuple):
    """In MB: resident; proportional, where a shared page counts in parts; and what no other process shares."""

    resident: float
    proportional: float
    own: float


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(own: Mapping[str, str]) -> dict[str, str]:
    """This process's environment and *own*."""
    return {**os.environ, **own}


@contextmanager
def running(
    name: str,
    command: list[str],
    *,
    port: int,
    ready: str,
    log: Path,
    folder: Path = ROOT,
    patience: float = 60,
    **env: str,
):
    """Start *command* in *folder* and wait until *ready* answers, at most *patience* seconds."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment(env), stdout=out, stderr=out)
    server = Server(name, port, process)
    try:
        wait_for(f"{server.url}{ready}", process, patience)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(url: str, process: subprocess.Popen, seconds: float = 60) -> float:
    """Wait until *url* answers; how long that took."""
    began = time.perf_counter()
    while process.poll() is None and time.perf_counter() - began < seconds:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
                return time.perf_counter() - began
        except (OSError, urllib.error.URLError):
            time.sleep(0.01)
    raise SystemExit(f"{url} does not answer.")


def publish(folder: Path, content: Path = ROOT / "content", **env: str) -> None:
    """The shipped content, as it stands, into a database in *folder*, unless *env* names another."""
    tree = folder / "content"
    if not tree.exists():
        shutil.copytree(content, tree)
    settings = _settings(folder) | env
    for command in (["stamp", "--all"], ["publish"]):
        program = [sys.executable, "-m", "app.cli", *command, "--content", str(tree)]
        subprocess.run(program, cwd=ROOT, env=os.environ | settings, check=True, capture_output=True)


def first_answer(stack: ExitStack, folder: Path) -> tuple[Server, tuple[float, float]]:
    """The product with everything on, and how long its first answer took: (seconds, of them processor time)."""
    began = time.perf_counter()
    server = stack.enter_context(product("fast lane", folder, ready="/v1/entries?lang=sv"))
    return server, (time.perf_counter() - began, server.cpu())


def on_postgres(stack: ExitStack, folder: Path, database: Database) -> Server:
    """The product with nothing kept on PostgreSQL with the same content."""
    where = {"DATABASE_URL": database.url, "DATA_DIR": str(folder / "postgres")}
    publish(folder, **where)
    return stack.enter_context(product("nothing kept, PostgreSQL", folder, CACHE_BYTES="0", **where))


def _settings(folder: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{folder / 'store.db'}", "DATA_DIR": str(folder / "data")}


def product(name: str, folder: Path, *, ready: str = "/readyz", **env: str):
    """The product on what is published in *folder*."""
    port = free_port()
    settings = _settings(folder) | {"PORT": str(port)} | env
    command = [sys.executable, "-m", "app.cli", "serve"]
    return running(name, command, port=port, ready=ready, patience=180, log=folder / f"{name}.log", **settings)
