"""Directus 12 on PostgreSQL: entries, their translations and the sections of those, read by the public role."""

import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import servers
from bench.peers import node
from bench.peers.npm import NotHereError, said
from bench.postgres import Database

NAME = "Directus"
ABOUT = "Directus 12.1 in production, entries with translations and their sections"
CACHED = "Directus, own cache"
_PUBLIC = "abf8a154-5b1c-4a46-ac9c-7300570f4f17"
_ADMIN = {"email": "bench@example.com", "password": "bench-bench"}
_NO_ONE = "http://127.0.0.1:9"


def start(
    stack: ExitStack, folder: Path, database: Database, entries: Sequence[Mapping[str, Any]]
) -> dict[str, servers.Server]:
    """Start it twice on *database*, without and with its own cache, filled by its API: what each is, and the server."""
    command = ["node", str(folder / "node_modules" / "@directus" / "api" / "dist" / "cli" / "run.js")]
    settings = _settings(database)
    try:
        subprocess.run(
            [*command, "bootstrap"],
            cwd=folder,
            env=servers.environment(settings),
            check=True,
            capture_output=True,
            text=True,
            timeout=node.PATIENCE,
        )
    except subprocess.CalledProcessError as error:
        raise NotHereError(f"directus bootstrap: {said(error.stdout + error.stderr)}") from error

    command.append("start")
    plain = node.started(stack, NAME, command, folder, ready="/server/ping", **settings)
    _fill(plain.url, entries)
    cached = node.started(stack, CACHED, command, folder, ready="/server/ping", CACHE_ENABLED="true", **settings)
    return {ABOUT: plain, f"{ABOUT}, CACHE_ENABLED=true": cached}


def targets(slug: str, lang: str, words: str) -> dict[str, str]:
    """Where it answers the entry, the list and the search that the product is asked for."""
    one = {
        "filter[translations][slug][_eq]": slug,
        "fields": "*,translations.*,translations.sections.*",
        "deep[translations][_filter][languages_code][_eq]": lang,
    }
    # By name, or each text would come with the ids of its sections.
    fields = "languages_code,slug,pref_label,alt_labels,definition,state,entries_id.id,entries_id.kind"
    texts = {"filter[languages_code][_eq]": lang, "fields": fields}
    return {
        "entry": f"/items/entries?{urlencode(one)}",
        "list of 50": f"/items/entries_translations?{urlencode({**texts, 'sort': 'pref_label', 'limit': 50})}",
        "search": f"/items/entries_translations?{urlencode({**texts, 'search': words, 'limit': 10})}",
    }


def item(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry as one nested item of its collection."""
    translations = [{"languages_code": lang, **text} for lang, text in entry["texts"].items()]
    shared = {name: entry[name] for name in ("kind", "source_lang", "licence")}
    return {"id": entry["identifier"], **shared, "translations": translations}


def _settings(database: Database) -> dict[str, str]:
    return {
        "HOST": "127.0.0.1",
        "DB_CLIENT": "pg",
        "DB_HOST": database.host,
        "DB_PORT": str(database.port),
        "DB_USER": database.user,
        "DB_DATABASE": database.name,
        "SECRET": "bench-bench-bench-bench-bench-bench",
        "ADMIN_EMAIL": _ADMIN["email"],
        "ADMIN_PASSWORD": _ADMIN["password"],
        "LOG_LEVEL": "error",
        "SERVE_APP": "false",
        # Without a licence it reports its usage whatever TELEMETRY says; here nobody listens.
        "TELEMETRY": "false",
        "TELEMETRY_URL": _NO_ONE,
        "COMPLIANCE_URL": _NO_ONE,
        # It would refuse requests as soon as it is busy.
        "PRESSURE_LIMITER_ENABLED": "false",
    }


def _fill(url: str, entries: Sequence[Mapping[str, Any]]) -> None:
    key = _post(url, "/auth/login", _ADMIN)["data"]["access_token"]
    for path, body in _schema():
        _post(url, path, body, key)
    languages = dict.fromkeys(lang for entry in entries for lang in entry["texts"])
    _post(url, "/items/languages", [{"code": code, "name": code} for code in languages], key)
    for begin in range(0, len(entries), 20):
        _post(url, "/items/entries", [item(entry) for entry in entries[begin : begin + 20]], key)


def _schema() -> Iterator[tuple[str, object]]:
    """What to post where: collections as the panel makes them for a translated type, and who may read them."""
    number = _field("id", "integer", is_primary_key=True, has_auto_increment=True)
    yield _collection("languages", _field("code", is_primary_key=True), _field("name"))
    yield _collection(
        "entries",
        _field("id", is_primary_key=True),
        *map(_field, ("kind", "source_lang", "licence")),
        _alias("translations", "translations"),
    )
    yield _collection(
        "entries_translations",
        number,
        _field("entries_id"),
        _field("languages_code"),
        *map(_field, ("slug", "pref_label", "state")),
        _field("alt_labels", "json"),
        _field("definition", "text"),
        _field("scope_note", "text"),
        _alias("sections", "o2m"),
    )
    yield _collection(
        "sections",
        number,
        _field("entries_translations_id", "integer"),
        *map(_field, ("anchor", "title")),
        _field("html", "text"),
        _field("markdown", "text"),
    )
    yield _relation("entries_translations", "entries_id", "entries", "translations", "languages_code")
    yield _relation("entries_translations", "languages_code", "languages", None, "entries_id")
    yield _relation("sections", "entries_translations_id", "entries_translations", "sections", None)
    for collection in ("languages", "entries", "entries_translations", "sections"):
        yield (
            "/permissions",
            {"policy": _PUBLIC, "collection": collection, "action": "read", "fields": ["*"], "permissions": {}},
        )


def _collection(name: str, *fields: dict[str, Any]) -> tuple[str, object]:
    return "/collections", {"collection": name, "schema": {}, "meta": {}, "fields": fields}


def _field(name: str, kind: str = "string", **schema: bool) -> dict[str, Any]:
    return {"field": name, "type": kind, "schema": schema, "meta": {}}


def _alias(name: str, special: str) -> dict[str, Any]:
    return {"field": name, "type": "alias", "meta": {"special": [special]}}


def _relation(many: str, field: str, one: str, alias: str | None, junction: str | None) -> tuple[str, object]:
    meta = {"one_field": alias, "junction_field": junction}
    return "/relations", {"collection": many, "field": field, "related_collection": one, "schema": {}, "meta": meta}


def _post(url: str, path: str, body: object, key: str | None = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {key}"} if key else {})
    request = urllib.request.Request(url + path, json.dumps(body).encode(), headers)  # noqa: S310 - our own server
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            found: dict[str, Any] = json.loads(answer.read() or b"{}")
    except urllib.error.HTTPError as error:
        raise NotHereError(f"{path}: {said(error.read().decode())}") from error
    return found
