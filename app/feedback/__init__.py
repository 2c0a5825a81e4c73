"""Readers are heard: what they send and are answered, and what editors need to know to write the next text.

`receiving` takes a message and `own` shows it to whoever holds its receipt; `desk` is what editors do with messages,
`retention` lets go of them. `counters` counts reads and searches without a hit, `insights` sums up. Those that need
SQLAlchemy are imported when somebody first uses them, as `feedback.desk`.
"""

from typing import TYPE_CHECKING

from app.store.later import later

if TYPE_CHECKING:
    # So that type checkers know them, too.
    from app.feedback import desk, insights, own, receiving
else:
    __getattr__ = later(__name__, "desk", "insights", "own", "receiving")

__all__ = ["desk", "insights", "own", "receiving"]
