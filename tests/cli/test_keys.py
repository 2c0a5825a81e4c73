"""`service-knowledge keys`: the first key is made where the database is."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.program import program
from app.store.engine import open_engine
from app.store.keys import check


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    return url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program(), ["keys", *arguments])


def opens(database: str, token: str) -> bool:
    engine = open_engine(database, threads=1)
    try:
        return check(engine, token.strip(), datetime.now(UTC)) is not None
    finally:
        engine.dispose()


def test_a_key_is_made_listed_rotated_and_revoked(database: str) -> None:
    created = run("create", "Editors", "--scope", "feedback:read", "--scope", "feedback:write")
    key_id = created.stdout.split("_")[1]
    rotated = run("rotate", key_id, "--hours", "0")

    assert created.exit_code == rotated.exit_code == 0
    assert created.stdout.startswith(f"skn_{key_id}_")
    assert not opens(database, created.stdout)
    assert opens(database, rotated.stdout)
    listed = run("list").stdout
    for told in (key_id, "Editors", "feedback:read feedback:write", "good until"):
        assert told in listed
    assert rotated.stdout.strip() not in listed

    assert f"Key {key_id} (Editors) opens nothing any more." in run("revoke", key_id).stdout
    assert "revoked" in run("list").stdout
    assert not opens(database, rotated.stdout)


def test_a_key_may_never_expire(database: str) -> None:
    created = run("create", "CI", "--scope", "releases:write", "--days", "0")

    assert "good until revoked" in created.stderr
    assert opens(database, created.stdout)


def test_what_cannot_be_done_is_said_with_what_to_do() -> None:
    for command in ("rotate", "revoke"):
        result = run(command, "nobody")
        assert (result.exit_code, result.stdout) == (1, "")
        assert "`service-knowledge keys list` shows all." in result.stderr
    assert "keys create NAME --scope SCOPE" in run("list").stderr
    assert run("create", "x", "--scope", "everything").exit_code == 2
