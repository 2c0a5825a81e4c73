"""Puts the commands together, all of them or those of one module."""

import os
import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Final

import typer

# Command -> the module that has it.
MODULES: Final = {
    **dict.fromkeys(("check", "stamp", "new", "status"), "content"),
    **dict.fromkeys(("publish", "releases", "rollback", "migrate"), "releases"),
    "staged": "staged",
    "keys": "keys",
    **dict.fromkeys(("insights", "purge"), "feedback"),
    **dict.fromkeys(("serve", "openapi"), "server"),
}


def program(modules: Iterable[str] = tuple(dict.fromkeys(MODULES.values()))) -> typer.Typer:
    """The program with the commands of *modules*."""
    app = typer.Typer(
        name="service-knowledge",
        help="Check, publish and serve a multilingual catalogue. The README lists the settings.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    # With it a program of one command still has to be told which.
    app.callback()(_commands)
    for module in modules:
        import_module(f"app.cli.{module}").register(app)
    return app


def _commands() -> None:
    pass


def main() -> None:
    """Run what the arguments say; only what that needs is imported, so that `serve` starts fast and stays small."""
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "publish":
        # Whoever is being served on this host goes first.
        os.nice(10)
    wanted = MODULES.get(command)
    (program() if wanted is None else program([wanted]))()
