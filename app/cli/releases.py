"""Commands for operators: publish, releases, rollback, migrate."""

import contextlib
import os
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Engine

from app.catalogue.builder import build_once
from app.cli.console import err, fail, out, progress_bar, store_errors
from app.cli.content import ContentOption, content_dir, readable
from app.cli.remote import KEY, publish_to
from app.content.rendering import render_all
from app.domain.library import Library
from app.settings import Settings
from app.store import history
from app.store import publish as publishing
from app.store.engine import open_engine
from app.store.migrate import upgrade
from app.store.rollback import rollback as roll_back
from app.store.values import Published

# Who the audit log says did it.
ACTOR = "cli"
MessageOption = Annotated[str, typer.Option("--message", "-m", help="What this release is about.")]


def register(app: typer.Typer) -> None:
    """Add the operators' commands to the program."""
    app.command()(publish)
    app.command("releases")(list_releases)
    app.command()(rollback)
    app.command()(migrate)


def migrated_engine() -> Engine:
    """The database of the settings, its tables brought up to date."""
    engine = open_engine(Settings().database_url)
    upgrade(engine)
    return engine


def migrate() -> None:
    """Prepare the database for this program, or bring its tables up to date; `publish` and `serve` do so, too."""
    with store_errors():
        migrated_engine().dispose()
    out.print("The database is up to date.")


def publish(
    content: ContentOption = None,
    message: MessageOption = "",
    *,
    to: Annotated[
        str | None,
        typer.Option(
            help=f"Send it to the server at this address, with the key in {KEY}, instead of writing to DATABASE_URL.",
            show_default=False,
        ),
    ] = None,
    stage: Annotated[
        bool, typer.Option(help="With --to: keep it there to be looked at, and publish it later or never.")
    ] = False,
    dry_run: Annotated[bool, typer.Option(help="With --to: only say what would come of it.")] = False,
    after: Annotated[
        int | None, typer.Option(help="With --to: only if this release is the active one.", show_default=False)
    ] = None,
) -> None:
    """Check the content tree and make it a release; the one before stays until all of it is written."""
    folder = content_dir(content)
    if to is not None:
        if stage and dry_run:
            raise fail("--stage says what would come of it, too; leave --dry-run out.")
        publish_to(to, folder, message=message, dry_run=dry_run, stage=stage, after=after)
        return
    if stage or dry_run or after is not None:
        raise fail("--stage, --dry-run and --after go with --to.")
    with store_errors():
        engine = migrated_engine()
        library = readable(folder)
        published = publish_library(engine, library, message)
        _make_file(engine, published.number)


def _make_file(engine: Engine, number: int) -> None:
    """Make the file that a server on this host serves from, which could do so itself, but only once it is asked for.

    Whoever publishes to SQLite is on the server's host; a disk that takes no file is for the server to tell of. Nothing
    is left in another user's folder, which that one's server could not replace.
    """
    folder = Settings().data_dir
    is_ours = not folder.exists() or folder.stat().st_uid == os.geteuid()
    if engine.dialect.name == "sqlite" and is_ours:
        with contextlib.suppress(OSError, sqlite3.Error):
            build_once(engine, folder / "generations", number)


def publish_library(
    engine: Engine, library: Library, message: str, *, after: Collection[int | None] | None = None
) -> Published:
    """Publish *library*, if given only on one of the releases *after*, and say what became of it."""
    with progress_bar() as bar:
        task = bar.add_task("Publishing", total=None)
        published = publishing.publish(
            engine,
            library,
            message=message,
            clock=now,
            render=render_all,
            actor=ACTOR,
            after=after,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if not published.created:
        out.print(f"Release {published.number} already says exactly this.")
        return published
    parts = [
        f"{tally.added} added, {tally.changed} changed, {tally.removed} removed"
        for tally in (published.entries, published.texts)
    ]
    out.print(f"Release {published.number}: entries {parts[0]}; texts {parts[1]}.")
    return published


def list_releases() -> None:
    """List the releases, newest first."""
    with store_errors():
        engine = migrated_engine()
        active = history.active_release(engine)
        found = history.releases(engine)
    table = Table("Release", "Published", "Digest", "Message", box=None, pad_edge=False)
    for info in found:
        mark = "*" if active and info.number == active.number else ""
        message = info.message or (f"(as release {info.restores})" if info.restores else "")
        table.add_row(f"{info.number}{mark}", f"{info.created_at:%Y-%m-%d %H:%M:%S}Z", info.digest[:12], message)
    out.print(table)
    if not found:
        err.print("Nothing has been published yet. Run `service-knowledge publish`.", markup=False)


def rollback(
    number: Annotated[int, typer.Argument(help="The release to put back.", min=1)], message: MessageOption = ""
) -> None:
    """Make a new release that equals an old one."""
    with store_errors():
        published = roll_back(migrated_engine(), number, message=message, clock=now, actor=ACTOR)
    if published.created:
        out.print(f"Release {published.number} equals release {number}.")
    else:
        out.print(f"Release {published.number} already says exactly this.")


def now() -> datetime:
    """The time that releases carry."""
    return datetime.now(UTC)
