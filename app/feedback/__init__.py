"""Readers are heard: what they send and are answered, and what editors need to know to write the next text.

`receiving` takes a message and `own` shows it to whoever holds its receipt; `desk` is what editors do with messages,
`retention` lets go of them. `counters` counts reads and searches without a hit, `insights` sums up. Those that need
SQLAlchemy are imported when somebody first uses them, as `feedback.desk`.
"""

from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # So that type checkers know them, too.
    from app.feedback import desk, insights, own, receiving
else:
    _LATER = frozenset({"desk", "insights", "own", "receiving"})

    def __getattr__(name: str) -> ModuleType:
        """The module *name*, imported by whoever is first to use it."""
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f"{__name__}.{name}")


__all__ = ["desk", "insights", "own", "receiving"]
