"""Reads an archive of a content tree, in memory and within bounds, from people whom nobody has to trust.

Nothing is ever written to a disk, and nothing is followed: a member is a file with a plain relative path, or the whole
archive is refused.
"""

import re
import struct
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from stat import S_IFMT, S_IFREG
from typing import Final

from app.content.bounds import MEDIA_TYPES, Bounds
from app.content.layout import CATALOGUE
from app.content.tar import TarFormatError, members
from app.content.tree import MAX_BYTES, MemoryTree

# The members of an archive that lies about itself make these, whatever is wrong with it.
_BROKEN: Final = (
    *(zipfile.BadZipFile, tarfile.TarError, TarFormatError, zlib.error, struct.error),
    *(EOFError, ValueError, OverflowError, NotImplementedError, RuntimeError),
)
# A path of the layout has three names; folders around the tree, and mistakes that `check` tells better, have some more.
_DEEPEST: Final = 10
_LONGEST: Final = 300
_DRIVE: Final = re.compile(r"[A-Za-z]:")
# Unpacked at once, in bytes.
_PIECE: Final = 16 * 1024
# One central directory entry of a zip begins with this; a name and more follow.
_ZIP_ENTRY: Final = b"PK\x01\x02"
_ZIP_ENCRYPTED: Final = 0x1
_ZIP_UTF8: Final = 0x800
_ZIP_UNIX: Final = 3


