"""Whether a database's tables fit this program; `migrate`, which makes them fit, is imported only where they do not."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, select, text

from app.store.engine import open_engine, reading
from app.store.errors import NotMigratedError, SchemaTooNewError
from app.store.tables import STATE

# Beside app/ in a checkout and in the image.
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def prepare(database_url: str, *, bound: float) -> None:
    """Bring the tables of the database up to this program if they are not; one that does not answer is given up.

    Raises:
        StoreError: As for `upgrade`.
    """
    engine = open_engine(database_url, threads=1, bound=bound)
    try:
        check_schema(engine)
    except NotMigratedError:
        from app.store.migrate import upgrade  # noqa: PLC0415 - seldom, and it takes 4 MB

        upgrade(engine)
    finally:
        engine.dispose()


def check_schema(engine: Engine) -> None:
    """Whether this program can work with the database as it stands.

    Raises:
        NotMigratedError: A step is missing.
        SchemaTooNewError: A newer program has changed too much.
    """
    with reading(engine) as connection:
        if not is_ahead(connection) and _revision(connection) != head():
            raise NotMigratedError(
                f"The database's tables are at revision {_revision(connection) or 'none'}, this program's at {head()}."
                "\n  Run `service-knowledge migrate`."
            )


def head() -> str:
    """The newest revision this program knows; the names of the steps begin with theirs."""
    return max(step.stem.partition("_")[0] for step in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_ahead(connection: Connection) -> bool:
    """Whether a newer program has been here, after which this one still works."""
    current = _revision(connection)
    if current is None or current <= head():
        return False
    oldest = connection.execute(select(STATE.c.oldest_schema)).scalar_one()
    if oldest > head():
        raise SchemaTooNewError(
            f"The database's tables are at revision {current} and need a program that knows {oldest},"
            f" but this one ends at {head()}.\n  Run the newer program, or restore a backup from before it."
        )
    return True


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
