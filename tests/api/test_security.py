"""What every kind of answer carries, whatever it is of, and whom to tell of a weakness."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi.routing import iter_route_contexts
from pydantic import ValidationError

from app.settings import Settings
from tests.sites import Serve, Site

# What stands for the parameters of a path.
NAMES = {
    "{entry_id}": "service-pyramid",
    "{series_id}": "nine-service-styles",
    "{series}": "nine-service-styles",
    "{lang:language}": "sv",
    "{lang}": "sv",
    "{slug}": "servicepyramiden",
    "{kind}": "model",
    "{code}": "not-found",
    "{message_id}": "0" * 24,
    "{key_id}": "00000000",
    "{number}": "1",
}
BY_PATH = {
    "/static/{name}": ["/static/swagger.js", "/static/swagger-ui.css"],
    "/v1/exports/{format}": ["/v1/exports/csv", "/v1/exports/scorm?lang=da"],
    "/v1/search": ["/v1/search?q=tillid"],
    "/v1/suggest": ["/v1/suggest?q=til"],
    "/oembed": ["/oembed?url=/embed/sv/servicepyramiden", "/oembed?url=/embed/sv/servicepyramiden&format=xml"],
    "/v1/graph": ["/v1/graph?root=service"],
}
EVERYWHERE = {
    "access-control-allow-origin": {"*"},
    "x-content-type-options": {"nosniff"},
    # Pages tell each other where a reader comes from, and nobody else.
    "referrer-policy": {"no-referrer", "same-origin"},
}


def addresses(site: Site) -> list[str]:
    """One or more of every route there is."""
    app: Any = site.app
    while not hasattr(app, "routes"):
        app = app.app
    found = []
    for context in iter_route_contexts(app.routes):
        path = str(context.path)
        if path in BY_PATH:
            found += BY_PATH[path]
            continue
        for name, value in NAMES.items():
            path = path.replace(name, value)
        if "{" not in path and "preview" not in path:
            found.append(path)
    return sorted(set(found))


def wrong_with(answer: httpx.Response) -> list[str]:
    """What an answer lacks, or should not have."""
    headers = answer.headers
    wrong = [f"{name}: {headers.get(name)}" for name, values in EVERYWHERE.items() if headers.get(name) not in values]
    if not headers.get("x-request-id"):
        wrong.append("no id")
    if "cache-control" not in headers:
        wrong.append("nothing about keeping it")
    policy = headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy:
        wrong.append(f"policy: {policy}")
    if "text/html" in headers.get("content-type", ""):
        is_to_be_framed = answer.request.url.path.startswith("/embed/")
        if "frame-ancestors" not in policy or ("frame-ancestors 'none'" in policy) == is_to_be_framed:
            wrong.append(f"frames: {policy}")
    if "unsafe-eval" in policy or "script-src 'unsafe-inline'" in policy:
        wrong.append(f"scripts: {policy}")
    if {"server", "x-powered-by", "set-cookie"} & set(headers):
        wrong.append("tells or keeps too much")
    if answer.status_code >= 400 and headers.get("cache-control") != "no-store":
        wrong.append("an error that may be kept")
    return wrong


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "DELETE", "BREW"])
def test_every_kind_of_answer_of_every_route_is_guarded_alike(catalogue: Site, method: str) -> None:
    wrong = {}
    asked = addresses(catalogue)
    assert len(asked) > 50
    for path in [*asked, "/nothing", "/v1/entries?nonsense=1", "/v1/entries/nobody", "/" + "x" * 9000]:
        answer = catalogue.request(method, f"http://test{path}")
        if found := wrong_with(answer):
            wrong[f"{method} {path} {answer.status_code}"] = found
        if method == "GET" and "etag" in answer.headers:
            same = catalogue.ask(path, if_none_match=answer.headers["etag"])
            assert same.status_code == 304, path
            # The policy of a 304 replaces that of what a browser has kept.
            if wrong_with(same) or same.headers["content-security-policy"] != answer.headers["content-security-policy"]:
                wrong[f"{path} 304"] = wrong_with(same)

    assert wrong == {}


def test_who_may_be_told_of_a_weakness_is_told(serve: Serve) -> None:
    day = f"{datetime.now(UTC) + timedelta(days=300):%Y-%m-%d}"
    site = serve(
        security_contact="mailto:security@school.example",
        security_expires=day,
        public_base_url="https://knowledge.example/",
    )

    answer = site.ask("/.well-known/security.txt")

    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == (
        f"Contact: mailto:security@school.example\nExpires: {day}T23:59:59Z\n"
        "Canonical: https://knowledge.example/.well-known/security.txt\n"
    )


def test_without_an_address_of_its_own_a_server_names_none(serve: Serve) -> None:
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    site = serve(security_contact="https://school.example/security", security_expires=day)

    assert "Canonical" not in site.ask("/.well-known/security.txt").text


@pytest.mark.parametrize(
    "settings", [{}, {"security_contact": "mailto:security@school.example", "security_expires": "2020-01-01"}]
)
def test_where_nobody_stands_by_a_contact_there_is_none(serve: Serve, settings: dict[str, str]) -> None:
    answer = serve(**settings).ask("/.well-known/security.txt", "sv")

    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert "SECURITY_CONTACT" in answer.json()["detail"]


@pytest.mark.parametrize(
    "settings",
    [
        {"security_contact": "mailto:security@school.example"},
        {"security_expires": "2030-01-01"},
        {"security_contact": "security@school.example", "security_expires": "2030-01-01"},
        {"security_contact": "mailto:a@b.example\nPolicy: x", "security_expires": "2030-01-01"},
        {"security_contact": "mailto:a@b.example", "security_expires": "2030-13-01"},
    ],
)
def test_a_contact_that_would_mislead_is_refused_at_the_start(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Settings.model_validate(settings)
