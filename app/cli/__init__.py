"""The command line: what authors and operators do with the catalogue."""

import gc

import typer

# Nothing of what is imported is ever garbage; to look for some meanwhile takes an eighth of the time to start.
gc.disable()
from app.cli import content, feedback, keys, releases, server, staged  # noqa: E402 - after the line above

gc.freeze()
gc.enable()

app = typer.Typer(
    name="service-knowledge",
    help="Check, publish and serve a multilingual catalogue. The README lists the settings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (content, releases, staged, keys, feedback, server):
    module.register(app)
