"""What every table of the program shares: one metadata, named constraints, columns that all engines agree on."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Dialect, MetaData, String, TypeDecorator
from sqlmodel import SQLModel

from app.store import moments

# A migration can only change what it can name.
_NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Table(SQLModel):
    """The base of all table models; packages above keep their own tables in the same metadata."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=_NAMES)


class Moment(TypeDecorator[datetime]):
    """An instant to the second, kept as RFC 3339 text in UTC: the same characters on every engine, in order of time."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """From an aware datetime of any zone; a fraction of a second is dropped."""
        return None if value is None else moments.written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To an aware datetime in UTC."""
        return None if value is None else moments.read(value)


# Ids, languages and slugs sort by code point, whatever a server's collation is.
Name = String().with_variant(String(collation="C"), "postgresql")