class ArchiveError(Exception):
    """An archive that is refused; `member` is the path in it that is to blame, if one is."""

    def __init__(self, message: str, *, member: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        # Shown to people: no surrogates, no controls, not endless.
        self.member = None if member is None else _shown(member)


def read_archive(data: bytes, media_type: str, bounds: Bounds | None = None) -> MemoryTree:
    """The content tree in *data*, a tar.gz or a zip as *media_type* says.

    The tree may stand in folders of its own, as `content/` in this program's export. At most the *bounds* and the size
    of the packed archive are ever in memory.

    Raises:
        ArchiveError: It is no such archive, it is broken, or something in it is refused.
    """
    bounds = bounds or Bounds()
    if len(data) > bounds.packed:
        raise ArchiveError(f"The archive has {len(data)} bytes; at most {bounds.packed} are read.")
    read = {"tar.gz": _tar, "zip": _zip}[MEDIA_TYPES[media_type]]
    files: dict[str, bytes] = {}
    try:
        for name, content in read(data, bounds):
            path = _plain(name)
            if path in files:
                raise ArchiveError("The archive has a file twice.", member=path)
            files[path] = content
    except _BROKEN as error:
        name = MEDIA_TYPES[media_type]
        raise ArchiveError(f"The body is not a {name} archive, or it is broken ({error}).") from None
    if not files:
        raise ArchiveError("The archive has no files.")
    return MemoryTree(_in_tree(files))


class _Meter:
    """Counts what comes out of an archive, and stops it."""

    def __init__(self, packed: int, bounds: Bounds) -> None:
        self._bounds = bounds
        self._most = min(bounds.unpacked, max(packed * bounds.ratio, bounds.unsuspicious))
        self._bytes = 0
        self._members = 0

    def count_bytes(self, number: int) -> None:
        self._bytes += number
        if self._bytes > self._most:
            if self._most < self._bounds.unpacked:
                raise ArchiveError(f"The archive unpacks to more than {self._bounds.ratio} times its size.")
            raise ArchiveError(f"The archive unpacks to more than {self._most} bytes.")

    def count_member(self) -> None:
        self._members += 1
        if self._members > self._bounds.members:
            raise ArchiveError(f"The archive has more than {self._bounds.members} members.")


def _tar(data: bytes, bounds: Bounds) -> Iterator[tuple[str, bytes]]:
    meter = _Meter(len(data), bounds)
    for member in members(_Gunzip(data, meter).read, largest=MAX_BYTES):
        meter.count_member()
        if member.is_folder:
            _plain(member.name)
            continue
        if not member.is_file:
            raise ArchiveError(_NO_FILE, member=member.name)
        if member.content is None:
            raise _too_large(member.name)
        yield member.name, member.content


class _Gunzip:
    """One gzip stream, unpacked as far as it is asked for."""

    def __init__(self, data: bytes, meter: _Meter) -> None:
        self._unpacker = zlib.decompressobj(wbits=31)
        self._packed = BytesIO(data)
        self._ready = bytearray()
        self._meter = meter

    def read(self, size: int) -> bytes:
        """The next *size* bytes, fewer only where the stream ends."""
        while len(self._ready) < size and not self._unpacker.eof:
            # What is left of a piece is copied each time, so the pieces are small.
            piece = self._unpacker.unconsumed_tail or self._packed.read(_PIECE)
            part = self._unpacker.decompress(piece, _PIECE)
            if not piece and not part:
                raise EOFError("it ends too early")
            self._meter.count_bytes(len(part))
            self._ready += part
        if self._unpacker.eof and (self._unpacker.unused_data or self._packed.read(1)):
            raise ValueError("something follows its end")
        out = bytes(self._ready[:size])
        del self._ready[:size]
        return out


def _zip(data: bytes, bounds: Bounds) -> Iterator[tuple[str, bytes]]:
    # Opening it makes an object of every entry, so they are counted before.
    if data.count(_ZIP_ENTRY) > bounds.members:
        raise ArchiveError(f"The archive has more than {bounds.members} members.")
    meter = _Meter(len(data), bounds)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            name = info.orig_filename
            if not info.flag_bits & _ZIP_UTF8 and not name.isascii():
                raise ArchiveError("A name in the archive is not UTF-8.", member=name)
            mode = info.external_attr >> 16 if info.create_system == _ZIP_UNIX else 0
            if name.endswith("/"):
                _plain(name)
                continue
            if S_IFMT(mode) not in {0, S_IFREG}:
                raise ArchiveError(_NO_FILE, member=name)
            if info.flag_bits & _ZIP_ENCRYPTED:
                raise ArchiveError("A file in the archive is encrypted.", member=name)
            if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
                raise ArchiveError("A file is packed in a way that is not read; use deflate.", member=name)
            with archive.open(info) as file:
                content = file.read(MAX_BYTES + 1)
            if len(content) > MAX_BYTES:
                raise _too_large(name)
            meter.count_bytes(len(content))
            yield name, content


_NO_FILE: Final = "The archive has a member that is neither a file nor a folder; links and devices are refused."


def _too_large(name: str) -> ArchiveError:
    return ArchiveError(f"A file in the archive has more than {MAX_BYTES} bytes.", member=name)


def _plain(name: str) -> str:
    """*name* as a relative path within the archive; raises ArchiveError for anything that leads elsewhere."""
    if name.startswith("/") or _DRIVE.match(name):
        raise ArchiveError("A path in the archive is absolute.", member=name)
    names = name.removesuffix("/").split("/")
    while names[0] == "." and len(names) > 1:
        del names[0]
    if ".." in names:
        raise ArchiveError("A path in the archive leaves it.", member=name)
    if "" in names or "." in names[1:] or "\\" in name or any(unicodedata.category(one) == "Cc" for one in name):
        raise ArchiveError("A path in the archive is not written plainly.", member=name)
    if len(names) > _DEEPEST or len(name) > _LONGEST:
        raise ArchiveError(f"A path is deeper than {_DEEPEST} or longer than {_LONGEST} characters.", member=name)
    return "/".join(names)


def _in_tree(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files by their paths in the tree, which may stand in folders of its own; nothing may stand beside those."""
    roots = sorted(_roots(files), key=len)
    root = roots[0] if roots else ""
    for path in files:
        if not path.startswith(root):
            raise ArchiveError(f"A file stands outside the tree, which is in {root!r}.", member=path)
    return {path.removeprefix(root): content for path, content in files.items()}


def _roots(paths: Iterable[str]) -> Iterator[str]:
    return (path.removesuffix(CATALOGUE) for path in paths if f"/{path}".endswith(f"/{CATALOGUE}"))


def _shown(name: str) -> str:
    cleaned = name.encode(errors="backslashreplace").decode()
    return "".join(one if one.isprintable() else "�" for one in cleaned[:_LONGEST])
