"""Releases over HTTP: published from an archive, on a condition, listed, compared, put back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.api.ordering import BOUNDS
from app.domain.library import Move, Why
from app.releases.desk import MOST, Desk
from app.store.values import Scope
from tests.api.test_admin import call, token
from tests.content.archives import TAR, ZIP, pack
from tests.content.trees import BASE, grow
from tests.sites import Serve, Site, site
from tests.store.libraries import concept, library, series, text

CHANGED = BASE["da/concepts/trust.md"].replace("Tillid", "Tro")
HOPE = library(concept("hope", text("da", "Håb")))
MORE = library(
    concept("hope", text("da", "Håb"), text("sv", "Hopp")),
    concept("faith", text("da", "Tro")),
    all_series=[series("virtues", text("da", "Dyder"), parts=("hope", "faith"))],
)
WITHOUT_SERIES = library(*MORE.entries.values(), moves=[Move(id="virtues", why=Why.WITHDRAWN)])


@pytest.fixture
def desk(serve: Serve) -> Site:
    return serve(HOPE)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "empty").mkdir()
    with site(None, tmp_path / "empty") as started:
        yield started


@pytest.fixture
def key(desk: Site) -> str:
    return token(desk, Scope.RELEASES_READ, Scope.RELEASES_WRITE, Scope.AUDIT_READ)


def inner(app: Any) -> Any:
    """The framework's application, in whatever stands before it."""
    return app if hasattr(getattr(app, "state", None), "desk") else inner(app.app)


def post(
    site: Site, key: str, archive: bytes, query: str = "", media_type: str = TAR, **headers: str
) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    headers = {"content-type": media_type, **named}
    return call(site, f"POST /v1/admin/releases{query}", key, content=archive, headers=headers)


def test_an_archive_becomes_the_release_that_is_served(serve: Serve, tmp_path: Path) -> None:
    started = serve(None, public_base_url="https://example.org", release_poll_seconds=0.05)
    key = token(started, *Scope)
    root = grow(tmp_path / "other", {"da/concepts/trust.md": CHANGED})

    dry = post(started, key, pack(root), "?dry_run=true")
    made = post(started, key, pack(root), "?message=By+hand", if_match='"1"')
    again = post(started, key, pack(root, ZIP), media_type=ZIP, if_match='W/"2-abc"')

    assert (dry.status_code, dry.json()["number"], dry.json()["created"], dry.json()["dry_run"]) == (200, 2, True, True)
    assert "etag" not in dry.headers
    assert (made.status_code, made.headers["etag"]) == (201, '"2"')
    assert made.headers["location"] == "https://example.org/v1/admin/releases/2"
    assert made.json()["changes"] == dry.json()["changes"]
    assert made.json()["changes"]["text"] == {"added": 0, "changed": 1, "removed": 0}
    assert made.json()["warnings"] == []
    assert (again.status_code, again.headers["etag"], again.json()["created"]) == (200, '"2"', False)
    started.wait_for(2)
    assert started.ok("/v1/entries/trust?lang=da")["pref_label"] == "Tro"
    (deed,) = call(started, "GET /v1/admin/audit?subject=2", key).json()["items"]
    assert (deed["actor"], deed["action"]) == (f"key:{key.split('_')[1]}", "release.publish")
    assert deed["detail"]["message"] == "By hand"


def test_a_broken_tree_is_told_file_by_file_and_not_published(serve: Serve, tmp_path: Path) -> None:
    started = serve(None)
    key = token(started, *Scope)
    root = grow(tmp_path / "other", {"da/concepts/trust.md": "---\npref_label: Tro\ndefinitoin: x\n---\n"})

    answer = post(started, key, pack(root), accept_language="da")

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid-content")
    assert problem["detail"] == "Antal fejl i indholdet: 2. Intet blev udgivet."
    assert problem["errors"][1] == {
        "parameter": None,
        "pointer": "/definitoin",
        "file": {
            "path": "da/concepts/trust.md",
            "line": 3,
            "severity": "error",
            "cure": "Did you mean `definition`?",
        },
        "detail": "`definitoin` is not a key that is known here",
    }
    assert started.ok("/version")["release"] == 1


