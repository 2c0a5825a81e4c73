"""The program as its users start it: published, served, watched, over a real socket."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cli.test_authors import rewrite
from tests.conftest import CONTENT, ROOT
from tests.content.trees import TRUST_NO, grow
from tests.sites import until

PROGRAM = [sys.executable, "-m", "app.cli"]
SECONDS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("end-to-end")
    grow(folder / "content", {"no/concepts/trust.md": TRUST_NO}, stamped=True)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[httpx.Client]:
    """`serve --watch` on a free port, in a folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/store.db",
        "DATA_DIR": str(folder / "data"),
        "CONTENT_DIR": str(folder / "content"),
        "PORT": str(port),
        "RELEASE_POLL_SECONDS": "0.1",
        "LOG_LEVEL": "warning",
    }
    subprocess.run([*PROGRAM, "publish"], env=environment, cwd=ROOT, check=True, capture_output=True)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen([*PROGRAM, "serve", "--watch"], env=environment, cwd=ROOT, stdout=log, stderr=log) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        try:
            until(lambda: answers(client), SECONDS)
            yield client
        finally:
            server.terminate()
            assert server.wait(timeout=SECONDS) in {0, -15}, (folder / "log").read_text()


def answers(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


def label(client: httpx.Client, lang: str) -> str:
    told: str = client.get(f"/v1/entries/trust?lang={lang}").json()["pref_label"]
    return told


@pytest.mark.parametrize(
    ("accept_language", "lang", "expected"), [("da", "da", "Tillid"), ("nb-NO", "no", "Tillit"), ("fo", "da", "Tillid")]
)
def test_a_request_is_answered_in_each_language(
    served: httpx.Client, accept_language: str, lang: str, expected: str
) -> None:
    answer = served.get("/v1/entries/trust", headers={"accept-language": accept_language})

    assert (answer.status_code, answer.json()["lang"], answer.json()["pref_label"]) == (200, lang, expected)
    assert "server" not in answer.headers


def test_a_saved_file_shows_up_and_a_broken_one_does_not(served: httpx.Client, folder: Path) -> None:
    tree = folder / "content"
    rewrite(tree, "no/concepts/trust.md", "pref_label: Tillit", "pref_label: Fortrolighet")
    until(lambda: label(served, "no") == "Fortrolighet", SECONDS)

    rewrite(tree, "no/concepts/trust.md", "definition:", "definitoin:")
    until(lambda: "The release before stays." in (folder / "log").read_text(), SECONDS)
    assert label(served, "no") == "Fortrolighet"
    assert "no/concepts/trust.md:3" in (folder / "log").read_text()

    rewrite(tree, "no/concepts/trust.md", "definitoin:", "definition:")
    rewrite(tree, "no/concepts/trust.md", "pref_label: Fortrolighet", "pref_label: Tiltro")
    until(lambda: label(served, "no") == "Tiltro", SECONDS)


def test_the_shipped_content_has_no_mistakes() -> None:
    checked = subprocess.run(
        [*PROGRAM, "check", "--content", CONTENT], cwd=ROOT, check=False, capture_output=True, text=True
    )

    assert checked.returncode == 0, checked.stderr
