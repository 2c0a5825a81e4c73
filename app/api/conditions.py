"""Conditional requests (RFC 9110 §13): is what the client already has still right?"""

import hashlib
import re
from email.utils import parsedate_to_datetime
from typing import Final

_TAG: Final = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def etag(body: bytes, release: str | None) -> str:
    """A weak validator that names the release an answer comes from and digests its bytes.

    Weak, because the same answer goes out in several content codings.
    """
    digest = hashlib.blake2b(body, digest_size=9).hexdigest()
    return f'W/"{digest}"' if release is None else f'W/"{release}-{digest}"'


def is_unchanged(if_none_match: str, current: str) -> bool:
    """Whether an `If-None-Match` of one or more entity tags, or `*`, matches *current* (weak comparison)."""
    header = if_none_match.strip()
    if header == "*":
        return True
    opaque = current.removeprefix("W/")
    return any(tag == opaque for tag in _TAG.findall(header))


def is_unchanged_since(if_modified_since: str, last_modified: str | None) -> bool:
    """Whether nothing changed after the time of an `If-Modified-Since`; a date that is none tells nothing."""
    if last_modified is None:
        return False
    try:
        return parsedate_to_datetime(last_modified) <= parsedate_to_datetime(if_modified_since)
    except (ValueError, TypeError):
        return False
