"""Strapi 5 on PostgreSQL: a content type with locales and a component for sections, read without a key."""

import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import servers
from bench.peers import node
from bench.postgres import Database

NAME = "Strapi"
ABOUT = "Strapi 5.54 in production, entries with locales, sections as components"


def start(
    stack: ExitStack, folder: Path, database: Database, entries: Sequence[Mapping[str, Any]]
) -> dict[str, servers.Server]:
    """Start it on *database*, which it fills before it answers: what it is, and the server."""
    rows = folder / "entries.json"
    rows.write_text(json.dumps(entries))
    server = node.started(
        stack,
        NAME,
        [str(folder / "node_modules" / ".bin" / "strapi"), "start"],
        folder,
        ready="/api/entries",
        DATABASE_HOST=database.host,
        DATABASE_PORT=str(database.port),
        DATABASE_USERNAME=database.user,
        DATABASE_NAME=database.name,
        BENCH_ENTRIES=str(rows),
        STRAPI_TELEMETRY_DISABLED="true",
        STRAPI_PLUGIN_I18N_INIT_LOCALE_CODE=next(iter(entries[0]["texts"])),
    )
    return {ABOUT: server}


def targets(slug: str, lang: str, words: str) -> dict[str, str]:
    """Where it answers the entry, the list and the search that the product is asked for."""
    names = ("identifier", "kind", "slug", "pref_label", "alt_labels", "definition", "state")
    fields = {f"fields[{number}]": name for number, name in enumerate(names)}
    found = {
        "entry": {"filters[slug][$eq]": slug, "populate": "sections"},
        "list of 50": {**fields, "sort": "pref_label", "pagination[pageSize]": 50},
        "search": {**fields, "_q": words, "pagination[pageSize]": 10},
    }
    return {what: f"/api/entries?{urlencode({'locale': lang, **query})}" for what, query in found.items()}
