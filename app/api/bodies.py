"""Reads what a client sends, up to a size, before anything else does."""

import re
from typing import Final

from fastapi import Request

from app.api.problems import BodyTooLarge, Words

# Of a message, and of anything that the admin API takes as JSON, in bytes.
LARGEST: Final = 16 * 1024
_DIGITS: Final = re.compile(r"[0-9]{1,18}")


async def read_body(request: Request, limit: int = LARGEST) -> bytes:
    """The whole body, at most *limit* bytes; raises BodyTooLarge as soon as it is known to be longer."""
    told = request.headers.get("content-length", "")
    if _DIGITS.fullmatch(told) and int(told) > limit:
        raise _too_large(limit)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit)
    return bytes(body)


def _too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(Words("The body is larger than %(limit)s bytes.", limit=limit))
