"""The shipped follower as a data user runs it: a program of its own, against a server, through twenty releases."""

import random
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from app.domain.library import Library, Move, Why
from app.main import create_app
from app.settings import Settings
from tests.conftest import ROOT
from tests.sites import make_files, prepare, release
from tests.store.libraries import concept, library, series, text

FOLLOWER = ROOT / "docs" / "examples" / "follow.py"
RELEASES = 20
# Random, and the same every time.
CHANCE = random.Random(20)  # noqa: S311 - nothing to guess here
IDS = ("hope", "faith", "charity", "prudence", "justice")
WORDS = ("Håb", "Tro", "Ærlighed", "Omsorg \u2014 \U0001f642", '"Ret"', "Mod")


class Server:
    """A server on a port of its own, and the database it follows."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.uvicorn = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="error", access_log=False))

    @property
    def address(self) -> str:
        (listening,) = self.uvicorn.servers
        return f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"

    def publish(self, state: Library) -> None:
        number = release(self.settings.database_url, state)
        make_files(self.settings, number)
        while f'"release":{number},' not in self.get("/version").decode():
            time.sleep(0.02)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(f"{self.address}{path}", timeout=600) as answer:  # noqa: S310 - our own server
            content: bytes = answer.read()
            return content


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    url = f"sqlite:///{tmp_path / 'server.db'}"
    prepare(url)
    settings = Settings(database_url=url, data_dir=tmp_path / "data", log_level="error", release_poll_seconds=0.05)
    make_files(settings, release(url, states(CHANCE)))
    started = Server(settings)
    thread = threading.Thread(target=started.uvicorn.run)
    thread.start()
    while not started.uvicorn.started:
        time.sleep(0.02)
    yield started
    started.uvicorn.should_exit = True
    thread.join()


def states(chance: random.Random) -> Library:
    """Some of the entries, in some of the languages, with some words; what is not there has been withdrawn."""
    there = chance.sample(IDS, chance.randint(2, len(IDS)))
    entries = [
        concept(
            one,
            *(
                text(lang, f"{chance.choice(WORDS)} {one}", body=chance.choice(WORDS))
                for lang in ("da", "sv")[: chance.randint(1, 2)]
            ),
            related=tuple(other for other in there if other > one and chance.random() < 0.3),
        )
        for one in there
    ]
    parts = tuple(chance.sample(there, chance.randint(1, len(there))))
    return library(
        *entries,
        all_series=[series("virtues", text("da", f"Dyder {chance.choice(WORDS)}"), parts=parts)],
        moves=[Move(id=one, why=Why.WITHDRAWN) for one in IDS if one not in there],
    )


def test_a_copy_that_began_with_an_empty_folder_equals_the_export_after_twenty_random_releases(
    server: Server, tmp_path: Path
) -> None:
    for number in range(RELEASES + 1):
        if number:
            server.publish(states(CHANCE))
        # Whoever follows does not always look after each release.
        if number in {0, RELEASES} or CHANCE.random() < 0.25:
            # A copy is begun with the list of all files, and those take a while where others are busy, too.
            if number == 0:
                server.get("/v1/exports")
            expected = server.get("/v1/exports/ndjson")
            done = subprocess.run(
                [sys.executable, FOLLOWER, server.address, tmp_path / "copy"], capture_output=True, check=False
            )
            assert done.returncode == 0, done.stderr
            assert (tmp_path / "copy" / "catalogue.ndjson").read_bytes() == expected
