"""The program in a folder of its own: a small content tree, a database, nothing published yet."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.program import program
from tests.content.trees import TRUST_NO, grow

Run = Callable[..., Result]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The content tree that the settings name: two concepts in Danish, one of them in Norwegian too."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/store.db")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CONTENT_DIR", str(tmp_path / "content"))
    return grow(tmp_path / "content", {"no/concepts/trust.md": TRUST_NO}, stamped=True)


@pytest.fixture
def run(tree: Path) -> Run:
    """Runs a command of the program."""
    return lambda *arguments: CliRunner().invoke(program(), [str(argument) for argument in arguments])
