import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.peers import npm


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"dependencies": {"left": "1"}}))
    (folder / "src" / "index.js").write_text("")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "installed"


@pytest.fixture
def npm_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts an npm on the PATH that does this instead."""
    program = tmp_path / "bin" / "npm"
    program.parent.mkdir()
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")

    def puts(does: str) -> None:
        program.write_text(f"#!/bin/sh\n{does}\n")
        program.chmod(0o755)

    return puts


def counting(tmp_path: Path) -> str:
    return f'mkdir -p node_modules && echo "$@" >> {tmp_path / "calls"}'


def calls(tmp_path: Path) -> list[str]:
    return (tmp_path / "calls").read_text().splitlines()


def test_a_second_run_installs_nothing(
    project: Path, folder: Path, tmp_path: Path, npm_that: Callable[[str], None]
) -> None:
    npm_that(counting(tmp_path))

    npm.install(folder, project)
    npm.install(folder, project)

    assert len(calls(tmp_path)) == 1


def test_no_package_runs_a_script_of_its_own(
    project: Path, folder: Path, tmp_path: Path, npm_that: Callable[[str], None]
) -> None:
    npm_that(counting(tmp_path))

    npm.install(folder, project)

    assert "--ignore-scripts" in calls(tmp_path)[0].split()


def test_other_dependencies_are_installed_again(
    project: Path, folder: Path, tmp_path: Path, npm_that: Callable[[str], None]
) -> None:
    npm_that(counting(tmp_path))

    npm.install(folder, project)
    (project / "package.json").write_text(json.dumps({"dependencies": {"left": "2"}}))
    npm.install(folder, project)

    assert len(calls(tmp_path)) == 2


def test_files_that_the_project_no_longer_has_are_taken_away(
    project: Path, folder: Path, tmp_path: Path, npm_that: Callable[[str], None]
) -> None:
    npm_that(counting(tmp_path))

    npm.install(folder, project)
    (project / "src" / "index.js").rename(project / "src" / "other.js")
    npm.install(folder, project)

    assert [file.name for file in (folder / "src").iterdir()] == ["other.js"]
    assert (folder / "node_modules").exists()


def test_what_failed_is_told_in_the_words_of_npm_and_tried_again(
    project: Path, folder: Path, tmp_path: Path, npm_that: Callable[[str], None]
) -> None:
    npm_that("echo 'no such\npackage: left' >&2; exit 1")
    with pytest.raises(npm.NotHereError, match="npm install: no such package: left"):
        npm.install(folder, project)

    npm_that(counting(tmp_path))
    npm.install(folder, project)

    assert len(calls(tmp_path)) == 1


def test_the_address_of_a_registry_is_not_told(project: Path, folder: Path, npm_that: Callable[[str], None]) -> None:
    npm_that("echo '404 GET https://registry.example/left - not found' >&2; exit 1")

    with pytest.raises(npm.NotHereError, match="404 GET … - not found"):
        npm.install(folder, project)


def test_without_npm_that_is_what_is_told(project: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(npm.NotHereError, match="npm is not installed"):
        npm.install(folder, project)
