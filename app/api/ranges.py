"""Owns files of which a client may ask for parts (RFC 9110, section 14)."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import Receive, Scope, Send

from app.api.problems import RangeNotSatisfiable, Words

MOST: Final = 100
_SPEC: Final = re.compile(r"(?P<first>[0-9]{1,18})-(?P<last>[0-9]{0,18})|-(?P<suffix>[0-9]{1,18})")


class RangedFile(FileResponse):
    """A file, or the parts of it that are asked for.

    The framework refuses what the standard wants ignored (another unit, nonsense, more than `MOST` parts), all parts
    where only one lies outside the file, and in plain text; so it gets to see a `Range` that this file can answer as it
    stands, or none. Raises RangeNotSatisfiable where there is nothing to send.
    """

    def __init__(self, path: Path, size: int, *, asked: Headers, headers: Mapping[str, str], media_type: str) -> None:
        super().__init__(path, headers=headers, media_type=media_type)
        self._parts = self._settled(asked, size)
        if self._parts == []:
            words = Words("The file has %(size)s bytes, and none of them is in the range asked for.", size=size)
            raise RangeNotSatisfiable(words, headers={"content-range": f"bytes */{size}"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        headers = [(name, value) for name, value in scope["headers"] if name != b"range"]
        if self._parts:
            headers.append((b"range", f"bytes={','.join(self._parts)}".encode()))
        await super().__call__({**scope, "headers": headers}, receive, send)

    def _settled(self, asked: Headers, size: int) -> list[str] | None:
        """The parts asked for that lie in the file; None where all of it is to be sent."""
        ranges = asked.getlist("range")
        condition = asked.get("if-range")
        # Two of them are no list: the standard knows one.
        if len(ranges) != 1 or condition not in {None, self.headers["etag"], self.headers["last-modified"]}:
            return None
        return _parts(ranges[0], size)


def _parts(asked: str, size: int) -> list[str] | None:
    unit, _, listed = asked.partition("=")
    # A list may have empty members.
    specs = [spec for part in listed.split(",") if (spec := part.strip(" \t"))]
    found = [_SPEC.fullmatch(spec) for spec in specs]
    if unit.strip().lower() != "bytes" or not 0 < len(found) <= MOST:
        return None
    parts = []
    for match in found:
        if match is None:
            return None
        first, last = _bounds(match, size)
        if last < first:
            return None
        if first < size:
            parts.append(f"{first}-{min(last, size - 1)}")
    return parts


def _bounds(spec: re.Match[str], size: int) -> tuple[int, int]:
    """The first and last byte that is meant; the last 0 bytes begin behind the end."""
    if spec["suffix"] is not None:
        return max(size - int(spec["suffix"]), 0), size
    first = int(spec["first"])
    return first, int(spec["last"]) if spec["last"] else max(first, size)
