"""The system of record: all releases, in SQLite or PostgreSQL; the only place that knows column names.

What a server asks again and again goes over the driver's own connection (`bare`). The modules that need SQLAlchemy are
there as `store.history` and so on, imported when somebody first uses one: most server processes never do.
"""

from typing import TYPE_CHECKING

from app.store.later import later

if TYPE_CHECKING:
    # So that type checkers know them, too.
    from app.store import audit, engine, feed, history, keys, rollback, staged
else:
    __getattr__ = later(__name__, "audit", "engine", "feed", "history", "keys", "rollback", "staged")

__all__ = ["audit", "engine", "feed", "history", "keys", "rollback", "staged"]
