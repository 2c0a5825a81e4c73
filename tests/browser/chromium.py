"""Chromium, and the scripts of this folder that drive it."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

# Headless, and alone with the page: nothing is fetched but what the page asks for.
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def drive(script: str, plan: dict[str, Any], *, seconds: float = 300) -> Any:
    """What *script* answers to *plan*; CHROMIUM names another browser than the one on the path."""
    done = subprocess.run(
        ["node", str(Path(__file__).with_name(script))],
        input=json.dumps({"args": ARGUMENTS, **plan}),
        env={**os.environ, "CHROMIUM": os.environ.get("CHROMIUM") or str(shutil.which("chromium"))},
        text=True,
        check=False,
        capture_output=True,
        timeout=seconds,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def browse(server: str, *steps: dict[str, Any]) -> list[dict[str, Any]]:
    """Goes through *steps* in the browser; SHOTS names a folder for pictures of the pages."""
    found: list[dict[str, Any]] = drive(
        "site.mjs", {"server": server, "shots": os.environ.get("SHOTS"), "steps": steps}
    )
    return found
