"""Counts reads and searches without a hit, by day and without personal data, and writes them down many at a time.

Counts are approximate: those of the last moments are lost if the process is killed, and what a browser or a shared
cache answers by itself is never seen.
"""

import re
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from app.store.bare import Bare

READ: Final = "read"
MISS: Final = "miss"
_ADD: Final = (
    "INSERT INTO day_counts (what, day, lang, subject, count) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (what, day, lang, subject) DO UPDATE SET count = day_counts.count + excluded.count"
)
_VIEWS: Final = (
    "SELECT subject, CAST(sum(count) AS BIGINT) FROM day_counts WHERE what = ? AND day >= ? GROUP BY subject"
)
# What may be somebody's name and address rather than a subject is not kept.
_LONGEST_QUERY: Final = 60
_PERSONAL: Final = re.compile(r"@|://|www\.|\d[\d\s()+./-]{4,}")
_ENTRY: Final = re.compile(r"/v1/entries/([^/]+)")
_SLUG: Final = re.compile(r"(?:/[a-z0-9]+)*/([a-z]{2,3})/([^/]+)")


class Counters:
    """What has been counted since it was last written down; `read` and `miss` may be called from any thread.

    No more than *most* different things of a kind wait; what comes beyond is not counted.
    """

    def __init__(self, most: int = 20_000) -> None:
        self._most = most
        self._paths: dict[str, int] = {}
        self._misses: Counter[tuple[str, str]] = Counter()
        self._unwritten: Counter[tuple[str, str, str, str]] = Counter()
        # Held for a moment only, for whoever counts waits for it.
        self._lock = threading.Lock()
        self._writing = threading.Lock()

    def read(self, path: str) -> None:
        """Somebody got what is at *path*; called for every answer, so it only notes."""
        paths = self._paths
        if path in paths:
            paths[path] += 1
        elif len(paths) < self._most:
            paths[path] = 1

    def miss(self, lang: str, query: str) -> None:
        """A search of a reader of *lang* found nothing; a query that may hold personal data is not kept."""
        folded = " ".join(unicodedata.normalize("NFC", query).casefold().split())
        if not folded or len(folded) > _LONGEST_QUERY or _PERSONAL.search(folded) or not folded.isprintable():
            return
        with self._lock:
            if (lang, folded) in self._misses or len(self._misses) < self._most:
                self._misses[lang, folded] += 1

    def flush(self, database: Bare, now: datetime, entry_of: Callable[[str], str | None]) -> int:
        """Write down what has been counted, as of the day of *now*; how many rows. What cannot be is kept for later.

        *entry_of* tells which entry is read at a path, None where none is.
        """
        day = f"{now:%Y-%m-%d}"
        with self._writing:
            with self._lock:
                paths, self._paths = self._paths, {}
                misses, self._misses = self._misses, Counter()
            # A list at once, for a reader may still be counting in it.
            for path, count in list(paths.items()):
                entry = entry_of(path)
                if entry is not None:
                    self._note((READ, day, "", entry), count)
            for (lang, query), count in misses.items():
                self._note((MISS, day, lang, query), count)
            rows = [(*key, count) for key, count in sorted(self._unwritten.items())]
            if rows:
                _add(database, rows)
                self._unwritten.clear()
        return len(rows)

    def _note(self, key: tuple[str, str, str, str], count: int) -> None:
        if key in self._unwritten or len(self._unwritten) < self._most:
            self._unwritten[key] += count


def entry_at(path: str, entries: Mapping[str, object], by_slug: Callable[[str, str], str | None]) -> str | None:
    """The entry that is read at *path*: `/v1/entries/<id>`, or any page whose address ends in `/<lang>/<slug>`."""
    found = _ENTRY.fullmatch(path)
    if found is not None:
        return found[1] if found[1] in entries else None
    found = _SLUG.fullmatch(path)
    return by_slug(found[1], found[2]) if found is not None else None


def views(database: Bare, now: datetime, *, days: int) -> dict[str, int]:
    """How often each entry was read over the last *days*, today included; those never read are left out."""
    with database.reading() as statements:
        return dict(statements.rows(_VIEWS, READ, first_day(now, days)))


def first_day(now: datetime, days: int) -> str:
    """The first of the last *days*, today included."""
    return f"{now - timedelta(days=days - 1):%Y-%m-%d}"


def _add(database: Bare, rows: Iterable[tuple[str, str, str, str, int]]) -> None:
    """Add to what is there; in order, so that two servers that write the same rows wait for each other in turn."""
    with database.writing() as statements:
        for row in rows:
            statements.run(_ADD, *row)
