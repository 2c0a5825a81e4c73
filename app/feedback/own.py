"""A reader's own message, for whoever holds its receipt: how it stands, the answer, and erasing it."""

import hmac
import secrets
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Engine, Row, delete, select

from app.feedback.receiving import receipt_digest
from app.feedback.tables import FEEDBACK, message_of
from app.feedback.values import Message
from app.store.audit import record
from app.store.engine import reading, writing

# Compared with where there is no message of that id, so that both take the same time.
_NOBODY: Final = receipt_digest(secrets.token_hex())


def own_message(engine: Engine, message_id: str, receipt: str) -> Message | None:
    """The message, if the receipt is its."""
    with reading(engine) as connection:
        row = _own(connection, message_id, receipt)
    return None if row is None else message_of(row)


def erase(engine: Engine, message_id: str, receipt: str, now: datetime) -> bool:
    """Delete the message with all that it said, if the receipt is its; tells whether. Only that it was is kept."""
    with writing(engine) as connection:
        if _own(connection, message_id, receipt) is None:
            return False
        connection.execute(delete(FEEDBACK).where(FEEDBACK.c.id == message_id))
        record(connection, now, actor="reader", action="feedback.erase", subject=message_id, detail={})
    return True


def _own(connection: Connection, message_id: str, receipt: str) -> Row[Any] | None:
    row = connection.execute(select(FEEDBACK).where(FEEDBACK.c.id == message_id)).one_or_none()
    is_its = hmac.compare_digest(receipt_digest(receipt), row.receipt_digest if row else _NOBODY)
    return row if is_its else None
