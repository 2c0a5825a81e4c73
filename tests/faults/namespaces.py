"""File systems that only one process sees: small ones, and some that may only be read."""

import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest


@cache
def _possible() -> bool:
    tried = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
        check=False,
        capture_output=True,
    )
    return tried.returncode == 0


needed = pytest.mark.skipif(not _possible(), reason="no mount namespaces here")


def _within(script: str, *arguments: str) -> Sequence[str]:
    return ("unshare", "--map-root-user", "--mount", "sh", "-ec", f'{script}\nshift "$1"; exec "$@"', "sh", *arguments)


def small_disk(folder: Path, template: Path, megabytes: int) -> Sequence[str]:
    """Before a command: *folder* is a disk of so many megabytes with what *template* holds."""
    script = f'mount -t tmpfs -o size={megabytes}m tmpfs "$2"; cp -a "$3/." "$2"'
    return _within(script, "3", str(folder), str(template))


def read_only(folder: Path) -> Sequence[str]:
    """Before a command: nothing in *folder* may be written."""
    return _within('mount --bind "$2" "$2"; mount -o remount,ro,bind "$2"', "2", str(folder))


def inside(pid: int) -> Sequence[str]:
    """Before a command: what it sees is what process *pid* sees."""
    return ("nsenter", f"--target={pid}", "--user", "--mount", "--preserve-credentials")


def as_seen_by(pid: int, path: Path) -> Path:
    """*path* as process *pid* sees it."""
    return Path(f"/proc/{pid}/root{path}")
