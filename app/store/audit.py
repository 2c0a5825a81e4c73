"""The log of who did what: written in the transaction of the deed, so that neither is there without the other."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select

from app.store.deeds import Deed
from app.store.identity import new_id
from app.store.tables import AUDIT


def record(
    connection: Connection, now: datetime, *, actor: str, action: str, subject: str, detail: Mapping[str, Any]
) -> None:
    """Write down what *actor* does; *detail* must name no reader, for the log outlives what readers erase."""
    line = {"actor": actor, "action": action, "subject": subject, "detail": json.dumps(detail, ensure_ascii=False)}
    connection.execute(insert(AUDIT).values(id=new_id(now), at=now, **line))


def deeds(
    connection: Connection, *, subject: str | None = None, before: str | None = None, limit: int
) -> tuple[Deed, ...]:
    """The newest *limit* deeds, of one *subject* if given, older than the one with the id *before*."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(AUDIT.c.subject == subject)
    if before is not None:
        query = query.where(AUDIT.c.id < before)
    return tuple(
        Deed(
            id=row.id,
            at=row.at,
            actor=row.actor,
            action=row.action,
            subject=row.subject,
            detail=json.loads(row.detail),
        )
        for row in connection.execute(query)
    )


def beginning(subject: ColumnElement[str]) -> ColumnElement[str]:
    """The id of the first deed done to *subject*, which was to make it; empty where none is known.

    Ids here tell apart what was made within a second, which a `Moment` does not.
    """
    first = select(func.min(AUDIT.c.id)).where(AUDIT.c.subject == subject).scalar_subquery()
    # Engines disagree about where NULL sorts.
    return func.coalesce(first, "")
