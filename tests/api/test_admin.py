"""The admin API: who may come in, and that nobody else does."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from app.store import keys
from app.store.engine import open_engine, writing
from app.store.values import Scope
from tests.sites import Serve, Site
from tests.store.libraries import concept, library, text

HOPE = library(concept("hope", text("da", "Håb")))
SOON = timedelta(days=1)


@pytest.fixture
def desk(serve: Serve) -> Site:
    return serve(HOPE)


def token(site: Site, *scopes: Scope, lives: timedelta | None = None) -> str:
    """A key of *site* that may do that, for so long."""
    now = datetime.now(UTC)
    engine = open_engine(site.settings.database_url, threads=1)
    with writing(engine) as connection:
        issued = keys.create(
            connection, now, actor="cli", name="test", scopes=scopes, expires_at=now + lives if lives else None
        )
    engine.dispose()
    return issued.token


def call(site: Site, request: str, key: str | None = None, **how: Any) -> httpx.Response:
    method, url = request.split(" ")
    headers = how.pop("headers", {}) | ({"authorization": f"Bearer {key}"} if key else {})
    return site.request(method, url, headers=headers, **how)


def admin_operations(site: Site) -> Iterator[tuple[str, list[str]]]:
    """Each operation of the admin API with the scopes it names; a path's placeholders are filled in."""
    for path, methods in site.ok("/openapi.json")["paths"].items():
        for method, operation in methods.items():
            if path.startswith("/v1/admin") or {"Key"} in map(set, operation.get("security", ())):
                assert operation["security"] == [{"Key": []}]
                yield f"{method.upper()} {re.sub('{.*?}', 'x', path)}", operation["x-required-scopes"]


def test_no_admin_endpoint_answers_without_its_scope(serve: Serve) -> None:
    site = serve(HOPE, admin_per_minute=0, wrong_keys_per_minute=0)
    all_but = {scope: token(site, *(set(Scope) - {scope})) for scope in Scope}
    expired, unknown = token(site, *Scope, lives=-SOON), f"skn_{'0' * 12}_{'0' * 64}"
    operations = list(admin_operations(site))
    assert len(operations) >= 5

    for operation, scopes in operations:
        (scope,) = map(Scope, scopes)
        for key in (None, expired, unknown):
            answer = call(site, operation, key, json={})
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized"), operation
            assert answer.headers["www-authenticate"].startswith('Bearer realm="service-knowledge"')
        answer = call(site, operation, all_but[scope], json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), operation
        assert f'scope="{scope.value}"' in answer.headers["www-authenticate"]
        assert call(site, operation, token(site, scope), json={}).status_code not in {401, 403}, operation


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic c2tuOng=", "skn_1_2", "Bearer skn_1_2", "Bearer a b", "bearer: x", "Bearer \xff"],
)
def test_a_header_that_holds_no_key_is_a_401(desk: Site, header: str) -> None:
    answer = desk.get("/v1/admin/keys", headers={b"authorization": header.encode("latin-1")})

    assert (answer.status_code, answer.headers["cache-control"]) == (401, "no-store")


def test_a_key_in_the_address_opens_nothing(desk: Site) -> None:
    key = token(desk, *Scope)

    assert desk.get(f"/v1/admin/keys?key={key}").status_code == 401
    assert call(desk, f"GET /v1/admin/keys?access_token={key}", key).status_code == 400


def test_answers_of_the_admin_api_are_kept_nowhere(desk: Site) -> None:
    key = token(desk, Scope.KEYS_READ)

    assert call(desk, "GET /v1/admin/keys", key).headers["cache-control"] == "no-store"
    assert desk.get("/v1/admin/keys").status_code == 401


def test_a_key_makes_another_that_may_no_more_and_lives_no_longer(desk: Site) -> None:
    key = token(desk, Scope.KEYS_WRITE, Scope.FEEDBACK_READ, lives=SOON)
    soon = (datetime.now(UTC) + SOON / 2).isoformat()

    def make(*scopes: str, expires_at: str | None = soon) -> httpx.Response:
        body = {"name": "second", "scopes": scopes, "expires_at": expires_at}
        return call(desk, "POST /v1/admin/keys", key, json=body)

    made = make("feedback:read")

    assert made.status_code == 201
    assert made.json()["key"]["scopes"] == ["feedback:read"]
    assert call(desk, "GET /v1/admin/keys", made.json()["token"]).status_code == 403
    for beyond in (
        make("feedback:read", "keys:read"),
        make("releases:write"),
        make("feedback:read", expires_at=None),
        make("feedback:read", expires_at=(datetime.now(UTC) + 2 * SOON).isoformat()),
    ):
        assert (beyond.status_code, beyond.json()["code"]) == (403, "forbidden")


