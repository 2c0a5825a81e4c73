"""Archives, good and hostile, as somebody might send them."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

TAR, ZIP = "application/gzip", "application/zip"


def tar(*members: tuple[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar.gz of files."""
    return gzip.compress(tape(*members, form=form), mtime=0)


def tape(*members: tuple[str, bytes] | tarfile.TarInfo, form: int = tarfile.PAX_FORMAT) -> bytes:
    """The same before it is packed; a member may be a header alone."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                name, content = member
                info = tarfile.TarInfo(name)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


PACKERS: Mapping[str, Callable[..., bytes]] = {TAR: tar, ZIP: zipped}


def pack(root: Path, media_type: str = TAR, *, below: str = "") -> bytes:
    """The tree at *root*, in the folder *below* of the archive."""
    files: Iterable[Path] = sorted(path for path in root.rglob("*") if path.is_file())
    return PACKERS[media_type](*((f"{below}{path.relative_to(root).as_posix()}", path.read_bytes()) for path in files))
