"""Starts programs of Node in production, and tells which Node that is."""

import subprocess
from contextlib import ExitStack
from pathlib import Path

from bench import servers

# A program is given up if it does not answer after this many seconds.
PATIENCE = 180


def started(stack: ExitStack, name: str, command: list[str], folder: Path, *, ready: str, **env: str) -> servers.Server:
    """Start *command* in *folder* on a free port, which it learns from PORT, and wait until *ready* answers."""
    port = servers.free_port()
    log = folder / "bench.log"
    own = {"NODE_ENV": "production", "PORT": str(port), **env}
    return stack.enter_context(
        servers.running(name, command, port=port, ready=ready, log=log, folder=folder, patience=PATIENCE, **own)
    )


def version() -> str:
    """Such as 20.20.2."""
    return subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()[1:]