def test_a_key_cannot_get_at_more_by_rotating_another_nor_end_a_mightier_one(desk: Site) -> None:
    mighty, weak = token(desk, *Scope), token(desk, Scope.KEYS_WRITE)
    mighty_id = mighty.split("_")[1]

    assert call(desk, f"POST /v1/admin/keys/{mighty_id}/rotate", weak, json={}).status_code == 403
    assert call(desk, f"DELETE /v1/admin/keys/{mighty_id}", weak).status_code == 403
    assert call(desk, "GET /v1/admin/keys", mighty).status_code == 200


def test_a_key_is_rotated_and_revoked(desk: Site) -> None:
    key = token(desk, *Scope)
    key_id = key.split("_")[1]

    rotated = call(desk, f"POST /v1/admin/keys/{key_id}/rotate", key, json={"grace_hours": 0}).json()["token"]

    assert call(desk, "GET /v1/admin/keys", key).status_code == 401
    assert call(desk, f"DELETE /v1/admin/keys/{key_id}", rotated).status_code == 204
    assert call(desk, "GET /v1/admin/keys", rotated).status_code == 401
    other = token(desk, *Scope)
    for request in (f"POST /v1/admin/keys/{key_id}/rotate", "POST /v1/admin/keys/000000000000/rotate"):
        assert call(desk, request, other, json={}).json()["code"] == "key-not-found"
    assert call(desk, "DELETE /v1/admin/keys/000000000000", other).status_code == 404
    (listed,) = [one for one in call(desk, "GET /v1/admin/keys", other).json()["items"] if one["id"] == key_id]
    assert (listed["is_good"], listed["last_used_at"] is not None) == (False, True)
    assert "token" not in listed


def test_the_audit_log_tells_who_did_what(desk: Site) -> None:
    key, reader = token(desk, *Scope), token(desk, Scope.AUDIT_READ)
    key_id = key.split("_")[1]
    for _ in range(2):
        call(desk, f"POST /v1/admin/keys/{key_id}/rotate", key, json={})

    first = call(desk, f"GET /v1/admin/audit?subject={key_id}&limit=2", reader).json()
    second = call(desk, f"GET /v1/admin/audit?subject={key_id}&limit=2&before={first['next']}", reader).json()

    told = [(one["actor"], one["action"]) for one in (*first["items"], *second["items"])]
    assert told == [(f"key:{key_id}", "key.rotate")] * 2 + [("cli", "key.create")]
    assert second["next"] is None


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"name": "", "scopes": ["keys:read"], "expires_at": None}, "/name"),
        ({"name": "a\nb", "scopes": ["keys:read"], "expires_at": None}, "/name"),
        ({"name": "a", "scopes": [], "expires_at": None}, "/scopes"),
        ({"name": "a", "scopes": ["everything"], "expires_at": None}, "/scopes/0"),
        ({"name": "a", "scopes": ["keys:read"], "expires_at": "soon"}, "/expires_at"),
        ({"name": "a", "scopes": ["keys:read"], "expires_at": 1893456000}, "/expires_at"),
        ({"name": "a", "scopes": ["keys:read"], "expires_at": "1893456000"}, "/expires_at"),
        ({"name": "a", "scopes": ["keys:read"], "expires_at": "9999-12-31T23:59:59-12:00"}, "/expires_at"),
        ({"name": "a", "scopes": ["keys:read"], "expires_at": "0001-01-01T00:00:00+12:00"}, "/expires_at"),
        ({"name": "a", "scopes": ["keys:read"]}, "/expires_at"),
        ({"name": "a", "scopes": ["keys:read"], "expires_at": None, "admin": True}, "/admin"),
    ],
)
def test_a_key_that_cannot_be_made_is_told_by_its_member(desk: Site, body: Any, pointer: str) -> None:
    answer = call(desk, "POST /v1/admin/keys", token(desk, *Scope), json=body)

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


def test_a_time_that_is_a_number_is_refused_with_how_to_write_it(desk: Site) -> None:
    body = {"name": "a", "scopes": ["keys:read"], "expires_at": 0}

    answer = call(desk, "POST /v1/admin/keys", token(desk, *Scope), json=body, headers={"accept-language": "sv"})

    assert (answer.status_code, "2026-01-31T12:00:00Z" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("da", "Tidspunktet er passeret. Angiv et, der ligger i fremtiden."),
        ("sv", "Tidpunkten har redan passerat. Ange en som ligger i framtiden."),
    ],
)
@pytest.mark.parametrize("end", ["0341-06-10T12:37:57Z", "2026-01-01T00:00:00+01:00"])
def test_a_key_that_would_have_ended_before_it_is_made_is_refused(desk: Site, end: str, lang: str, said: str) -> None:
    key = token(desk, *Scope)
    body = {"name": "a", "scopes": ["keys:read"], "expires_at": end}

    answer = call(desk, "POST /v1/admin/keys", key, json=body, headers={"accept-language": lang})

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-body")
    assert [(one["pointer"], one["detail"]) for one in answer.json()["errors"]] == [("/expires_at", said)]
    assert [one["name"] for one in call(desk, "GET /v1/admin/keys", key).json()["items"]].count("a") == 0


