"""Reads a tar stream member by member: POSIX ustar, with the pax and GNU ways to write a long name.

Python's own reader takes a damaged header for the end of the archive; half a tree must not look like a whole one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tarfile import (
    AREGTYPE,
    BLOCKSIZE,
    DIRTYPE,
    GNUTYPE_LONGLINK,
    GNUTYPE_LONGNAME,
    NUL,
    REGTYPE,
    XGLTYPE,
    XHDTYPE,
    TarInfo,
)
from typing import Final

# The most that is read of a header that holds a name.
_LONGEST_HEADER: Final = 64 * 1024
# What precedes a member: its long name, and as much again.
_MOST_HEADERS: Final = 8
_ZEROS: Final = NUL * BLOCKSIZE


class TarFormatError(Exception):
    """The stream is no tar archive, or not all of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What stands in an archive; `content` is None for a file that is too large, and for whatever is none."""

    name: str
    is_file: bool = False
    is_folder: bool = False
    content: bytes | None = None


def members(read: Callable[[int], bytes], *, largest: int) -> Iterator[Member]:
    """Every member of the stream that *read* gives the next bytes of; files of more than *largest* bytes end it.

    The stream is read to its end, so whatever guards that guards the archive.

    Raises:
        TarFormatError: It is not a tar archive, or it is damaged or cut off.
        UnicodeDecodeError: A name is not UTF-8.
    """
    name, waiting = None, 0
    while (block := _exactly(read, BLOCKSIZE)) != _ZEROS:
        header = TarInfo.frombuf(block, "utf-8", "strict")
        if header.size < 0:
            raise TarFormatError("a size is negative")
        if header.type in _EXTENSIONS:
            waiting += 1
            if header.size > _LONGEST_HEADER or waiting > _MOST_HEADERS:
                raise TarFormatError("a header is too long")
            name = _EXTENSIONS[header.type](_content(read, header.size)) or name
            continue
        told = name or header.name
        name, waiting = None, 0
        if header.type == DIRTYPE:
            yield Member(name=told, is_folder=True)
        elif header.type not in {REGTYPE, AREGTYPE}:
            yield Member(name=told)
        elif header.size > largest:
            yield Member(name=told, is_file=True)
            return
        else:
            yield Member(name=told, is_file=True, content=_content(read, header.size))
    while rest := read(BLOCKSIZE * 128):
        if rest.strip(NUL):
            raise TarFormatError("something follows its end")


def _content(read: Callable[[int], bytes], size: int) -> bytes:
    """As many bytes, and those after them up to the next block."""
    return _exactly(read, -(-size // BLOCKSIZE) * BLOCKSIZE)[:size]


def _exactly(read: Callable[[int], bytes], size: int) -> bytes:
    content = read(size)
    if len(content) < size:
        raise TarFormatError("it ends too early")
    return content


def _pax_name(records: bytes) -> str | None:
    """The path that a pax header tells of the next member, each record being `length key=value`."""
    name = None
    while records:
        length, _, _ = records.partition(b" ")
        if not length.isdigit() or len(length) > len(str(_LONGEST_HEADER)) or not 0 < int(length) <= len(records):
            raise TarFormatError("a pax header is damaged")
        key, _, value = records[len(length) + 1 : int(length) - 1].partition(b"=")
        if key == b"path":
            name = value.decode()
        elif key == b"size" or key.startswith(b"GNU.sparse"):
            raise TarFormatError("a file is sparse, or larger than 8 GiB")
        records = records[int(length) :]
    return name


def _gnu_name(content: bytes) -> str:
    return content.rstrip(NUL).decode()


def _nothing(_content: bytes) -> None:
    return None


# What tells something of the next member -> the name in it; the target of a link is of no interest.
_EXTENSIONS: Final[dict[bytes, Callable[[bytes], str | None]]] = {
    XHDTYPE: _pax_name,
    XGLTYPE: _nothing,
    GNUTYPE_LONGNAME: _gnu_name,
    GNUTYPE_LONGLINK: _nothing,
}