def test_a_warning_comes_with_the_release(serve: Serve, tmp_path: Path) -> None:
    started = serve(None)
    translation = {"no/concepts/loyalty.md": "---\npref_label: Lojalitet\ndefinition: Å komme igjen.\n---\n"}
    root = grow(tmp_path / "other", translation, stamped=True)
    file = root / "da/concepts/loyalty.md"
    file.write_text(file.read_text().replace("igen", "tilbage"))

    (warning,) = post(started, token(started, *Scope), pack(root), "?dry_run=1").json()["warnings"]

    assert (warning["path"], warning["severity"]) == ("no/concepts/loyalty.md", "warning")
    assert set(warning) == {"path", "line", "pointer", "severity", "detail", "cure"}


def test_what_is_no_archive_is_refused(desk: Site, key: str) -> None:
    answer = post(desk, key, b"hello")

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-archive")
    assert "not a tar.gz archive" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("headers", "query", "refusal"),
    [
        ({"content_type": "application/json"}, "", (415, "unsupported-media-type")),
        ({"content_type": ""}, "", (415, "unsupported-media-type")),
        ({"content_encoding": "gzip"}, "", (415, "unsupported-media-type")),
        ({"content_length": str(BOUNDS.packed + 1)}, "", (413, "too-large")),
        ({"if_match": "1-2"}, "", (400, "invalid-parameter")),
        ({"if_match": "*"}, "", (400, "invalid-parameter")),
        ({}, "?dryrun=1", (400, "unknown-parameter")),
        ({}, "?message=" + "x" * 501, (400, "invalid-parameter")),
    ],
)
def test_what_cannot_be_published_is_refused_before_it_is_read(
    desk: Site, key: str, headers: dict[str, str], query: str, refusal: tuple[int, str]
) -> None:
    answer = post(desk, key, b"x", query, **headers)

    assert (answer.status_code, answer.json()["code"]) == refusal


def test_who_publishes_while_too_many_do_is_told_when_to_come_back(desk: Site, key: str) -> None:
    busy: Desk = inner(desk.app).state.desk
    places = [busy.place() for _ in range(MOST)]
    for place in places:
        place.__enter__()

    answer = post(desk, key, b"x")

    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "10")


def test_who_counted_on_another_release_is_told_which_one_there_is(serve: Serve, tmp_path: Path) -> None:
    started = serve(None)
    key = token(started, *Scope)
    root = grow(tmp_path / "other", {"da/concepts/trust.md": CHANGED})

    stale = post(started, key, pack(root), if_match='"7", "8"')
    back = call(started, "POST /v1/admin/releases/1/activate", key, headers={"if-match": "2"})

    for answer in (stale, back):
        assert (answer.status_code, answer.json()["code"], answer.headers["etag"]) == (412, "release-moved", '"1"')
    assert started.ok("/version")["release"] == 1


def test_nothing_can_be_counted_on_before_the_first_release(tmp_path: Path, empty: Site) -> None:
    key = token(empty, *Scope)

    stale = post(empty, key, pack(grow(tmp_path / "content")), if_match='"1"')

    assert (stale.status_code, stale.json()["code"], stale.headers.get("etag")) == (412, "release-moved", None)
    listed = call(empty, "GET /v1/admin/releases", key)
    assert (listed.json(), listed.headers.get("etag")) == ({"items": [], "next": None}, None)
    assert call(empty, "POST /v1/admin/releases/1/activate", key).json()["code"] == "release-not-found"


