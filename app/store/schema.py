"""Whether a database's tables fit this program; `migrate`, which makes them fit, is imported only where they do not."""

from collections.abc import Callable
from pathlib import Path

from app.store.bare import Bare, Statements, open_bare
from app.store.errors import NotMigratedError, SchemaTooNewError

# Beside app/ in a checkout and in the image.
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def prepare(database_url: str, *, bound: float) -> None:
    """Bring the tables of the database up to this program if they are not; one that does not answer is given up.

    Raises:
        StoreError: As for `upgrade`.
    """
    bare = open_bare(database_url, bound=bound)
    try:
        check_schema(bare)
    except NotMigratedError:
        # Seldom, and it takes 30 MB.
        from app.store.engine import open_engine  # noqa: PLC0415
        from app.store.migrate import upgrade  # noqa: PLC0415

        engine = open_engine(database_url, threads=1, bound=bound)
        try:
            upgrade(engine)
        finally:
            engine.dispose()
    finally:
        bare.close()


def check_schema(bare: Bare) -> None:
    """Whether this program can work with the database as it stands.

    Raises:
        NotMigratedError: A step is missing.
        SchemaTooNewError: A newer program has changed too much.
    """
    try:
        with bare.reading() as statements:
            current = next(
                (revision for (revision,) in statements.rows("SELECT version_num FROM alembic_version")), None
            )
            if current == head() or is_ahead(current, lambda: _oldest(statements)):
                return
    except NotMigratedError:
        current = None
    raise NotMigratedError(
        f"The database's tables are at revision {current or 'none'}, this program's at {head()}."
        "\n  Run `service-knowledge migrate`."
    )


def head() -> str:
    """The newest revision this program knows; the names of the steps begin with theirs."""
    return max(step.stem.partition("_")[0] for step in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_ahead(current: str | None, oldest: Callable[[], str]) -> bool:
    """Whether a newer program has been here, after which this one still works.

    *current* is the database's revision, *oldest* finds that whose programs can still work with it.
    Raises SchemaTooNewError.
    """
    if current is None or current <= head():
        return False
    needed = oldest()
    if needed > head():
        raise SchemaTooNewError(
            f"The database's tables are at revision {current} and need a program that knows {needed},"
            f" but this one ends at {head()}.\n  Run the newer program, or restore a backup from before it."
        )
    return True


def _oldest(statements: Statements) -> str:
    ((oldest,),) = statements.rows("SELECT oldest_schema FROM state")
    return str(oldest)
