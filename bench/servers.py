"""Servers under test: started, waited for, measured by /proc, and stopped; only those started here."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
_BUILDERS = ("app.catalogue.builder", "app.api.searching", "app.exports.builder")
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

    def memory(self) -> tuple[float, float]:
        """(resident, proportional) MB of the largest process that serves; those that build files come and go."""
        sizes = []
        for pid in self.pids():
            if any(name in Path(f"/proc/{pid}/cmdline").read_text() for name in _BUILDERS):
                continue
            lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
            sizes.append(tuple(int(lines[name].split()[0]) / 1024 for name in ("Rss", "Pss")))
        return max(sizes)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(name: str, command: list[str], *, port: int, ready: str, log: Path, **env: str):
    """Start *command* and wait until *ready* answers."""
    with log.open("ab") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | env, stdout=out, stderr=out)
    server = Server(name, port, process)
    try:
        wait_for(f"{server.url}{ready}", process)
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


def product(name: str, folder: Path, **env: str):
    """The product on what is published in *folder*."""
    port = free_port()
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
        "DATA_DIR": str(folder / "data"),
        "PORT": str(port),
        **env,
    }
    command = [sys.executable, "-m", "app.cli", "serve"]
    return running(name, command, port=port, ready="/readyz", log=folder / f"{name}.log", **settings)
