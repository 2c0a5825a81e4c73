"""Where content files come from: a folder on disk, or a mapping in memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# No file of an editor is larger; one that is, is not ours.
MAX_BYTES = 1024 * 1024


class RefusedFileError(Exception):
    """A file that must not be read; its arguments are what is wrong and what to do about it."""

    def __init__(self, message: str, cure: str) -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


class Tree(Protocol):
    """A content tree; paths are relative to its root and written with `/`."""

    def paths(self) -> Iterator[str]:
        """Every file, without those whose name, or folder's name, begins with a dot."""

    def read(self, path: str) -> bytes:
        """What is in the file; raises RefusedFileError where it may not be read."""


@dataclass(frozen=True, slots=True)
class FolderTree:
    """The files below a folder; links must stay inside it."""

    root: Path

    def paths(self) -> Iterator[str]:
        """Every file below the folder; links to folders count as files, so that nothing is walked twice."""
        pending = [self.root]
        while pending:
            for found in sorted(pending.pop().iterdir()):
                if found.name.startswith("."):
                    continue
                if found.is_dir() and not found.is_symlink():
                    pending.append(found)
                else:
                    yield found.relative_to(self.root).as_posix()

    def read(self, path: str) -> bytes:
        """The file's bytes, at most 1 MiB."""
        file = self.root / path
        if file.is_symlink() and not file.resolve().is_relative_to(self.root.resolve()):
            raise RefusedFileError("this is a link that leaves the tree", "Put the file itself here.")
        if not file.is_file():
            raise RefusedFileError("this is not a file", "Put the file itself here.")
        if file.stat().st_size > MAX_BYTES:
            raise RefusedFileError(*_too_large(file.stat().st_size))
        return file.read_bytes()


@dataclass(frozen=True, slots=True)
class MemoryTree:
    """Files as a mapping from path to bytes, as an archive holds them."""

    files: Mapping[str, bytes]

    def paths(self) -> Iterator[str]:
        """Every file in the mapping."""
        return (path for path in sorted(self.files) if not any(name.startswith(".") for name in path.split("/")))

    def read(self, path: str) -> bytes:
        """The file's bytes, at most 1 MiB."""
        data = self.files[path]
        if len(data) > MAX_BYTES:
            raise RefusedFileError(*_too_large(len(data)))
        return data


def open_tree(path: Path) -> Tree:
    """The content tree in the folder *path*; raises NotADirectoryError where there is none."""
    if not path.is_dir():
        raise NotADirectoryError(f"{path} is not a folder")
    return FolderTree(path)


def _too_large(size: int) -> tuple[str, str]:
    return f"the file has {size} bytes; at most {MAX_BYTES} are read", "Split it, or remove what is not text."
