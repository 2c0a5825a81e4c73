"""What the front reads of a request before anything else does: a few headers, and the request's id."""

import itertools
import re
import secrets
from collections.abc import Iterable, Mapping
from typing import Final

LANGUAGES: Final = b"accept-language"
CODINGS: Final = b"accept-encoding"
TAGS: Final = b"if-none-match"
SINCE: Final = b"if-modified-since"
REQUEST_ID: Final = b"x-request-id"
TRACE: Final = b"traceparent"
# A request with one of these is answered by its endpoint, never from memory.
PERSONAL: Final = frozenset({b"authorization", b"range", b"if-match", b"if-unmodified-since"})
# A request with one of these needs the server's whole attention, so the fast lane leaves it alone.
INVOLVED: Final = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_READ: Final = frozenset({LANGUAGES, CODINGS, TAGS, SINCE, REQUEST_ID, TRACE}) | PERSONAL | INVOLVED

_GOOD_ID: Final = re.compile(rb"[A-Za-z0-9._-]{1,64}").fullmatch
# Unique without a system call for each; nobody has to be unable to guess one.
_process: Final = secrets.token_hex(4)
_LAST_DIGITS: Final = [f"{number:03x}" for number in range(1 << 12)]
_blocks: Final = itertools.count(secrets.randbelow(1 << 8))

Given = Mapping[bytes, bytes]


def read_headers(headers: Iterable[tuple[bytes, bytes]]) -> Given:
    """The headers that matter here, by name in lower case; those sent in several fields as one list (RFC 9110 §5.3)."""
    given: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _READ:
            given[name] = given[name] + b", " + value if name in given else value
    return given


def request_id(given: Given) -> str:
    """The id the client sent, if it is one, or a new one."""
    sent = given.get(REQUEST_ID)
    if sent is not None and _GOOD_ID(sent):
        return sent.decode()
    return next(_new_ids)


def _block(number: int) -> list[str]:
    first = f"{_process}{number & 0xFFFFF:05x}"
    return [first + last for last in _LAST_DIGITS]


# Made 4,096 at a time, which costs a sixth of making each when it is asked for.
_new_ids: Final = itertools.chain.from_iterable(map(_block, _blocks))
