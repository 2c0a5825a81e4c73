"""Real servers: a process of its own that publishes a content tree and serves it at an address of its own."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import CONTENT, ROOT


@contextmanager
def serving(folder: Path, content: Path = CONTENT, **settings: str) -> Iterator[str]:
    """The address of a server of *content* that keeps its files in *folder*, until the end of the block."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "CONTENT_DIR": str(content),
        "DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "PUBLIC_BASE_URL": address,
        "LOG_LEVEL": "error",
        **settings,
    }
    program = [sys.executable, "-m", "app.cli"]
    subprocess.run([*program, "publish"], cwd=ROOT, env=environment, check=True, capture_output=True)
    with subprocess.Popen([*program, "serve"], cwd=ROOT, env=environment) as process:
        try:
            wait(f"{address}/readyz")
            yield address
        finally:
            process.terminate()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait(address: str) -> None:
    """Wait until *address* answers, for two minutes at most; raises TimeoutError."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=30).close()  # noqa: S310 -- our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(address)
