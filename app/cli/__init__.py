"""The command line: what authors and operators do with the catalogue."""

import typer

from app.cli import content, feedback, keys, releases, server, staged

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
