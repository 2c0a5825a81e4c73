"""Strapi and Directus from npm, on the same entries: installed into var/peers and started where that is possible."""

import json
import os
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import servers
from bench.peers import directus, strapi

FOLDER = servers.ROOT / "var" / "peers"
LANGUAGES = ("da", "no", "sv", "tl")
# npm is given up after this many seconds; what is installed already is not installed again.
PATIENCE = 900


@dataclass(frozen=True, slots=True)
class System:
    """One of them, running; *told* says what it is, *addresses* where it has the same as the product."""

    server: servers.Server
    told: str
    addresses: Callable[[], dict[str, str]]


_failures: dict[str, str] = {}


def started(stack: ExitStack, source: servers.Server) -> list[System]:
    """Those that can be installed and started here; of the others, `why_not` tells why."""
    if shutil.which("npm") is None:
        _failures["peers"] = "npm is not installed"
        return []
    entries = FOLDER / "entries.json"
    FOLDER.mkdir(parents=True, exist_ok=True)
    entries.write_text(json.dumps(_rows(source)))
    found = []
    for module in (strapi, directus):
        folder = FOLDER / module.NAME.lower()
        try:
            _install(folder, Path(module.__file__).parent / module.NAME.lower())
            server = module.start(stack, folder, entries)
        except (subprocess.SubprocessError, OSError, SystemExit) as error:
            said = getattr(error, "stderr", None) or str(error)
            _failures[module.NAME] = f"not measured: {' '.join(str(said).split())[-300:]}"
            print(f"{module.NAME}: {_failures[module.NAME]}", file=sys.stderr)
            continue
        told = f"{module.ABOUT}, Node {_node_version()}"
        found.append(System(server, told, lambda module=module, server=server: module.addresses(server)))
    return found


def why_not() -> dict[str, str]:
    """Why there are no others beside the product."""
    return _failures if os.environ.get("PEERS") else {}


def _install(folder: Path, project: Path) -> None:
    shutil.copytree(project, folder, dirs_exist_ok=True)
    wanted = (project / "package.json").read_text()
    done = folder / "node_modules" / ".installed"
    if done.exists() and done.read_text() == wanted:
        return
    command = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=PATIENCE)
    done.write_text(wanted)


def _node_version() -> str:
    return subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout.strip()[1:]


def _rows(source: servers.Server) -> list[dict]:
    """Every text of the product's own API, with its sections."""
    found = []
    with urllib.request.urlopen(f"{source.url}/v1/entries?limit=200&lang=da") as answer:  # noqa: S310 - our own server
        ids = [item["id"] for item in json.load(answer)["items"]]
    for entry in ids:
        for lang in LANGUAGES:
            address = f"{source.url}/v1/entries/{urllib.parse.quote(entry)}?lang={lang}&include=sections"
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own server
                told = json.load(answer)
            names = ("kind", "slug", "pref_label", "alt_labels", "definition", "scope_note", "source_lang", "licence")
            found.append(
                {
                    "entry": entry,
                    "lang": lang,
                    "state": told["status"],
                    **{name: told[name] for name in names},
                    "sections": [
                        {"anchor": one["id"], **{name: one[name] for name in ("title", "html", "markdown")}}
                        for one in told["sections"]
                    ],
                }
            )
    return found
