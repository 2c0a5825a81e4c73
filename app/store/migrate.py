"""Brings a database's tables up to this program, one migrator at a time."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, select, text

from app.store.engine import publishing
from app.store.schema import MIGRATIONS, is_ahead
from app.store.tables import STATE


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Take every step up to *revision* that has not been taken, in one transaction; nothing to do is fine.

    A database that a newer program has migrated is left alone as long as this program can still work with it.

    Raises:
        SchemaTooNewError: It cannot.
        StoreError: As for `app.store.engine.publishing`.
    """
    with publishing(engine) as connection:
        if not is_ahead(_revision(connection), lambda: connection.execute(select(STATE.c.oldest_schema)).scalar_one()):
            command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take back every step after *revision* (`base`: all of them), and with them what only they could hold."""
    with publishing(engine) as connection:
        command.downgrade(_config(connection), revision)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def _config(connection: Connection) -> Config:
    """Alembic's configuration, in code: where the steps are and on which connection to take them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
