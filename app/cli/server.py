"""Commands that run or describe the server: serve, openapi."""

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from tempfile import TemporaryDirectory
from typing import Annotated

import orjson
import typer
import uvicorn

from app.api.front.roads import protocol
from app.catalogue.served import last_served
from app.cli.console import err, store_errors
from app.settings import Settings
from app.store.errors import DamagedError, UnreachableError, UnwritableError
from app.store.schema import prepare


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
        _publishing_on_save() if watching else contextlib.nullcontext(),
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


def _publishing_on_save() -> AbstractContextManager[None]:
    # All that authors need takes 30 MB.
    from app.cli.watching import publishing_on_save  # noqa: PLC0415

    return publishing_on_save()


def _prepare(settings: Settings) -> None:
    """Migrate the database; while it is away, what this host served last is served, and it is migrated later."""
    try:
        prepare(settings.database_url, bound=settings.database_patience)
    except (UnreachableError, UnwritableError, DamagedError) as error:
        if last_served(settings.data_dir / "generations", settings.database_url) is None:
            raise
        err.print(f"{error}\n  What was served last is served until it is back.", style="yellow", markup=False)


def openapi() -> None:
    """Print the OpenAPI document."""
    # With several processes, the one that only watches over them has no use for it.
    from app.api.application import create_api  # noqa: PLC0415

    document = create_api(Settings()).openapi()
    sys.stdout.buffer.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
