"""Zip files whose bytes depend on nothing but their members."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

# The earliest time that a zip can tell; no member carries a real one.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o644 << 16


def write_zip(path: Path, files: Mapping[str, bytes], *, compression: int, first: str | None = None) -> None:
    """Write *files* sorted by name; *first*, if given, leads and is stored, as EPUB wants its `mimetype`."""
    names = sorted(files, key=lambda name: (name != first, name))
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            member = zipfile.ZipInfo(name, _LONG_AGO)
            member.create_system = _UNIX
            member.external_attr = _READABLE
            member.compress_type = zipfile.ZIP_STORED if name == first else compression
            archive.writestr(member, files[name], compresslevel=9)
