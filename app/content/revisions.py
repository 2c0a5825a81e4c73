"""The content tree as git has it in an earlier revision, for minor stamps where nothing is published yet."""

import io
import subprocess
import tarfile
from pathlib import Path

from app.content.tree import MAX_BYTES, MemoryTree


class RevisionError(Exception):
    """There is no such revision, or no git; the message says why."""


def tree_at(root: Path, revision: str) -> MemoryTree:
    """The tree in *root* as it was in a git *revision* such as `HEAD`; raises RevisionError."""
    if revision.startswith("-"):
        raise RevisionError(f"{revision!r} is not a revision")
    command = ["git", "-C", str(root), "archive", "--format=tar", revision]
    try:
        done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603  # an editor's own program  # nosec B603
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    if done.returncode:
        raise RevisionError(done.stderr.decode(errors="replace").strip())
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        members = [member for member in archive if member.isfile() and member.size <= MAX_BYTES]
        return MemoryTree({member.name: (archive.extractfile(member) or io.BytesIO()).read() for member in members})
