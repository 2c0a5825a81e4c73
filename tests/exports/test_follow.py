"""The follower that the documentation ships, run against releases that come and go."""

import importlib.util
import io
import json
import urllib.error
from pathlib import Path
from types import ModuleType

import pytest

from tests.content.trees import TRUST_NO, grow
from tests.sites import Serve, Site

EXAMPLE = Path(__file__).parents[2] / "docs/examples/follow.py"


@pytest.fixture(scope="module")
def follow() -> ModuleType:
    spec = importlib.util.spec_from_file_location("follow", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copied(follow: ModuleType, site: Site, folder: Path, patch: pytest.MonkeyPatch) -> bytes:
    """Run the example against *site*; what its copy holds then."""

    def get(url: str) -> bytes:
        answer = site.get(url)
        if answer.status_code != 200:
            raise urllib.error.HTTPError(url, answer.status_code, answer.text, {}, io.BytesIO())  # type: ignore[arg-type]
        return answer.content

    patch.setattr(follow, "get", get)
    follow.main("", folder)
    return (folder / "catalogue.ndjson").read_bytes()


def test_a_copy_made_from_nothing_stays_equal_to_the_export(
    follow: ModuleType, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve()
    states: list[dict[str, str | None]] = [
        {"no/concepts/trust.md": TRUST_NO},
        {"da/concepts/loyalty.md": '---\npref_label: Loyalitet\ndefinition: Troskab \u2014 \U0001f642 "ja".\n---\n'},
        {"_shared/moved.yaml": "loyalty: {why: withdrawn}\n", "da/concepts/loyalty.md": None}
        | {"_shared/concepts/loyalty.yaml": None, "_shared/concepts/trust.yaml": "source_lang: da\n"},
    ]
    assert copied(follow, site, tmp_path / "copy", monkeypatch) == site.get("/v1/exports/ndjson").content

    for number, state in enumerate(states):
        site.publish(grow(tmp_path / f"tree-{number}", state, stamped=True))
        copy = copied(follow, site, tmp_path / "copy", monkeypatch)
        assert copy == site.get("/v1/exports/ndjson").content


def test_whoever_stayed_away_too_long_is_told_to_start_again(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.routes.changes.REACH", 0)
    site = serve()
    cursor = site.ok("/v1/exports")["changes"]
    site.publish(grow(tmp_path / "tree", {"no/concepts/trust.md": TRUST_NO}, stamped=True))

    gone = site.get(cursor)

    assert (gone.status_code, gone.json()["code"]) == (410, "compacted")
    assert "/v1/exports" in gone.json()["detail"]


def test_the_feed_pages_through_everything_once(serve: Serve) -> None:
    site = serve()
    address, seen = "/v1/changes?limit=1", []
    while True:
        page = site.ok(address)
        seen += [(item["record"], item["id"], item["lang"]) for item in page["items"]]
        address = page["next"]
        if not page["has_more"]:
            break

    lines = site.get("/v1/exports/ndjson").content.decode().strip("\n").split("\n")
    assert seen == [(record["record"], record["id"], record["lang"]) for record in map(json.loads, lines)]
    assert site.ok(address)["items"] == []


@pytest.mark.parametrize("cursor", ["", "!", "zzz", "é", "lAoAoKA", "lM0ABACgoA"])
def test_a_damaged_cursor_is_told(catalogue: Site, cursor: str) -> None:
    answer = catalogue.get("/v1/changes", params={"since": cursor})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid-cursor")


def test_without_the_database_the_feed_says_to_try_later(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    site = serve()
    (site.settings.data_dir.parent / "store.db").rename(site.settings.data_dir.parent / "away.db")

    answer = site.get("/v1/changes")

    assert (answer.status_code, answer.json()["code"]) == (503, "database-unreachable")
    assert answer.headers["retry-after"] == "5"
    assert site.get("/v1/entries").status_code == 200
