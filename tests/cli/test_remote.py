"""`service-knowledge publish --to URL`: the tree goes to a server, and what is wrong with it comes back."""

import io
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from rich.console import Console

from app.cli import console
from app.cli.remote import KEY, packed
from app.content.archive import read_archive
from app.content.tree import open_tree
from app.main import create_app
from app.settings import Settings
from app.store.engine import open_engine
from app.store.history import releases
from app.store.values import Scope
from tests.api.test_admin import token
from tests.cli.conftest import Run
from tests.cli.test_authors import rewrite
from tests.content.archives import TAR
from tests.sites import prepare

PUBLISHED = {
    "number": 7,
    "created": True,
    "dry_run": False,
    "changes": {name: {"added": 1, "changed": 0, "removed": 0} for name in ("entry", "text")},
    "warnings": [],
}


class Place:
    """Where a key is made: what `token` wants to know of a site."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server with a database of its own and a key for it in the environment."""
    url = f"sqlite:///{tmp_path / 'server.db'}"
    prepare(url)
    settings = Settings(database_url=url, data_dir=tmp_path / "server", log_level="error", release_poll_seconds=60)
    monkeypatch.setenv(KEY, token(Place(settings), Scope.RELEASES_WRITE))  # type: ignore[arg-type]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=running.run)
    thread.start()
    while not running.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join()


@contextmanager
def impostor(status: int, body: bytes, **headers: str) -> Iterator[str]:
    """A server that answers everything alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def made(tmp_path: Path) -> list[int]:
    engine = open_engine(f"sqlite:///{tmp_path / 'server.db'}", threads=1)
    try:
        return [info.number for info in releases(engine)]
    finally:
        engine.dispose()


def test_a_tree_is_published_to_a_server(run: Run, server: str, tree: Path, tmp_path: Path) -> None:
    dry = run("publish", "--to", server, "--dry-run")
    assert (dry.exit_code, made(tmp_path)) == (0, [])
    assert dry.stdout.startswith("Release 1 would be: entries 2 added, 0 changed, 0 removed; texts 3 added")

    first = run("publish", "--to", f"{server}/", "-m", "Hello")
    assert (first.exit_code, made(tmp_path)) == (0, [1]), first.stderr
    assert first.stdout.startswith("Release 1 is made: entries 2 added")
    assert run("publish", "--to", server).stdout == "Release 1 already says exactly this.\n"

    rewrite(tree, "da/concepts/trust.md", "Den kan", "Den må")
    stale = run("publish", "--to", server, "--after", "7")
    assert (stale.exit_code, "Release 1 is the active one." in stale.stderr) == (1, True)
    after = run("publish", "--to", server, "--after", "1")
    assert after.exit_code == 0
    assert "no/concepts/trust.md: warning: " in after.stderr
    assert made(tmp_path) == [2, 1]
    assert not (tmp_path / "store.db").exists()


def test_what_is_wrong_with_the_tree_is_told_as_by_check(run: Run, server: str, tree: Path, tmp_path: Path) -> None:
    rewrite(tree, "da/concepts/trust.md", "definition:", "definitoin:")

    told, checked = run("publish", "--to", server), run("check")

    assert (told.exit_code, made(tmp_path)) == (1, [])
    assert checked.stderr in told.stderr
    assert "Nothing was published." in told.stderr


def test_a_key_that_opens_nothing_is_said(run: Run, server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "skn_1_2")
    wrong = run("publish", "--to", server)
    monkeypatch.delenv(KEY)
    missing = run("publish", "--to", server)

    assert (wrong.exit_code, missing.exit_code) == (1, 1)
    assert "The key is unknown" in wrong.stderr
    assert f"Set {KEY}" in missing.stderr


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("knowledge.example.org", "is no address of a server"),
        ("ftp://knowledge.example.org", "is no address of a server"),
        ("http://knowledge.example.org", "A key must not travel in the clear."),
        ("http://127.0.0.1:9", "The server cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_said(
    run: Run, monkeypatch: pytest.MonkeyPatch, address: str, why: str
) -> None:
    monkeypatch.setenv(KEY, "skn_1_2")
    result = run("publish", "--to", address)

    assert (result.exit_code, result.stdout) == (1, "")
    assert why in result.stderr


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (200, b"<html>", "The server answered something else"),
        (404, b"<html>", "The server answered 404."),
        (502, json.dumps({"message": "no"}).encode(), "The server answered 502."),
        (307, b"", "The server answered 307."),
    ],
)
def test_a_server_of_another_kind_is_said_and_no_redirect_is_followed(
    run: Run, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, why: str
) -> None:
    monkeypatch.setenv(KEY, "skn_1_2")
    with impostor(status, body, location="http://127.0.0.1:9/") as address:
        result = run("publish", "--to", address)

    assert (result.exit_code, why in result.stderr) == (1, True), result.stderr


def test_a_server_that_answers_in_one_piece_is_understood(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "skn_1_2")
    with impostor(201, json.dumps(PUBLISHED).encode(), **{"content-type": "application/json"}) as address:
        result = run("publish", "--to", address)

    assert (result.exit_code, result.stdout[:20]) == (0, "Release 7 is made: e"), result.stderr


@pytest.mark.parametrize("end", [b"", b'{"number": 7, "cre'])
def test_a_connection_that_breaks_before_the_end_is_said(run: Run, monkeypatch: pytest.MonkeyPatch, end: bytes) -> None:
    monkeypatch.setenv(KEY, "skn_1_2")
    step = b'{"phase": "reading", "done": 1, "total": 2}\n'
    with impostor(200, step + end, **{"content-type": "application/x-ndjson"}) as address:
        result = run("publish", "--to", address)

    assert (result.exit_code, result.stdout) == (1, "")
    assert "Send the same again" in result.stderr


def test_progress_is_shown_to_people_and_to_nobody_else(run: Run, monkeypatch: pytest.MonkeyPatch, server: str) -> None:
    quiet = run("publish", "--to", server, "--dry-run")
    shown = io.StringIO()
    monkeypatch.setattr(console, "err", Console(file=shown, force_terminal=True, width=100))
    watched = run("publish", "--to", server)

    assert (quiet.exit_code, quiet.stderr) == (0, "")
    assert watched.exit_code == 0
    assert "Writing (texts and rows)" in shown.getvalue()


def test_options_for_a_server_need_one(run: Run) -> None:
    for option in (["--dry-run"], ["--after", "1"]):
        assert "go with --to" in run("publish", *option).stderr


def test_the_same_tree_is_packed_into_the_same_bytes(tree: Path) -> None:
    (tree / ".git").mkdir()
    (tree / ".git" / "HEAD").write_text("no part of the tree")

    archive = packed(tree)

    assert archive == packed(tree)
    assert sorted(read_archive(archive, TAR).paths()) == sorted(open_tree(tree).paths())
