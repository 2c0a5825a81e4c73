"""The system of record: all releases, in SQLite or PostgreSQL; the only place that knows column names.

What a server asks again and again goes over the driver's own connection (`bare`). The modules that need SQLAlchemy are
there as `store.history` and so on, imported when somebody first uses one: most server processes never do.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # So that type checkers know them, too.
    from app.store import audit, engine, feed, history, keys, rollback, staged
else:
    _LATER = frozenset({"audit", "engine", "feed", "history", "keys", "rollback", "staged"})

    def __getattr__(name: str) -> ModuleType:
        """The module *name*, imported by whoever is first to use it."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")


__all__ = ["audit", "engine", "feed", "history", "keys", "rollback", "staged"]
