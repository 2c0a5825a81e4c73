"""Which rows make up a release."""

from sqlalchemy import ColumnElement, FromClause, and_, or_


def is_valid(table: FromClause, number: int) -> ColumnElement[bool]:
    """Whether a row belongs to release *number*."""
    begun, ended = table.c.from_release, table.c.to_release
    return and_(begun <= number, or_(ended.is_(None), ended > number))


def is_current(table: FromClause) -> ColumnElement[bool]:
    """Whether a row belongs to the newest release."""
    return table.c.to_release.is_(None)
