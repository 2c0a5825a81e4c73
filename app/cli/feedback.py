"""Commands for editors and operators: insights, and purge of readers' messages."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.table import Table

from app.api.housekeeping import retention_of
from app.cli.console import out, store_errors
from app.cli.releases import migrated_engine
from app.content.coverage import coverage, totals
from app.domain.library import Library
from app.domain.texts import Status as TextStatus
from app.feedback.insights import Insights
from app.feedback.insights import insights as sum_up
from app.feedback.retention import purge as purge_old
from app.settings import Settings
from app.store.bare import open_bare
from app.store.errors import NoSuchReleaseError
from app.store.load import load
from app.store.pulse import expire_staged


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    for command in (insights, purge):
        app.command()(command)


def insights(
    days: Annotated[int, typer.Option(help="How many days back, today included.", min=1, max=400)] = 30,
    limit: Annotated[int, typer.Option(help="Most lines of each kind.", min=1, max=200)] = 10,
) -> None:
    """Report what is searched in vain, read and reported most, what is translated and what is behind."""
    with store_errors():
        engine = migrated_engine()
        found = sum_up(engine, datetime.now(UTC), days=days, limit=limit)
        try:
            library = load(engine).library()
        except NoSuchReleaseError:
            library = None
    out.print(f"Since {found.since}", markup=False)
    _tell_readers(found)
    if library is not None:
        _tell_texts(library, dict(found.most_read), limit)


def purge() -> None:
    """Delete what is to be kept no longer: messages, addresses, counts, staged releases; servers do it themselves."""
    with store_errors():
        migrated_engine().dispose()
        database, now = open_bare(Settings().database_url), datetime.now(UTC)
        purged = purge_old(database, retention_of(Settings()), now, actor="cli")
        expired = expire_staged(database, now)
        database.close()
    out.print(
        f"{purged.messages} messages, {purged.emails} addresses, {purged.counts} day counts, "
        f"{expired} staged releases deleted."
    )


def _tell_readers(found: Insights) -> None:
    _print(
        "Searches without a hit",
        ("Query", "Language", "Times", "Last"),
        [(miss.query, miss.lang, str(miss.count), miss.last_day) for miss in found.misses],
    )
    _print("Most read", ("Entry", "Views"), [(entry, str(views)) for entry, views in found.most_read])
    _print(
        "Most reported",
        ("Entry", "Waiting", "In all"),
        [(one.entry, str(one.open), str(one.total)) for one in found.most_reported],
    )
    _print("Messages", ("Status", "Number"), [(status.value, str(count)) for status, count in found.messages.items()])


def _tell_texts(library: Library, views: dict[str, int], limit: int) -> None:
    rows = coverage(library)
    counts = totals(rows)
    _print(
        "Coverage",
        ("Language", *(status.value for status in TextStatus)),
        [
            (locale.lang, *(str(counts[locale.lang].get(status, 0)) for status in TextStatus))
            for locale in library.locales
        ],
    )
    behind = [
        (row.id, lang, str(len(cell.behind)))
        for row in rows
        for lang, cell in row.cells.items()
        if cell.status is TextStatus.OUTDATED
    ]
    behind.sort(key=lambda line: (-views.get(line[0], 0), line))
    _print("Behind their source", ("Entry", "Language", "Sections"), behind[:limit])


def _print(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    out.print(f"\n[bold]{title}[/]")
    if not rows:
        out.print("  none", markup=False)
        return
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(cell.replace("[", r"\[") for cell in row))
    out.print(table)
