"""Installs what a package.json asks for, from npm, once."""

import re
import shutil
import subprocess
from pathlib import Path

# npm is given up after this many seconds.
PATIENCE = 900
_KEPT = ("node_modules", "package-lock.json")
_ADDRESS = re.compile(r"https?://\S+")


class NotHereError(Exception):
    """Why a system cannot be had here."""


def install(folder: Path, project: Path) -> None:
    """Make *folder* a copy of *project* with its dependencies; nothing is fetched if they are there already.

    No package runs a script of its own, so that nothing is compiled.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise NotHereError("npm is not installed")
    _renew(folder, project)
    wanted = (project / "package.json").read_text()
    done = folder / "node_modules" / ".installed"
    if done.exists() and done.read_text() == wanted:
        return
    command = [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.CalledProcessError as error:
        raise NotHereError(f"npm install: {said(error.stderr)}") from error
    except subprocess.TimeoutExpired as error:
        raise NotHereError(f"npm install took longer than {PATIENCE} s") from error
    done.write_text(wanted)


def _renew(folder: Path, project: Path) -> None:
    """Put *project*'s files into *folder*, and take away what an earlier version of it left there."""
    folder.mkdir(parents=True, exist_ok=True)
    for child in folder.iterdir():
        if child.name in _KEPT:
            continue
        if child.is_dir():
            shutil.rmtree(child)
        else:
            child.unlink()
    shutil.copytree(project, folder, dirs_exist_ok=True)


def said(text: str) -> str:
    """The end of what a program said, on one line; which registry somebody uses does not belong on a page."""
    return " ".join(_ADDRESS.sub("…", text).split())[-300:]
