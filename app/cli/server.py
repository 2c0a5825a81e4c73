"""Commands that run or describe the server: serve, openapi."""

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer
import uvicorn
from watchfiles import watch

from app.api.application import create_api
from app.api.front.roads import protocol
from app.catalogue.served import last_served
from app.cli.console import err, store_errors, tell_problems
from app.cli.content import content_dir, read_content
from app.cli.releases import migrated_engine, publish_library
from app.content.reader import Kept
from app.settings import Settings
from app.store.errors import DamagedError, UnreachableError, UnwritableError
from app.store.schema import prepare
from app.web.preview import keep


def register(app: typer.Typer) -> None:
    """Add the server's commands to the program."""
    for command in (serve, openapi):
        app.command()(command)


def serve(
    *,
    watching: Annotated[
        bool, typer.Option("--watch", help="Publish the content tree whenever a file in it is saved.")
    ] = False,
) -> None:
    """Serve the active release; HOST, PORT, WORKERS and DATABASE_URL say where and from what."""
    settings = Settings()
    with store_errors():
        _prepare(settings)
    with (
        publishing_on_save() if watching else contextlib.nullcontext(),
        _adding_up() if settings.workers > 1 and settings.metrics_dir is None else contextlib.nullcontext(),
    ):
        uvicorn.run(
            "app.main:create_app",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers,
            http=protocol(wanted=settings.fast_lane),
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            proxy_headers=False,
            timeout_graceful_shutdown=10,
        )


@contextlib.contextmanager
def _adding_up() -> Iterator[None]:
    """A folder for the metrics of all processes, until the end of the block; they read their settings anew."""
    with TemporaryDirectory(prefix="service-knowledge-metrics-") as folder:
        os.environ["METRICS_DIR"] = folder
        try:
            yield
        finally:
            del os.environ["METRICS_DIR"]


def _prepare(settings: Settings) -> None:
    """Migrate the database; while it is away, what this host served last is served, and it is migrated later."""
    try:
        prepare(settings.database_url, bound=settings.database_patience)
    except (UnreachableError, UnwritableError, DamagedError) as error:
        if last_served(settings.data_dir / "generations", settings.database_url) is None:
            raise
        err.print(f"{error}\n  What was served last is served until it is back.", style="yellow", markup=False)


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


def openapi() -> None:
    """Print the OpenAPI document."""
    document = create_api(Settings()).openapi()
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
