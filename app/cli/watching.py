"""Publishes the content tree whenever a file in it is saved."""

import contextlib
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import typer
from watchfiles import watch

from app.cli.console import err, store_errors, tell_problems
from app.cli.content import content_dir, read_content
from app.cli.releases import migrated_engine, publish_library
from app.content.files import Kept
from app.settings import Settings
from app.web.preview import keep


@contextlib.contextmanager
def publishing_on_save() -> Iterator[None]:
    """Publish now and after every save until the end of the block; a broken tree is told and not published."""
    folder = content_dir(None)
    kept: Kept = {}
    publish_if_sound(folder, kept)
    # Whatever processes the server has, they read their settings anew.
    former = os.environ.get("PREVIEW", "false")
    os.environ["PREVIEW"] = "true"
    stop = threading.Event()
    watcher = threading.Thread(target=_follow, args=(folder, kept, stop), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join(timeout=5)
        os.environ["PREVIEW"] = former


def publish_if_sound(folder: Path, kept: Kept | None = None) -> None:
    """Publish what *folder* says, or say what is wrong with it; only files that changed are parsed again."""
    with contextlib.suppress(typer.Exit), store_errors():
        reading = read_content(folder, kept=kept)
        tell_problems(reading.problems, folder)
        keep(Settings().data_dir, (problem.as_json() for problem in reading.problems))
        if reading.library is None:
            err.print("The release before stays.", markup=False)
            return
        publish_library(migrated_engine(), reading.library, "saved")


def _follow(folder: Path, kept: Kept, stop: threading.Event) -> None:
    for _ in watch(folder, stop_event=stop, debounce=200):
        publish_if_sound(folder, kept)
