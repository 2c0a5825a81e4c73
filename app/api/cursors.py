"""Opaque keyset cursors: the place after (or before) an item, bound to the query they were made for."""

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

import msgspec

from app.api.problems import InvalidCursor, Words

LONGEST: Final = 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Beside which item a page begins: `key` is the item's sort key, `back` asks for the page before it."""

    key: tuple[bytes, str]
    back: bool = False


def encode(place: Place, query: str) -> str:
    """A cursor for *place* that `decode` takes for the same *query* only."""
    packed = msgspec.msgpack.encode((_fingerprint(query), *place.key, place.back))
    return urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(cursor: str, query: str) -> Place:
    """The place that *cursor* stands for; raises InvalidCursor if it is damaged or was made for another query."""
    try:
        packed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        made_for, key, item, back = msgspec.msgpack.decode(packed, type=tuple[bytes, bytes, str, bool])
    except (binascii.Error, UnicodeEncodeError, msgspec.MsgspecError):
        raise _unusable() from None
    if made_for != _fingerprint(query):
        raise _unusable()
    return Place((key, item), back)


def _fingerprint(query: str) -> bytes:
    return hashlib.blake2b(query.encode(), digest_size=6).digest()


def _unusable() -> InvalidCursor:
    return InvalidCursor(Words("The cursor is damaged or belongs to another query. Start again without it."))
