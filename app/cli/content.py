"""Commands for authors: check, stamp, new, status."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from app.cli.console import fail, out, store_errors, tell_problems
from app.content.coverage import Cell, coverage, totals
from app.content.drafts import Digests
from app.content.files import Kept
from app.content.reader import Reading, read
from app.content.revisions import RevisionError, tree_at
from app.content.rules import DEEP_RULES, RULES
from app.content.rules.language import can_detect
from app.content.scaffold import ScaffoldError, new_translation
from app.content.scaffold import new as scaffold
from app.content.stamp import StampError, former_digests
from app.content.stamp import stamp as write_stamps
from app.content.tree import open_tree
from app.domain.library import Library
from app.domain.texts import Status
from app.settings import Settings
from app.store.engine import open_engine
from app.store.errors import NotMigratedError
from app.store.load import load
from app.store.publish import known_ids

ContentOption = Annotated[
    Path | None, typer.Option("--content", help="The content tree; CONTENT_DIR unless given.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the authors' commands to the program."""
    for command in (check, stamp, new, status):
        app.command()(command)


def content_dir(content: Path | None) -> Path:
    """The content tree that a command works on; the command fails if there is none."""
    folder = content or Settings().content_dir
    if not folder.is_dir():
        raise fail(f"There is no content tree at {folder}.\n  Name it with --content, or set CONTENT_DIR.")
    return folder


def read_content(folder: Path, *, deep: bool = False, kept: Kept | None = None) -> Reading:
    """What is in the tree, compared with what has been published from this machine's database, if anything has.

    With *deep* it is read for meaning, too; *kept* holds what need not be parsed again.
    """
    try:
        known = known_ids(open_engine(Settings().database_url))
    except NotMigratedError:
        known = frozenset()
    rules = (*RULES, *DEEP_RULES) if deep else RULES
    return read(open_tree(folder), known_ids=known, kept=kept, rules=rules)


def readable(folder: Path) -> Library:
    """The library in *folder*; the command fails with every problem if there is an error among them."""
    with store_errors():
        reading = read_content(folder)
    tell_problems(reading.problems, folder)
    if reading.library is None:
        raise fail("Nothing was done: the content has errors.")
    return reading.library


def check(
    content: ContentOption = None,
    *,
    strict: Annotated[bool, typer.Option(help="Warnings fail the check, too.")] = False,
    deep: Annotated[
        bool, typer.Option(help="Also warn of texts in the wrong language, and of numbers and names that got lost.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Problems as JSON, for programs.")] = False,
) -> None:
    """Report every problem of the content tree, each with file, line and cure."""
    folder = content_dir(content)
    if deep and not can_detect():
        raise fail("A deep check needs lingua-language-detector.\n  Install requirements-dev.lock.")
    with store_errors():
        reading = read_content(folder, deep=deep)
    if as_json:
        out.print(json.dumps([problem.as_json() for problem in reading.problems], ensure_ascii=False), markup=False)
    else:
        tell_problems(reading.problems, folder)
    if reading.library is None or (strict and reading.problems):
        raise typer.Exit(1)
    if not as_json:
        library = reading.library
        texts = sum(len(entry.texts) for entry in library.entries.values())
        out.print(f"{len(library.entries)} entries, {texts} texts, {len(library.series)} series: no errors.")


def stamp(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="`sv/the-aggregator` for one translation, `the-aggregator` for all of an entry's."),
    ] = None,
    content: ContentOption = None,
    *,
    every: Annotated[bool, typer.Option("--all", help="Every translation there is.")] = False,
    minor: Annotated[
        bool,
        typer.Option(help="After a typo in a source: only translations that were current with the published release."),
    ] = False,
    was: Annotated[
        str | None,
        typer.Option(help="With --minor: current with this git revision instead, such as HEAD.", show_default=False),
    ] = None,
) -> None:
    """Write down that translations say what their sources say now."""
    if bool(names) is every:
        raise fail("Name what to stamp, or say --all.")
    if was is not None and not minor:
        raise fail("--was goes with --minor.")
    folder = content_dir(content)
    former = _former(folder, was) if minor else None
    try:
        stamped = write_stamps(folder, names or (), former=former)
    except StampError as error:
        raise fail(error) from None
    for one in stamped:
        if one.changed:
            out.print(one.path, markup=False)
    changed = sum(one.changed for one in stamped)
    out.print(f"{changed} stamped, {len(stamped) - changed} as they were.")


def _former(folder: Path, revision: str | None) -> Mapping[str, Digests]:
    """What the sources were: in a git revision, or in the published release."""
    if revision is not None:
        try:
            return former_digests(tree_at(folder, revision))
        except RevisionError as error:
            raise fail(error) from None
    with store_errors():
        return former_digests(load(open_engine(Settings().database_url)).library())


def new(
    noun: Annotated[str, typer.Argument(help="concept, style, model, series or translation.")],
    name: Annotated[str, typer.Argument(help="The new id; for a translation `sv/queue-design`.")],
    content: ContentOption = None,
    source_lang: Annotated[
        str | None, typer.Option(help="Language the entry is first written in; the catalogue's default unless given.")
    ] = None,
) -> None:
    """Write the files of a new entry, series or translation, to be filled in."""
    folder = content_dir(content)
    try:
        if noun == "translation":
            written = new_translation(folder, name)
        else:
            lang = source_lang or readable(folder).default_lang
            written = scaffold(folder, noun, name, source_lang=lang)
    except ScaffoldError as error:
        raise fail(error) from None
    for path in written:
        out.print(str(path), markup=False)


MARKS = {Status.SOURCE: "source", Status.CURRENT: "✓", Status.OUTDATED: "outdated", Status.MISSING: "–"}
STYLES = {Status.SOURCE: "bold", Status.CURRENT: "green", Status.OUTDATED: "yellow", Status.MISSING: "red"}


def status(
    content: ContentOption = None,
    *,
    open_only: Annotated[bool, typer.Option("--open", help="Only entries that lack a language or are behind.")] = False,
) -> None:
    """Show what is translated and what is behind: one row an entry, one column a language."""
    library = readable(content_dir(content))
    rows = coverage(library)
    table = Table("Entry", "Kind", *(locale.lang for locale in library.locales), box=None, pad_edge=False)
    done = {Status.SOURCE, Status.CURRENT}
    for row in rows:
        if not open_only or any(cell.status not in done for cell in row.cells.values()):
            table.add_row(row.id, row.kind, *(_cell(row.cells[locale.lang]) for locale in library.locales))
    out.print(table)
    counts = totals(rows)
    for locale in library.locales:
        told = ", ".join(f"{counts[locale.lang].get(one, 0)} {one.value}" for one in Status)
        out.print(f"{locale.lang}: {told}", markup=False)


def _cell(cell: Cell) -> str:
    behind = f" {len(cell.behind)}" if cell.behind else ""
    return f"[{STYLES[cell.status]}]{MARKS[cell.status]}{behind}[/]"
