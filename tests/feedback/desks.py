"""A site whose readers write and whose editors answer."""

from datetime import UTC, datetime
from typing import Any

import httpx

from app.domain.library import Move, Why
from app.store import keys
from app.store.engine import open_engine, writing
from app.store.values import Scope
from tests.sites import Serve, Site
from tests.store.libraries import concept, library, text

HOPE = library(
    concept("hope", text("da", "Håb"), text("sv", "Hopp")),
    concept("queue", text("da", "Kø")),
    moves=[Move(id="wish", why=Why.RENAMED, to="hope"), Move(id="gone", why=Why.WITHDRAWN)],
)
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


FREE: dict[str, Any] = {"feedback_per_minute": 0, "admin_per_minute": 0, "wrong_keys_per_minute": 0}


def desk(serve: Serve, **settings: Any) -> Site:
    """A site of a test's own, with no limits but those in *settings*."""
    return serve(HOPE, **(FREE | settings))


def token(site: Site, *scopes: Scope) -> str:
    """A key that may do that."""
    return key_to(site.settings.database_url, *scopes)


def key_to(database_url: str, *scopes: Scope) -> str:
    """A key to whatever serves that database; without *scopes* to all of it."""
    engine = open_engine(database_url, threads=1)
    with writing(engine) as connection:
        issued = keys.create(
            connection, datetime.now(UTC), actor="cli", name="test", scopes=scopes or Scope, expires_at=None
        )
    engine.dispose()
    return issued.token


def send(
    site: Site, headers: dict[str, str] | None = None, url: str = "/v1/feedback", **members: Any
) -> httpx.Response:
    """Post a message as JSON."""
    body = {"kind": "error", "entry": "hope", "lang": "da", "message": "The second step is wrong."} | members
    return site.post(url, json=body, headers=headers)


def sent(site: Site, **members: Any) -> dict[str, Any]:
    """The receipt of a message."""
    answer = send(site, **members)
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def own(site: Site, receipt: dict[str, Any]) -> httpx.Response:
    """A reader's own message."""
    return site.get(f"/v1/feedback/{receipt['id']}", headers={"authorization": f"Bearer {receipt['receipt']}"})


def listed(site: Site, query: str = "", key: str | None = None) -> list[dict[str, Any]]:
    """What editors see."""
    answer = site.get(
        f"/v1/admin/feedback?{query}",
        headers={"authorization": f"Bearer {key or token(site, Scope.FEEDBACK_READ)}"},
    )
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def post(site: Site, path: str, key: str, **body: Any) -> httpx.Response:
    """What editors do."""
    return site.post(f"/v1/admin/feedback/{path}", headers={"authorization": f"Bearer {key}"}, json=body or None)
