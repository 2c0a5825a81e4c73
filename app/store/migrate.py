"""Brings a database's tables up to this program, one migrator at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, select

from app.store.engine import open_engine, publishing, reading
from app.store.errors import NotMigratedError, SchemaTooNewError
from app.store.tables import STATE

# Beside app/ in a checkout and in the image.
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Take every step up to *revision* that has not been taken, in one transaction; nothing to do is fine.

    A database that a newer program has migrated is left alone as long as this program can still work with it.

    Raises:
        SchemaTooNewError: It cannot.
        StoreError: As for `app.store.engine.publishing`.
    """
    with publishing(engine) as connection:
        if not _is_ahead(connection):
            command.upgrade(_config(connection), revision)


def prepare(database_url: str, *, bound: float) -> None:
    """Bring the tables of the database up to this program if they are not; one that does not answer is given up.

    Raises:
        StoreError: As for `upgrade`.
    """
    engine = open_engine(database_url, threads=1, bound=bound)
    try:
        check_schema(engine)
    except NotMigratedError:
        upgrade(engine)
    finally:
        engine.dispose()


def downgrade(engine: Engine, revision: str) -> None:
    """Take back every step after *revision* (`base`: all of them), and with them what only they could hold."""
    with publishing(engine) as connection:
        command.downgrade(_config(connection), revision)


def check_schema(engine: Engine) -> None:
    """Whether this program can work with the database as it stands.

    Raises:
        NotMigratedError: A step is missing.
        SchemaTooNewError: A newer program has changed too much.
    """
    with reading(engine) as connection:
        if not _is_ahead(connection) and _revision(connection) != head():
            raise NotMigratedError(
                f"The database's tables are at revision {_revision(connection) or 'none'}, this program's at {head()}."
                "\n  Run `service-knowledge migrate`."
            )


def head() -> str:
    """The newest revision this program knows."""
    (newest,) = ScriptDirectory(str(MIGRATIONS)).get_heads()
    return newest


def _is_ahead(connection: Connection) -> bool:
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
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    """Alembic's configuration, in code: where the steps are and on which connection to take them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
