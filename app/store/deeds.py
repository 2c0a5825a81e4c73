"""What stands in the log of who did what, and how a server without SQLAlchemy writes in it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.store.bare import Statements
from app.store.identity import new_id
from app.store.moments import written

_NOTE: Final = "INSERT INTO audit (id, at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One line of the log."""

    id: str
    at: datetime
    # `key:<id>`, `cli`, `reader` or `server`.
    actor: str
    # What was done to what kind of thing: `feedback.answer`, `key.create`.
    action: str
    subject: str
    detail: Mapping[str, Any]


def note(
    statements: Statements, now: datetime, *, actor: str, action: str, subject: str, detail: Mapping[str, Any]
) -> None:
    """Write down what *actor* does, as `app.store.audit.record`."""
    told = json.dumps(detail, ensure_ascii=False)
    statements.run(_NOTE, new_id(now), written(now), actor, action, subject, told)