def test_a_database_that_is_away_is_a_503(tmp_path: Path, empty: Site) -> None:
    key = token(empty, *Scope)
    broken = Desk(f"sqlite:///{tmp_path / 'nothing.db'}")
    inner(empty.app).state.desk = broken

    answer = post(empty, key, pack(grow(tmp_path / "content")))

    assert (answer.status_code, answer.json()["code"]) == (503, "database-unreachable")
    assert "sqlite" not in answer.text


def test_releases_are_listed_newest_first_in_pages(desk: Site, key: str) -> None:
    for source in (MORE, WITHOUT_SERIES):
        desk.publish(source)

    first = call(desk, "GET /v1/admin/releases?limit=2", key)
    second = call(desk, f"GET /v1/admin/releases?before={first.json()['next']}", key)

    assert [(one["number"], one["base"], one["is_active"]) for one in first.json()["items"]] == [
        (3, 2, True),
        (2, 1, False),
    ]
    assert [one["number"] for one in second.json()["items"]] == [1]
    assert second.json()["next"] is None
    assert first.headers["etag"] == '"3"'
    assert call(desk, "GET /v1/admin/releases/2", key).json() == first.json()["items"][1]
    assert call(desk, "GET /v1/admin/releases/4", key).json()["code"] == "release-not-found"


def test_two_releases_are_compared_per_entry_and_language(desk: Site, key: str) -> None:
    desk.publish(MORE)

    def compared(query: str) -> Any:
        return call(desk, f"GET /v1/admin/releases/{query}", key).json()

    told = compared("2/changes")
    assert told["since"] == 1
    assert [(one["subject"], one["id"], one["lang"], one["what"]) for one in told["items"]] == [
        ("entry", "faith", None, "added"),
        ("text", "faith", "da", "added"),
        ("text", "hope", "sv", "added"),
        ("series", "virtues", None, "added"),
        ("series_text", "virtues", "da", "added"),
    ]
    assert told["changes"]["text"] == {"added": 2, "changed": 0, "removed": 0}
    back = compared("1/changes?since=2")
    assert {one["what"] for one in back["items"]} == {"removed"}
    assert compared("2/changes?since=2")["items"] == []
    assert compared("1/changes")["since"] == 0
    page = compared("2/changes?limit=2&offset=2")
    assert ([one["id"] for one in page["items"]], page["next"]) == (["hope", "virtues"], 4)
    assert compared("2/changes?offset=4")["next"] is None
    for missing in ("9/changes", "2/changes?since=9"):
        assert compared(missing)["code"] == "release-not-found"


def test_a_release_is_put_back_as_a_new_one(desk: Site, key: str) -> None:
    desk.publish(MORE)

    back = call(desk, "POST /v1/admin/releases/1/activate?message=Too+early", key, headers={"if-match": '"2"'})
    again = call(desk, "POST /v1/admin/releases/1/activate", key)

    assert (back.status_code, back.headers["location"]) == (201, "/v1/admin/releases/3")
    assert back.json()["changes"]["text"] == {"added": 0, "changed": 0, "removed": 2}
    assert (again.status_code, again.json()["number"], again.json()["created"]) == (200, 3, False)
    told = call(desk, "GET /v1/admin/releases/3", key).json()
    assert (told["restores"], told["base"], told["message"]) == (1, 2, "Too early")
    (deed,) = call(desk, "GET /v1/admin/audit?subject=3", key).json()["items"]
    assert (deed["action"], deed["detail"]["as"]) == ("release.activate", 1)


def test_a_release_that_was_published_is_an_archive_to_publish_again(serve: Serve) -> None:
    started = serve({"_shared/moved.yaml": "old-trust: {why: renamed, to: trust}\n"})
    copy = started.get("/v1/exports/content.zip", follow_redirects=True)

    again = post(started, token(started, *Scope), copy.content, "?dry_run=true", ZIP)

    assert copy.status_code == 200
    assert (again.status_code, again.json()["created"]) == (200, False), again.text
