"""Commands for operators: keys to the admin API."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from rich.table import Table

from app.cli.console import err, fail, out, store_errors
from app.cli.releases import migrated_engine
from app.store import keys
from app.store.engine import reading, writing
from app.store.values import Issued, Key, Scope

ACTOR = "cli"
program = typer.Typer(
    name="keys", help="Make, list, rotate and revoke keys to the admin API.", no_args_is_help=True, add_completion=False
)
IdArgument = Annotated[str, typer.Argument(help="The key's id; `keys list` shows it.", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add `keys` to the program."""
    app.add_typer(program)


@program.command()
def create(
    name: Annotated[str, typer.Argument(help="Who or what will use it.", show_default=False)],
    scopes: Annotated[
        list[Scope], typer.Option("--scope", help="What it may do; may be given several times.", show_default=False)
    ],
    days: Annotated[int, typer.Option(help="Days until it expires; 0: never.", min=0, max=3650)] = 365,
) -> None:
    """Make a key and show it, this once."""
    now = datetime.now(UTC)
    expires_at = now + timedelta(days=days) if days else None
    with store_errors(), writing(migrated_engine()) as connection:
        issued = keys.create(connection, now, actor=ACTOR, name=name, scopes=scopes, expires_at=expires_at)
    _show(issued)


@program.command("list")
def list_keys() -> None:
    """List all keys, newest first."""
    with store_errors(), reading(migrated_engine()) as connection:
        found = keys.keys(connection)
    table = Table("Id", "Name", "Scopes", "State", "Last used", box=None, pad_edge=False)
    for key in found:
        table.add_row(key.id, key.name, " ".join(sorted(key.scopes)), _state(key), _told(key.last_used_at, "never"))
    out.print(table)
    if not found:
        err.print("There are no keys yet. Run `service-knowledge keys create NAME --scope SCOPE`.", markup=False)


@program.command()
def rotate(
    key_id: IdArgument,
    hours: Annotated[int, typer.Option(help="Hours that the secret before still opens.", min=0, max=720)] = 24,
) -> None:
    """Give a key a new secret and show it, this once."""
    with store_errors(), writing(migrated_engine()) as connection:
        issued = keys.rotate(connection, datetime.now(UTC), key_id, actor=ACTOR, grace=timedelta(hours=hours))
    if issued is None:
        raise fail(f"There is no key {key_id} that is still good.\n  `service-knowledge keys list` shows all.")
    _show(issued)


@program.command()
def revoke(key_id: IdArgument) -> None:
    """End a key at once and for good."""
    with store_errors(), writing(migrated_engine()) as connection:
        key = keys.revoke(connection, datetime.now(UTC), key_id, actor=ACTOR)
    if key is None:
        raise fail(f"There is no key {key_id}.\n  `service-knowledge keys list` shows all.")
    out.print(f"Key {key.id} ({key.name}) opens nothing any more.", markup=False)


def _show(issued: Issued) -> None:
    """The token alone on standard output, so that a script can take it."""
    key = issued.key
    err.print(f"Key {key.id} ({key.name}): {_state(key)}. It is shown this once:", markup=False)
    out.print(issued.token, markup=False)


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return f"revoked {_told(key.revoked_at)}"
    if not key.is_good(datetime.now(UTC)):
        return f"expired {_told(key.expires_at)}"
    return f"good until {_told(key.expires_at, 'revoked')}"


def _told(moment: datetime | None, otherwise: str = "") -> str:
    return f"{moment:%Y-%m-%d %H:%M}Z" if moment else otherwise
