"""The OpenAPI document as the linters see it that others trust, with their own rules and without exceptions."""

from pathlib import Path

from tests.conftest import ROOT
from tests.developers.conftest import Run

DOCUMENT = ROOT / "docs" / "openapi.json"


def test_spectral_finds_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("extends: ['spectral:oas']\n")

    run("spectral", "lint", "--fail-severity", "hint", "--ruleset", tmp_path / "rules.yaml", DOCUMENT)


def test_redocly_finds_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("extends: [recommended]\n")

    run("redocly", "lint", "--max-problems", "100", "--config", tmp_path / "rules.yaml", DOCUMENT)
