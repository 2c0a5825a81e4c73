"""`service-knowledge insights` and `purge`: what editors and operators ask for in a terminal."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli.program import program
from app.domain.texts import Status
from app.feedback.counters import Counters
from app.feedback.receiving import receive
from app.feedback.values import Kind, Submission
from app.store.bare import open_bare
from app.store.engine import open_engine
from tests.sites import prepare, release
from tests.store.libraries import concept, library, text

NOW = datetime.now(UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("COLUMNS", "200")
    prepare(url)
    return url


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(program(), arguments)
    assert result.exit_code == 0, result.output
    return result


def test_insights_tell_everything_on_one_screen(database: str) -> None:
    release(database, library(concept("hope", text("da", "Håb"), text("sv", "Hopp", status=Status.OUTDATED))))
    engine, bare, counters = open_engine(database, threads=1), open_bare(database), Counters()
    counters.miss("da", "[red]tro")
    counters.read("/x")
    counters.flush(bare, NOW, lambda _path: "hope")
    wish = Submission(kind=Kind.WISH, entry="hope", lang="da", release=1, message="More", email=None)
    receive(engine, wish, NOW)
    bare.close()
    engine.dispose()

    told = run("insights").stdout

    assert next(line for line in told.splitlines() if line and not line.startswith(" ")).startswith("Since ")
    for line in ("[red]tro  da        1", "hope   1", "hope   1        1", "new       1"):
        assert line in told
    assert "Behind their source" in told
    assert "hope   sv" in told


def test_insights_of_nothing_are_none(database: str) -> None:
    assert run("insights").stdout.count("none") == 3


def test_purge_says_what_went(database: str) -> None:
    engine = open_engine(database, threads=1)
    old = Submission(kind=Kind.WISH, entry=None, lang="da", release=1, message="Old", email="reader@example.org")
    receive(engine, old, NOW - timedelta(days=1000))
    engine.dispose()

    assert run("purge").stdout == "1 messages, 0 addresses, 0 day counts, 0 staged releases deleted.\n"
