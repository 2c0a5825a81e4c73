"""The real program as processes of its own: published once, copied for each fault, started, broken and ended."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import ROOT
from tests.content.trees import grow
from tests.servers import free_port

PROGRAM = (sys.executable, "-m", "app.cli")
SECONDS = 90
# What the entry `trust` is called: nobody may ever get another language's word.
LABELS = {"da": "Tillid", "no": "Tillit", "sv": "Förtroende", "tl": "Tiwala"}
_TAGS = {"da": "da", "no": "nb", "sv": "sv", "tl": "tl"}


def tree(folder: Path, labels: Mapping[str, str] = LABELS, *, entries: int = 0) -> Path:
    """A content tree of four languages whose entry `trust` is called as *labels* say, beside others."""
    files: dict[str, str | None] = {
        "_shared/catalogue.yaml": "licence: CC-BY-4.0\ndefault_lang: da\nsite_order: [da, no, sv, tl]\n",
        "da/concepts/trust.md": None,
    }
    for lang, tag in _TAGS.items():
        data_locale = {"tl": "fil"}.get(lang, lang)
        files[f"{lang}/_locale.yaml"] = (
            f"autonym: {lang.upper()}\ntag: {tag}\ndata_locale: {data_locale}\ntitle: T\ndescription: D.\n"
        )
        files[f"{lang}/concepts/trust.md"] = (
            f"---\npref_label: {labels[lang]}\ndefinition: Definition of {labels[lang]}.\n---\n"
            f"## Title {{#what-it-is}}\n\nText of {labels[lang]}.\n"
        )
    for number in range(entries):
        files[f"_shared/concepts/entry-{number}.yaml"] = "source_lang: da\nrelations: {related: [trust]}\n"
        files[f"da/concepts/entry-{number}.md"] = (
            f"---\npref_label: Ord {number}\ndefinition: Om {number}.\n---\n## Om {{#om}}\n\n{'Tekst. ' * 400}\n"
        )
    return grow(folder, files, stamped=True)


def settings(folder: Path, **more: str) -> dict[str, str]:
    """The environment of the program that keeps everything in *folder*."""
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder}/store.db",
        "DATA_DIR": str(folder / "data"),
        "CONTENT_DIR": str(folder / "content"),
        "RELEASE_POLL_SECONDS": "0.2",
        # Every answer is made from the files that are broken here.
        "CACHE_BYTES": "0",
        "FEEDBACK_PER_MINUTE": "0",
        "LOG_LEVEL": "warning",
        **more,
    }


def program(
    folder: Path, *arguments: str, wrapper: Sequence[str] = (), **more: str
) -> subprocess.CompletedProcess[str]:
    """A command of the program, to its end."""
    return subprocess.run(
        [*wrapper, *PROGRAM, *arguments],
        cwd=ROOT,
        env=settings(folder, **more),
        check=False,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )


class Server:
    """A running `serve` in a folder; `again` starts another one there."""

    def __init__(self, folder: Path, *, wrapper: Sequence[str] = (), errors: Path | None = None, **more: Any) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._wrapper, self._more = wrapper, more
        self._errors = errors or folder.parent / "server.log"
        self.start()

    def start(self) -> None:
        """Start the process; `wait` waits until it answers."""
        environment = settings(self.folder, PORT=str(self.port), **self._more)
        with self._errors.open("ab", buffering=0) as log:
            self.process = subprocess.Popen(
                [*self._wrapper, *PROGRAM, "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def wait(self) -> None:
        """Wait until a release is served."""
        until(lambda: self.process.poll() is not None or self.status("/readyz") == 200)
        assert self.process.poll() is None, self.log

    def status(self, path: str) -> int | None:
        """The status of an answer; None where there is none."""
        try:
            return httpx.get(self.url + path, timeout=10).status_code
        except httpx.TransportError:
            return None

    def release(self) -> int:
        """Which release it serves."""
        number: int = httpx.get(f"{self.url}/version", timeout=10).json()["release"]
        return number

    def workers(self) -> list[int]:
        """The processes that the server has started."""
        found = []
        for task in Path(f"/proc/{self.process.pid}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
        return found

    def again(self) -> None:
        """Start it once more after its end."""
        assert self.process.poll() is not None
        self.start()
        self.wait()

    def kill(self) -> None:
        """End it as a power cut does, with all that it has started."""
        for pid in (self.process.pid, *self.workers()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(SECONDS)

    def terminate(self) -> int:
        """Ask it to end, and say how it did."""
        self.process.terminate()
        return self.process.wait(SECONDS)

    @property
    def log(self) -> str:
        """What it has said so far."""
        return self._errors.read_text(errors="replace") if self._errors.is_file() else ""


@contextmanager
def serving(folder: Path, *, wrapper: Sequence[str] = (), errors: Path | None = None, **more: Any) -> Iterator[Server]:
    """A server in *folder* until the end of the block."""
    server = Server(folder, wrapper=wrapper, errors=errors, **more)
    try:
        server.wait()
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def copied(template: Path, target: Path) -> Path:
    """A published folder of a test's own."""
    shutil.copytree(template, target)
    return target


def until(is_true: object, seconds: float = SECONDS) -> None:
    """Wait until something is true, and fail if it takes too long."""
    assert callable(is_true)
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.05)
