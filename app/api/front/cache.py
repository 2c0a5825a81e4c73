"""Keeps complete answers of the release that is served, as many as fit into a number of bytes.

An answer says itself whether and for whom it may be kept: `Cache-Control` how long, `Vary` what it depends on. Where
the reader dependency chose a language by `Accept-Language`, it is kept once for each choice; where something else
looked at that header, once for each header; else for everybody.
"""

import re
from collections import OrderedDict
from collections.abc import Callable
from enum import Enum
from typing import Final

from app.api.front.kept import Answer, Variant
from app.api.front.requests import CODINGS, LANGUAGES, Given
from app.catalogue.snapshot import Snapshot

_KEPT_STATUSES: Final = frozenset({200, 301, 308})
_NOT_SHARED: Final = re.compile(r"no-store|no-cache|private")
_MAX_AGE: Final = re.compile(r"(?<![\w-])max-age=(\d+)")
_VARIES: Final = re.compile(r"[\w*-]+")
# No single answer takes more than this part of the room.
_LARGEST: Final = 1 / 16
# No address holds more variants than this, however many headers lead to different ones.
_MOST_VARIANTS: Final = 64
# Distinct headers whose choice of language is remembered.
_HEADERS: Final = 4096


class Varies(Enum):
    """What tells the readers of an address apart."""

    NOTHING = 0
    CHOICE = 1
    HEADER = 2


class _Resource:
    """What is kept of one address."""

    __slots__ = ("variants", "varies")

    def __init__(self, varies: Varies) -> None:
        self.varies = varies
        # By reader: the answer, and until when it may be used.
        self.variants: dict[object, tuple[Variant, float]] = {}


class Cache:
    """Answers by address, reader and coding; those longest unused go first. For one thread."""

    def __init__(self, capacity: int, snapshot: Callable[[], Snapshot | None], clock: Callable[[], float]) -> None:
        self.capacity = capacity
        self.bytes = 0
        self._snapshot = snapshot
        self._clock = clock
        self._release: Snapshot | None = None
        self._resources: OrderedDict[bytes, _Resource] = OrderedDict()
        self._choices: dict[bytes | None, object] = {}

    @property
    def addresses(self) -> int:
        """How many addresses something is kept of."""
        return len(self._resources)

    def find(self, target: bytes, given: Given) -> Answer | None:
        """The answer to a GET of *target* (path and query as they came), if it is at hand and still good."""
        if self._snapshot() is not self._release:
            self._begin_release()
            return None
        resource = self._resources.get(target)
        if resource is None:
            return None
        variant, until = resource.variants.get(self._reader(resource.varies, given), _NOTHING)
        if variant is None or until < self._clock():
            return None
        self._resources.move_to_end(target)
        size = variant.size
        answer = variant.answer(given.get(CODINGS))
        if variant.size != size:
            self._grow(variant.size - size)
        return answer

    def keep(self, target: bytes, given: Given, variant: Variant, *, made: Snapshot | None, chosen: bool) -> bool:
        """Keep *variant*, the answer to *target* from the snapshot *made*, if it may be kept; tells whether.

        *chosen*: the reader dependency looked at the header, so its choice is all that matters.
        """
        seconds = _lifetime(variant)
        others = {name.lower() for name in _VARIES.findall(variant.headers.get("vary", ""))} - {"accept-encoding"}
        is_current = made is self._snapshot() and made is self._release
        if not seconds or not others <= {"accept-language"} or not is_current:
            return False
        if variant.size > self.capacity * _LARGEST:
            return False
        varies = (Varies.CHOICE if chosen else Varies.HEADER) if others else Varies.NOTHING
        resource = self._resources.get(target)
        if resource is None or resource.varies is not varies or len(resource.variants) >= _MOST_VARIANTS:
            self._forget(target)
            resource = self._resources[target] = _Resource(varies)
        reader = self._reader(varies, given)
        former, _ = resource.variants.get(reader, _NOTHING)
        resource.variants[reader] = variant, self._clock() + seconds
        self._grow(variant.size - (former.size if former else 0))
        return True

    def _begin_release(self) -> None:
        self._release = self._snapshot()
        self._resources.clear()
        self._choices.clear()
        self.bytes = 0

    def _reader(self, varies: Varies, given: Given) -> object:
        """What all requests have in common that get the same variant."""
        if varies is Varies.NOTHING:
            return None
        header = given.get(LANGUAGES)
        if varies is Varies.HEADER or self._release is None:
            return header
        choice = self._choices.get(header)
        if choice is None:
            if len(self._choices) >= _HEADERS:
                self._choices.clear()
            negotiate = self._release.negotiator.negotiate
            chosen = negotiate(header.decode("latin-1") if header is not None else None)
            choice = self._choices[header] = (chosen.lang, chosen.match, chosen.chain)
        return choice

    def _grow(self, size: int) -> None:
        self.bytes += size
        while self.bytes > self.capacity and self._resources:
            self._forget(next(iter(self._resources)))

    def _forget(self, target: bytes) -> None:
        resource = self._resources.pop(target, None)
        if resource is not None:
            self.bytes -= sum(variant.size for variant, _ in resource.variants.values())


_NOTHING: Final = (None, 0.0)


def _lifetime(variant: Variant) -> int:
    """For how many seconds an answer may be kept; 0 for one that may not."""
    rules = variant.headers.get("cache-control", "")
    if variant.status not in _KEPT_STATUSES or _NOT_SHARED.search(rules) or "set-cookie" in variant.headers:
        return 0
    found = _MAX_AGE.search(rules)
    return int(found[1]) if found else 0
