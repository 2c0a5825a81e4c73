"""File systems that only one process sees: small ones, and some that may only be read."""

import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

_NOBODY = ("unshare", "--user", "--map-user=10001", "--map-group=10001", "setpriv", "--no-new-privs")


@cache
def _possible(*command: str) -> bool:
    begin = ("unshare", "--map-root-user", "--mount")
    return subprocess.run([*begin, *command], check=False, capture_output=True).returncode == 0


needed = pytest.mark.skipif(not _possible("mount", "-t", "tmpfs", "tmpfs", "/mnt"), reason="no mount namespaces here")
needed_by_nobody = pytest.mark.skipif(not _possible(*_NOBODY, "true"), reason="no user namespaces within others here")


def _within(script: str, *arguments: str) -> Sequence[str]:
    return ("unshare", "--map-root-user", "--mount", "sh", "-ec", f'{script}\nshift "$1"; exec "$@"', "sh", *arguments)


def small_disk(folder: Path, template: Path, megabytes: int) -> Sequence[str]:
    """Before a command: *folder* is a disk of so many megabytes with what *template* holds."""
    script = f'mount -t tmpfs -o size={megabytes}m tmpfs "$2"; cp -a "$3/." "$2"'
    return _within(script, "3", str(folder), str(template))


def read_only(folder: Path) -> Sequence[str]:
    """Before a command: nothing in *folder* may be written."""
    return _within('mount --bind "$2" "$2"; mount -o remount,ro,bind "$2"', "2", str(folder))


# All mounts but these and the kernel's own become read-only; the rest of what they forbid must be said again.
_CONTAINED = """
mount --bind "$2" /mnt
mount -t tmpfs tmpfs /tmp
mkdir -p "$2"
mount --move /mnt "$2"
while read -r _ _ _ _ where how _; do
  case "$where $how" in
    "$2 "* | "/tmp "* | "/proc "*) ;;
    *" rw"*) mount -o "remount,bind,ro${how#rw}" "$where" ;;
  esac
done < /proc/self/mountinfo
"""


def contained(volume: Path) -> Sequence[str]:
    """Before a command: what a container has that runs as user 10001, read-only but for /tmp and *volume*."""
    return (*_within(_CONTAINED, "2", str(volume)), *_NOBODY)


def inside(pid: int) -> Sequence[str]:
    """Before a command: what it sees is what process *pid* sees."""
    return ("nsenter", f"--target={pid}", "--user", "--mount", "--preserve-credentials")


def as_seen_by(pid: int, path: Path) -> Path:
    """*path* as process *pid* sees it."""
    return Path(f"/proc/{pid}/root{path}")


def as_it_sees_itself(pid: int) -> str:
    """What the kernel says of process *pid*, in the numbers of its own namespace."""
    shown = subprocess.run(
        ["nsenter", f"--target={pid}", "--user", "--preserve-credentials", "cat", f"/proc/{pid}/status"],
        check=True,
        capture_output=True,
        text=True,
    )
    return shown.stdout
