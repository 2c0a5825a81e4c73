"""Commands for operators: staged releases in the database of the settings."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from app.cli.console import err, out, store_errors
from app.cli.releases import ACTOR, migrated_engine, publish_library
from app.store import staged
from app.store.history import active_release

program = typer.Typer(
    name="staged",
    help="List, publish and discard what has been staged (`publish --to URL --stage`).",
    no_args_is_help=True,
    add_completion=False,
)
NameArgument = Annotated[str, typer.Argument(help="Its name; `staged list` shows it.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add `staged` to the program."""
    app.add_typer(program)


@program.command("list")
def list_staged() -> None:
    """List what is staged, newest first."""
    with store_errors():
        engine = migrated_engine()
        active = active_release(engine)
        found = staged.all_staged(engine, datetime.now(UTC))
    table = Table("Name", "After release", "Staged", "Until", "Message", box=None, pad_edge=False)
    for one in found:
        is_behind = one.base != (active.number if active else None)
        base = f"{one.base or '-'}{' (behind)' if is_behind else ''}"
        times = (f"{moment:%Y-%m-%d %H:%M}Z" for moment in (one.created_at, one.expires_at))
        table.add_row(one.id, base, *times, one.message.replace("[", r"\["))
    out.print(table)
    if not found:
        err.print("Nothing is staged.", markup=False)


@program.command("publish")
def publish_staged(
    name: NameArgument,
    message: Annotated[str, typer.Option("--message", "-m", help="Instead of the one it was staged with.")] = "",
    *,
    anyway: Annotated[bool, typer.Option(help="Even if something has been published since.")] = False,
) -> None:
    """Make it the active release."""
    with store_errors():
        engine, now = migrated_engine(), datetime.now(UTC)
        one, library = staged.load_staged(engine, name, now)
        published = publish_library(engine, library, message or one.message, after=None if anyway else (one.base,))
        staged.discard(engine, name, now=now, actor=ACTOR, published=published.number)


@program.command()
def discard(name: NameArgument) -> None:
    """Forget it."""
    with store_errors():
        staged.discard(migrated_engine(), name, now=datetime.now(UTC), actor=ACTOR)
    out.print(f"{name} is discarded.", markup=False)
