"""The program as operators run it: processes of their own, several on one database."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import httpx

from app.content.rendering import render_all
from app.domain.library import Library
from app.store.engine import open_engine
from app.store.migrate import upgrade
from app.store.publish import publish
from tests.conftest import ROOT
from tests.servers import free_port
from tests.store.libraries import concept, library, text

PROGRAM = (sys.executable, "-m", "app.cli")
# A busy machine may take its time; whatever takes longer never happens.
SECONDS = 180


class Replica(httpx.Client):
    """A client of one server process; `log` is what it has said so far."""

    def __init__(self, url: str, log: Path, process: subprocess.Popen[bytes]) -> None:
        super().__init__(base_url=url, timeout=SECONDS)
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        """What the process has said so far."""
        return self._log.read_text()

    def label(self, lang: str = "da") -> str:
        """The label of the one entry there is, as this replica serves it."""
        answer = self.get(f"/v1/entries/trust?lang={lang}")
        assert answer.status_code == 200, answer.text
        label: str = answer.json()["pref_label"]
        return label

    def tell(self, message: str) -> httpx.Response:
        """A reader's message; sent twice, it counts once."""
        body = {"kind": "wish", "lang": "da", "message": message}
        return self.post(
            "/v1/feedback", json=body, headers={"idempotency-key": f"a-key-for-{message}".replace(" ", "-")}
        )


def environment(folder: Path, database_url: str, **settings: object) -> dict[str, str]:
    """What a program in *folder* is told by its environment."""
    told = {
        "DATABASE_URL": database_url,
        "DATA_DIR": folder / "data",
        "CONTENT_DIR": folder / "content",
        "RELEASE_POLL_SECONDS": 0.2,
        "DATABASE_PATIENCE": 2,
        "FEEDBACK_PER_MINUTE": 0,
        "ACCESS_LOG": "false",
        **settings,
    }
    return {**os.environ, **{name: str(value) for name, value in told.items()}}


@contextlib.contextmanager
def served(folder: Path, database_url: str, **settings: object) -> Iterator[Replica]:
    """`serve` in a process of its own, from when it is ready until the end of the block."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    told = environment(folder, database_url, PORT=port, **settings)
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen([*PROGRAM, "serve"], env=told, cwd=ROOT, stdout=log, stderr=log)
    replica = Replica(f"http://127.0.0.1:{port}", folder / "log", process)
    try:
        until(lambda: _is_ready(replica), replica)
        yield replica
    finally:
        replica.close()
        process.terminate()
        try:
            process.wait(SECONDS)
        finally:
            process.kill()


def _is_ready(replica: Replica) -> bool:
    assert replica.process.poll() is None, replica.log
    try:
        return replica.get("/readyz").status_code == 200
    except httpx.TransportError:
        return False


def until(is_true: Callable[[], bool], replica: Replica | None = None) -> None:
    """Wait until something is true, and fail if it takes too long."""
    end = time.monotonic() + SECONDS
    while not is_true():
        assert time.monotonic() < end, replica and replica.log
        time.sleep(0.02)


def trust(label: str) -> Library:
    """A catalogue of one entry that is called *label*."""
    return library(concept("trust", text("da", label), text("sv", f"{label} sv")))


def release(database_url: str, what: Library) -> int:
    """Migrate the database and make *what* the active release; its number."""
    engine = open_engine(database_url, threads=1)
    try:
        upgrade(engine)
        return publish(engine, what, message="", clock=_now, render=render_all).number
    finally:
        engine.dispose()


def _now() -> datetime:
    return datetime.now(UTC)


class Readers:
    """Readers who ask without a pause; `outcomes` counts what they got, by status or kind of failure."""

    def __init__(self, *replicas: Replica, path: str = "/v1/entries/trust?lang=da") -> None:
        self.outcomes: Counter[str] = Counter()
        self.labels: dict[str, list[str]] = {str(replica.base_url): [] for replica in replicas}
        self._path = path
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(str(one.base_url),)) for one in replicas]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(SECONDS)

    def _read(self, url: str) -> None:
        labels = self.labels[url]
        with httpx.Client(base_url=url, timeout=10) as client:
            while not self._stop.wait(0.02):
                try:
                    answer = client.get(self._path)
                except httpx.TransportError as error:
                    self.outcomes[repr(error)] += 1
                    continue
                self.outcomes[str(answer.status_code)] += 1
                if answer.status_code == 200 and answer.json()["pref_label"] not in labels[-1:]:
                    labels.append(answer.json()["pref_label"])
