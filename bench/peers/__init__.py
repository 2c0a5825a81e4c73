"""Strapi and Directus from npm on the product's entries: installed into var/peers and started where they can be."""

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from bench import load, servers
from bench.peers import directus, entries, node, npm, strapi
from bench.postgres import Database

FOLDER = servers.ROOT / "var" / "peers"
PROJECTS = Path(__file__).parent / "projects"
# For so many seconds each address is asked before anything is measured, until V8 has compiled what answers.
WARM_UP = 2
# What the product is asked for beside them.
ENTRY, LANG, WORDS = "service-pyramid", "sv", "service"
WANTED = {"entry": 1, "list of 50": 50, "search": 10}


@dataclass(frozen=True, slots=True)
class System:
    """One that runs: *about* says what it is, *addresses* where it answers what."""

    server: servers.Server
    about: str
    addresses: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Peers:
    """Those that run, and why others do not."""

    systems: tuple[System, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, str]:
        """What each is, or why it is not there."""
        return {one.server.name: one.about for one in self.systems} | dict(self.missing)


def started(stack: ExitStack, source: servers.Server, database: Callable[[str], Database] | None) -> Peers:
    """Install and start them, filled with the entries of *source*."""
    if database is None:
        return Peers(missing={"Strapi, Directus": "not measured, there is no PostgreSQL for them"})
    rows = entries.read(source.url)
    slug = next(row["texts"][LANG]["slug"] for row in rows if row["identifier"] == ENTRY)
    systems: list[System] = []
    missing: dict[str, str] = {}
    for module in (strapi, directus):
        folder = FOLDER / module.NAME.lower()
        try:
            npm.install(folder, PROJECTS / folder.name)
            for about, server in module.start(stack, folder, database(folder.name), rows).items():
                addresses = {what: server.url + path for what, path in module.targets(slug, LANG, WORDS).items()}
                _try_out(addresses)
                systems.append(System(server, f"{about}, on PostgreSQL, Node {node.version()}", addresses))
        except (npm.NotHereError, subprocess.SubprocessError, OSError, SystemExit) as error:
            missing[module.NAME] = f"not measured, {npm.said(str(error)).replace(str(folder), folder.name)}"
            print(f"{module.NAME} is {missing[module.NAME]} ({folder}/bench.log)", file=sys.stderr)
    return Peers(tuple(systems), missing)


def _try_out(addresses: Mapping[str, str]) -> None:
    """Ask for everything until it comes as fast as it will; who answers less than was asked for is not measured."""
    for what, address in addresses.items():
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own server
            found = len(json.load(answer)["data"])
        _, failed = load.burst(address, {}, seconds=WARM_UP)
        if failed or found != WANTED[what]:
            raise npm.NotHereError(f"{what}: {found} instead of {WANTED[what]}, {failed} failures")
