"""Directus 12 on SQLite: a collection of texts and one of their sections, read by the public role."""

import json
import subprocess
import urllib.request
from contextlib import ExitStack
from pathlib import Path

from bench import servers

NAME = "Directus"
ABOUT = "Directus 12 on SQLite, the entry with its sections"
_PUBLIC = "abf8a154-5b1c-4a46-ac9c-7300570f4f17"
_ADMIN = {"email": "bench@example.com", "password": "bench-bench"}
_TEXT = ("entry", "kind", "lang", "slug", "pref_label", "definition", "scope_note", "source_lang", "state", "licence")
_SECTION = ("anchor", "title", "html", "markdown")


def start(stack: ExitStack, folder: Path, entries: Path) -> servers.Server:
    """Start it on a new database and fill that by its own API."""
    port = servers.free_port()
    database = folder / "bench.db"
    database.unlink(missing_ok=True)
    command = ["node", str(folder / "node_modules" / "directus" / "cli.js")]
    environment = {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DB_CLIENT": "sqlite3",
        "DB_FILENAME": str(database),
        "SECRET": "bench",
        "KEY": "bench",
        "ADMIN_EMAIL": _ADMIN["email"],
        "ADMIN_PASSWORD": _ADMIN["password"],
        "TELEMETRY": "false",
        "LOG_LEVEL": "error",
        "CACHE_ENABLED": "false",
        "SERVE_APP": "false",
    }
    subprocess.run(
        [*command, "bootstrap"],
        cwd=folder,
        env=servers.environment(environment),
        check=True,
        capture_output=True,
        text=True,
        timeout=180,
    )
    server = stack.enter_context(
        servers.running(
            NAME,
            [*command, "start"],
            port=port,
            ready="/server/ping",
            log=folder / "bench.log",
            folder=folder,
            patience=180,
            **environment,
        )
    )
    _fill(server, json.loads(entries.read_text()))
    return server


def addresses(server: servers.Server) -> dict[str, str]:
    """The same entry and list."""
    texts = f"{server.url}/items/texts?filter[lang][_eq]=sv"
    return {
        "entry": f"{texts}&filter[entry][_eq]=service-pyramid&fields=*,sections.*",
        "list of 50": f"{texts}&sort=pref_label&limit=50",
    }


def _fill(server: servers.Server, rows: list[dict]) -> None:
    key = _post(server, "/auth/login", _ADMIN)["data"]["access_token"]
    for collection, names in (("texts", (*_TEXT, "alt_labels")), ("sections", _SECTION)):
        fields = [{"field": name, "type": "json" if name == "alt_labels" else "text"} for name in names]
        _post(server, "/collections", {"collection": collection, "schema": {}, "meta": {}, "fields": fields}, key)
    _post(server, "/fields/sections", {"field": "text", "type": "integer"}, key)
    _post(server, "/fields/texts", {"field": "sections", "type": "alias", "meta": {"special": ["o2m"]}}, key)
    relation = {"collection": "sections", "field": "text", "related_collection": "texts"}
    _post(server, "/relations", {**relation, "meta": {"one_field": "sections"}}, key)
    for collection in ("texts", "sections"):
        permission = {"policy": _PUBLIC, "collection": collection, "action": "read", "fields": ["*"], "permissions": {}}
        _post(server, "/permissions", permission, key)
    for begin in range(0, len(rows), 50):
        _post(server, "/items/texts", rows[begin : begin + 50], key)


def _post(server: servers.Server, path: str, body: object, key: str | None = None) -> dict:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    request = urllib.request.Request(server.url + path, json.dumps(body).encode(), headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        return json.loads(answer.read() or b"{}")
