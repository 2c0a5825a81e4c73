"""Ids for what people bring: they sort by the time they were made, and nobody can guess one."""

import secrets
import threading
from datetime import datetime
from typing import Final

_RANDOM: Final = 48
# How far apart two ids of one millisecond lie at most, so that one does not tell the next.
_STEP: Final = 1 << 24


class _Ids:
    """The ids of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def after_the_last(self, milliseconds: int) -> int:
        """A number that begins with *milliseconds* and, if the last one does so too, is larger."""
        with self._lock:
            if self._last >> _RANDOM == milliseconds:
                self._last += 1 + secrets.randbelow(_STEP)
            else:
                # The first one leaves room for those that follow.
                self._last = milliseconds << _RANDOM | secrets.randbits(_RANDOM - 1)
            return self._last


_ids: Final = _Ids()


def new_id(now: datetime) -> str:
    """24 hexadecimal digits: milliseconds since 1970, then 48 bits, random but for the order within a millisecond."""
    return f"{_ids.after_the_last(int(now.timestamp() * 1000)):024x}"