@pytest.mark.parametrize("end", ["2999-02-28T12:37:57Z", "9999-12-31T23:59:59Z"])
def test_a_key_keeps_its_end_whatever_year_it_is(desk: Site, end: str) -> None:
    key = token(desk, *Scope)

    made = call(desk, "POST /v1/admin/keys", key, json={"name": "a", "scopes": ["keys:read"], "expires_at": end})

    assert (made.status_code, made.json()["key"]["expires_at"]) == (201, end)
    assert end in [one["expires_at"] for one in call(desk, "GET /v1/admin/keys", key).json()["items"]]


@pytest.mark.parametrize("hours", [445, 445.0, 0.0, 720.0])
def test_a_number_without_a_fraction_is_a_whole_one_however_it_is_written(desk: Site, hours: float) -> None:
    key = token(desk, *Scope)
    key_id = key.split("_")[1]

    rotated = call(desk, f"POST /v1/admin/keys/{key_id}/rotate", key, json={"grace_hours": hours})
    log = call(desk, f"GET /v1/admin/audit?subject={key_id}&limit=1", rotated.json()["token"]).json()["items"]

    assert rotated.status_code == 200
    until = datetime.fromisoformat(log[0]["detail"]["former_until"])
    assert abs(until - datetime.fromisoformat(log[0]["at"]) - timedelta(hours=hours)) <= timedelta(seconds=1)


@pytest.mark.parametrize("hours", [True, "24", "24.0", 1.5, -1, -1.0, 721, 721.0, 1e300, None])
def test_the_hours_that_a_former_secret_still_opens_are_a_number(desk: Site, hours: object) -> None:
    key = token(desk, *Scope)

    answer = call(desk, f"POST /v1/admin/keys/{key.split('_')[1]}/rotate", key, json={"grace_hours": hours})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/grace_hours")


def test_bodies_are_bounded_and_nobody_without_a_key_has_one_read(desk: Site) -> None:
    key = token(desk, *Scope)

    assert call(desk, "POST /v1/admin/keys", key, content=b"x" * 16385).status_code == 413
    assert call(desk, "POST /v1/admin/keys", content=b"{").status_code == 401
    assert call(desk, "POST /v1/admin/keys", key, content=b"{").status_code == 422


def test_a_key_may_ask_so_often_and_no_more(serve: Serve) -> None:
    site = serve(HOPE, admin_per_minute=2)
    key, other = token(site, Scope.KEYS_READ), token(site, Scope.KEYS_READ)

    first, second, third = (call(site, "GET /v1/admin/keys", key) for _ in range(3))

    assert first.headers["ratelimit-policy"] == '"admin";q=2;w=60'
    assert re.fullmatch(r'"admin";r=1;t=\d+', first.headers["ratelimit"])
    assert (second.status_code, third.status_code) == (200, 429)
    assert third.json()["code"] == "too-many-requests"
    assert 1 <= int(third.headers["retry-after"]) <= 60
    assert call(site, "GET /v1/admin/keys", other).status_code == 200


def test_who_guesses_keys_is_stopped_and_others_are_not(serve: Serve) -> None:
    site = serve(HOPE, wrong_keys_per_minute=3, trusted_proxies=1)
    key = token(site, Scope.KEYS_READ)

    def ask(key: str, address: str) -> int:
        return call(site, "GET /v1/admin/keys", key, headers={"x-forwarded-for": address}).status_code

    guesses = [ask(f"skn_{'0' * 12}_{number:064x}", f"1.2.3.4, 2001:db8::{number}") for number in range(5)]

    assert guesses == [401, 401, 401, 429, 429]
    assert ask(key, "2001:db8::ffff") == 429
    assert ask(key, "2001:db8:0:1::1") == 200
    assert ask(key, "203.0.113.7") == 200


def test_a_database_that_fails_is_a_503_that_tells_nothing_about_it(desk: Site) -> None:
    key = token(desk, *Scope)
    engine = open_engine(desk.settings.database_url, threads=1)
    with writing(engine) as connection:
        connection.exec_driver_sql("DROP TABLE api_keys")
    engine.dispose()

    answer = call(desk, "GET /v1/admin/keys", key)

    assert (answer.status_code, answer.json()["code"]) == (503, "database-unreachable")
    assert answer.headers["retry-after"] == "5"
    assert "sqlite" not in answer.text


def test_another_origin_may_use_a_key_it_holds_and_nothing_else(desk: Site) -> None:
    preflight = desk.options(
        "/v1/admin/keys",
        headers={"origin": "https://evil.example", "access-control-request-method": "POST"},
    )
    forged = desk.post("/v1/admin/keys", headers={"origin": "https://evil.example", "cookie": "session=1"}, json={})

    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers
    assert forged.status_code == 401
