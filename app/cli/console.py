"""How the commands speak: results to standard output, everything else to standard error."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.content.problems import Problem, Severity
from app.store.errors import StoreError

# Where nobody watches, a program reads: no table is squeezed into eighty columns.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 240)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: object) -> typer.Exit:
    """Say why the command ends without having done what was asked; exit status 1."""
    err.print(str(message), style="red", markup=False)
    return typer.Exit(1)


@contextmanager
def store_errors() -> Iterator[None]:
    """What keeps the store from working is told as a sentence, not as a traceback."""
    try:
        yield
    except StoreError as error:
        raise fail(error) from None


def tell_problems(problems: Iterable[Problem], root: Path) -> None:
    """Every problem with its file, line and cure, and how many there were."""
    listed = list(problems)
    for problem in listed:
        style = "red" if problem.severity is Severity.ERROR else "yellow"
        err.print(problem.told(str(root)), style=style, markup=False)
    if listed:
        wrong = sum(problem.severity is Severity.ERROR for problem in listed)
        err.print(f"{wrong} errors, {len(listed) - wrong} warnings", markup=False)


def progress_bar() -> Progress:
    """A bar for work that takes long; silent where nobody watches."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
