"""An editor's open page follows what is saved, and tells what is wrong with it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import browse
from tests.conftest import ROOT
from tests.content.trees import TRUST_NO, grow
from tests.servers import free_port, wait


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return grow(tmp_path / "content", {"no/concepts/trust.md": TRUST_NO}, stamped=True)


@pytest.fixture
def watching(tree: Path, tmp_path: Path) -> Iterator[str]:
    """`serve --watch` over *tree*."""
    port = free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}",
        "DATA_DIR": str(tmp_path / "data"),
        "CONTENT_DIR": str(tree),
        "PORT": str(port),
        "LOG_LEVEL": "error",
    }
    program = [sys.executable, "-m", "app.cli"]
    subprocess.run([*program, "publish"], cwd=ROOT, env=environment, check=True, capture_output=True)
    with subprocess.Popen([*program, "serve", "--watch"], cwd=ROOT, env=environment) as process:
        address = f"http://127.0.0.1:{port}"
        try:
            wait(f"{address}/readyz")
            yield address
        finally:
            process.terminate()


def test_an_open_page_shows_what_is_saved_and_what_is_wrong_with_it(watching: str, tree: Path) -> None:
    [seen] = browse(
        watching,
        {
            "step": "preview",
            "path": "/da/tillid",
            "file": str(tree / "da/concepts/trust.md"),
            "mend": ["At regne med nogen.", "At stole på nogen."],
            "broken": ["pref_label: Tillid", "pref_labl: Tillid"],
            "said": "Did you mean `pref_label`?",
        },
    )

    assert any("da/concepts/trust.md" in problem and "pref_labl" in problem for problem in seen["problems"])
    assert any("keep the content from being published" in problem for problem in seen["problems"])
    # What was sound before stays to be read.
    assert "At stole på nogen." in seen["still"]
    assert seen["errors"] == []
