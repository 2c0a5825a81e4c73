"""What others build with the API, by programs nobody here wrote; `make test-developers` installs and runs them."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CONTENT
from tests.servers import serving

# Where node_modules and a Python with the generator are; without it there is nothing to try these with.
FOLDER = Path(os.environ.get("DEVELOPERS", ""))
if not os.environ.get("DEVELOPERS"):
    collect_ignore_glob = ["test_*.py"]

HERE = Path(__file__).parent
# A text that the catalogue has and this server's has not, so that something stands in for it.
GAP = Path("tl/concepts/external-marketing.md")

Run = Callable[..., str]
Browse = Callable[[list[dict[str, Any]]], list[Any]]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server with the shipped content but for one text."""
    folder = tmp_path_factory.mktemp("developers")
    shutil.copytree(CONTENT, folder / "content")
    (folder / "content" / GAP).unlink()
    with serving(folder, folder / "content", FEEDBACK_PER_MINUTE="0") as address:
        yield address


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs a program, `node_modules/.bin` first in its PATH; its output, or a failure that shows what it said."""

    def call(*words: str | Path, cwd: Path | None = None, given: str | None = None, seconds: float = 120) -> str:
        path = os.pathsep.join(
            (str(FOLDER / "node_modules" / ".bin"), str(FOLDER / "venv" / "bin"), os.environ["PATH"])
        )
        quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
        done = subprocess.run(
            [str(word) for word in words],
            cwd=cwd,
            input=given,
            env={**os.environ, **quiet, "PATH": path, "NODE_PATH": str(FOLDER / "node_modules")},
            text=True,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(map(str, words))}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
        return done.stdout

    return call


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder for a program in JavaScript, with everything installed."""
    (tmp_path / "node_modules").symlink_to(FOLDER / "node_modules")
    return tmp_path


@pytest.fixture(scope="session")
def browse(run: Run) -> Browse:
    """Goes through a plan in headless Chromium; see browser.mjs."""

    def go(plan: Sequence[dict[str, Any]]) -> list[Any]:
        results: list[Any] = json.loads(run("node", HERE / "browser.mjs", given=json.dumps(plan)))
        return results

    return go
