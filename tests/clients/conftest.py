"""Clients that nobody here wrote: browsers, players, validators. `make test-clients` installs and runs them."""

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.servers import serving

# Where node_modules and the readers' own Python are; without it there is nothing to try these with.
FOLDER = os.environ.get("CLIENTS", "")
if not FOLDER:
    collect_ignore_glob = ["test_*.py"]

Browse = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with the shipped content, at an address of its own."""
    with serving(tmp_path_factory.mktemp("clients")) as address:
        yield address


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
