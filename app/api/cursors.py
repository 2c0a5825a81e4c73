"""Opaque keyset cursors: the place after (or before) an item, bound to the query they were made for."""

import binascii
import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Final

import msgspec

from app.api.problems import InvalidCursor, Words

# Bytes of the check that ties a cursor to its query and tells a damaged one; a guard against mistakes, not attacks.
_SEAL: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Beside which item a page begins: `key` is the item's sort key, `back` asks for the page before it."""

    key: tuple[bytes, str]
    back: bool = False


def encode(place: Place, query: str) -> str:
    """A cursor for *place* that `decode` takes for the same *query* only."""
    packed = msgspec.msgpack.encode((*place.key, place.back))
    return urlsafe_b64encode(_seal(packed, query) + packed).rstrip(b"=").decode()


def decode(cursor: str, query: str) -> Place:
    """The place that *cursor* stands for; raises InvalidCursor if it is damaged or was made for another query."""
    try:
        whole = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except (binascii.Error, UnicodeEncodeError):
        raise _unusable() from None
    packed = whole[_SEAL:]
    # The seal covers the place too, and the decoder overlooks foreign characters, so what it read is written again.
    if whole[:_SEAL] != _seal(packed, query) or urlsafe_b64encode(whole).rstrip(b"=").decode() != cursor:
        raise _unusable()
    try:
        key, item, back = msgspec.msgpack.decode(packed, type=tuple[bytes, str, bool])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise _unusable() from None
    return Place((key, item), back)


def _seal(packed: bytes, query: str) -> bytes:
    return hashlib.blake2b(packed, key=hashlib.blake2b(query.encode()).digest(), digest_size=_SEAL).digest()


def _unusable() -> InvalidCursor:
    return InvalidCursor(Words("The cursor is damaged or belongs to another query. Start again without it."))
