"""nginx and Varnish as they are shipped, between a client and two real servers."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import ROOT
from tests.operations.programs import SECONDS, Replica, served
from tests.servers import free_port

DEPLOY = ROOT / "deploy"
# Debian installs daemons where users do not look.
_PATH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


class Cache(httpx.Client):
    """A client of a cache; `replicas` are the servers behind it."""

    def __init__(self, port: int, replicas: list[Replica], label: str) -> None:
        super().__init__(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS)
        self.replicas = replicas
        self.label = label

    def ask(self, url: str, accept_language: str | None = None, **headers: str) -> httpx.Response:
        """The answer to a GET with nothing but what is said; header names may be written with underscores."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        told.setdefault("accept-encoding", "identity")
        if accept_language is not None:
            told["accept-language"] = accept_language
        return self.get(url, headers=told)

    def raw(self, *lines: str) -> bytes:
        """What comes back to a request written out, for what clients do not write."""
        with socket.create_connection(("127.0.0.1", self.base_url.port or 0), timeout=SECONDS) as client:
            client.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
            received = b""
            while chunk := client.recv(65536):
                received += chunk
        return received


def was_hit(answer: httpx.Response) -> bool:
    """Whether it came from the cache."""
    return "; hit" in answer.headers["cache-status"]


def is_installed(name: str) -> bool:
    """Whether that daemon is here."""
    return shutil.which(name, path=_PATH) is not None


def program(name: str) -> str:
    """Where it is; the test is skipped where it is not."""
    found = shutil.which(name, path=_PATH)
    if found is None:
        pytest.skip(f"{name} is not installed here; `apt-get install {name.removesuffix('d')}` brings it")
    return found


def replaced(file: str, changes: Mapping[str, str]) -> str:
    """A file of deploy/ with its addresses and folders changed to those of a test, and nothing else."""
    told = (DEPLOY / file).read_text()
    for old, new in changes.items():
        assert old in told, old
        told = told.replace(old, new)
    return told


@contextlib.contextmanager
def behind_nginx(folder: Path, replicas: list[Replica]) -> Iterator[Cache]:
    """nginx with deploy/nginx.conf."""
    executable, port = program("nginx"), free_port()
    changes = {
        # First, for what else is put in may lie there.
        "/tmp/": f"{folder}/",  # noqa: S108 - the folder in the container
        "listen 8080;": f"listen 127.0.0.1:{port};",
        "/var/cache/nginx/": f"{folder}/cache-",
        "/dev/stderr": f"{folder}/errors",
        "/dev/stdout": f"{folder}/lines",
        **addresses(replicas, "api-{}:8000"),
    }
    (folder / "nginx.conf").write_text(replaced("nginx.conf", changes))
    # As root it would answer as somebody who may not write here.
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    command = [executable, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors"), *user]
    with running([*command, "-g", "daemon off;"] if not user else [*command[:-1], "user root; daemon off;"], folder):
        yield from _ready(Cache(port, replicas, "nginx"), folder)


@contextlib.contextmanager
def behind_varnish(folder: Path, replicas: list[Replica]) -> Iterator[Cache]:
    """Varnish with deploy/varnish.vcl."""
    executable, port = program("varnishd"), free_port()
    ports = [str(replica.base_url.port) for replica in replicas]
    told = replaced("varnish.vcl", {"api-1": "127.0.0.1", "api-2": "127.0.0.1"})
    for own in ports:
        told = told.replace('.port = "8000"', f'.port = "{own}"', 1)
    (folder / "varnish.vcl").write_text(told)
    (folder / "work").mkdir()
    command = [executable, "-F", "-a", f"127.0.0.1:{port}", "-f", str(folder / "varnish.vcl")]
    command += ["-n", str(folder / "work"), "-s", "malloc,32m", "-j", "none"]
    with running(command, folder):
        yield from _ready(Cache(port, replicas, "varnish"), folder)


def addresses(replicas: list[Replica], form: str) -> dict[str, str]:
    """From the addresses in a file to those of *replicas*."""
    return {form.format(number): f"127.0.0.1:{one.base_url.port}" for number, one in enumerate(replicas, 1)}


@contextlib.contextmanager
def running(command: list[str], folder: Path) -> Iterator[None]:
    """A program, until the end of the block."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, stdout=said, stderr=said)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        finally:
            process.kill()


def _ready(cache: Cache, folder: Path) -> Iterator[Cache]:
    end = time.monotonic() + SECONDS
    with cache:
        while True:
            with contextlib.suppress(httpx.TransportError):
                if cache.get("/healthz").status_code == 200:
                    break
            assert time.monotonic() < end, (folder / "said").read_text()
            time.sleep(0.05)
        yield cache


@contextlib.contextmanager
def two_servers(folder: Path, database_url: str, **settings: Any) -> Iterator[list[Replica]]:
    """Two servers of one catalogue, as the composition has them."""
    with contextlib.ExitStack() as stack:
        yield [
            stack.enter_context(served(folder / f"api-{number}", database_url, TRUSTED_PROXIES=1, **settings))
            for number in (1, 2)
        ]


def languages(text: str) -> set[str]:
    """The languages that an answer says its texts are in."""
    return set(re.findall(r'"lang":"(\w+)"', text))
