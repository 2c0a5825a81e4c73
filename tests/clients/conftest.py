"""Clients that nobody here wrote: browsers, players, validators. `make test-clients` installs and runs them."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT

# Where node_modules and the readers' own Python are; without it there is nothing to try these with.
FOLDER = os.environ.get("CLIENTS", "")
if not FOLDER:
    collect_ignore_glob = ["test_*.py"]

Browse = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with the shipped content, at an address of its own."""
    folder = tmp_path_factory.mktemp("clients")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "PUBLIC_BASE_URL": address,
        "LOG_LEVEL": "error",
    }
    program = [sys.executable, "-m", "app.cli"]
    subprocess.run([*program, "publish"], cwd=ROOT, env=environment, check=True, capture_output=True)
    with subprocess.Popen([*program, "serve"], cwd=ROOT, env=environment) as process:
        wait(f"{address}/readyz")
        yield address
        process.terminate()


@pytest.fixture(scope="session")
def fetch(server: str) -> Callable[[str], bytes]:
    """What the server answers to a path."""

    def get(path: str) -> bytes:
        with urllib.request.urlopen(f"{server}{path}") as answer:  # noqa: S310 -- our own server
            body: bytes = answer.read()
            return body

    return get


@pytest.fixture(scope="session")
def browse() -> Browse:
    """Goes through a plan in headless Chromium; see browser.mjs."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")

    def run(plan: list[dict[str, Any]]) -> list[Any]:
        done = subprocess.run(
            ["node", str(Path(__file__).with_name("browser.mjs"))],
            input=json.dumps(plan),
            env={**os.environ, "CHROMIUM": str(chromium)},
            text=True,
            check=True,
            capture_output=True,
            timeout=120,
        )
        results: list[Any] = json.loads(done.stdout)
        return results

    return run


def needs(*programs: str) -> None:
    """Leave the test out, and say why, where a program that it takes cannot be had."""
    missing = [program for program in programs if shutil.which(program) is None and not Path(program).exists()]
    if missing:
        pytest.skip(f"There is no {', '.join(missing)} here.")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait(address: str) -> None:
    """Wait until *address* answers, for a minute at most; raises TimeoutError."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=30).close()  # noqa: S310 -- our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)
