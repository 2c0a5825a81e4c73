"""What operators do: publish, releases, rollback, openapi."""

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from app.cli.watching import publish_if_sound
from tests.cli.conftest import Run
from tests.cli.test_authors import TRUST, rewrite
from tests.conftest import ROOT


def test_publishing_says_what_changed_and_the_same_again_changes_nothing(run: Run, tree: Path) -> None:
    first = run("publish", "-m", "The first")
    again = run("publish")
    rewrite(tree, TRUST, "Tillid", "Tiltro")
    second = run("publish")

    assert first.stdout == ("Release 1: entries 2 added, 0 changed, 0 removed; texts 3 added, 0 changed, 0 removed.\n")
    assert again.stdout == "Release 1 already says exactly this.\n"
    assert second.stdout.startswith("Release 2: entries 0 added, ")
    assert {first.exit_code, again.exit_code, second.exit_code} == {0}


def test_publishing_makes_the_file_that_a_server_of_this_host_serves_from(
    run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish")
    rewrite(tree, TRUST, "Tillid", "Tiltro")
    monkeypatch.setattr(os, "geteuid", lambda: 12_345)  # whose folder it is not
    run("publish")

    (made,) = (tree.parent / "data" / "generations").glob("*.generation")
    assert made.name.startswith("release-1-")


def test_releases_are_listed_newest_first_with_a_mark_at_the_one_that_is_served(run: Run, tree: Path) -> None:
    run("publish", "-m", "The first")
    rewrite(tree, TRUST, "Tillid", "Tiltro")
    run("publish", "-m", "The second")

    lines = [line.split() for line in run("releases").stdout.splitlines()]

    assert lines[0] == ["Release", "Published", "Digest", "Message"]
    assert [line[0] for line in lines[1:]] == ["2*", "1"]
    assert [line[-1] for line in lines[1:]] == ["second", "first"]


def test_an_old_release_is_put_back_as_a_new_one(run: Run, tree: Path) -> None:
    run("publish")
    rewrite(tree, TRUST, "Tillid", "Tiltro")
    run("publish")

    assert run("rollback", 1).stdout == "Release 3 equals release 1.\n"
    assert run("rollback", 1).stdout == "Release 3 already says exactly this.\n"
    listed = run("releases").stdout
    assert listed.splitlines()[1].startswith("3*")
    assert "release 1" in listed


def test_what_cannot_be_put_back_is_told(run: Run) -> None:
    nothing = run("rollback", 1)
    run("publish")
    unknown = run("rollback", 9)

    assert (nothing.exit_code, unknown.exit_code) == (1, 1)
    assert "There is no release 9." in unknown.stderr


def test_a_database_is_prepared_once_and_then_up_to_date(run: Run) -> None:
    before = run("stamp", "trust", "--minor")
    prepared = [run("migrate"), run("migrate")]
    after = run("stamp", "trust", "--minor")

    assert "Run `service-knowledge migrate`." in before.stderr
    assert {(result.exit_code, result.stdout) for result in prepared} == {(0, "The database is up to date.\n")}
    assert "Run `service-knowledge publish`." in after.stderr


def test_where_nothing_is_published_the_list_says_how_to(run: Run) -> None:
    listed = run("releases")

    assert listed.exit_code == 0
    assert "Run `service-knowledge publish`." in listed.stderr


def test_an_id_that_vanishes_without_a_word_is_refused(run: Run, tree: Path) -> None:
    run("publish")
    for path in ("_shared/concepts/loyalty.yaml", "da/concepts/loyalty.md"):
        (tree / path).unlink()
    (tree / "_shared/concepts/trust.yaml").write_text("source_lang: da\n")

    refused = run("publish")

    assert refused.exit_code == 1
    assert "loyalty was published and has vanished" in refused.stderr
    assert len(run("releases").stdout.splitlines()) == 2


def test_the_openapi_document_is_printed_as_it_is_committed(run: Run) -> None:
    printed = run("openapi")

    assert json.loads(printed.stdout)["openapi"].startswith("3.1")
    assert printed.stdout == (ROOT / "docs" / "openapi.json").read_text()


def test_a_save_of_a_broken_tree_is_told_and_the_release_before_stays(run: Run, tree: Path, capfd: object) -> None:
    publish_if_sound(tree)
    rewrite(tree, TRUST, "definition:", "definitoin:")
    publish_if_sound(tree)

    assert [line.split()[0] for line in run("releases").stdout.splitlines()] == ["Release", "1*"]


def test_a_save_while_the_database_is_away_does_not_end_the_program(run: Run, tree: Path) -> None:
    database = tree.parent / "store.db"
    database.mkdir()

    publish_if_sound(tree)

    database.rmdir()
    publish_if_sound(tree)
    assert run("releases").stdout.splitlines()[1].startswith("1*")


def test_serving_takes_its_address_from_the_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, Any]] = []
    monkeypatch.setattr("uvicorn.run", lambda app, **options: started.append({"app": app, **options}))
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("HOST", "127.0.0.2")
    monkeypatch.setenv("WORKERS", "2")

    result = run("serve")

    assert (result.exit_code, result.stdout) == (0, "")
    (options,) = started
    assert (options["app"], options["factory"]) == ("app.main:create_app", True)
    assert (options["host"], options["port"], options["workers"]) == ("127.0.0.2", 8123, 2)
    assert (options["access_log"], options["server_header"]) == (False, False)


def test_what_is_saved_while_serving_is_published(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def save_something(_app: str, **_options: object) -> None:
        rewrite(tree, TRUST, "Den kan brydes.", "Den kan revne.")
        end = time.monotonic() + 30
        while "2*" not in run("releases").stdout and time.monotonic() < end:
            # The watcher may not have begun yet: saved again, it is seen.
            (tree / TRUST).touch()
            time.sleep(0.3)

    monkeypatch.setattr("uvicorn.run", save_something)

    assert run("serve", "--watch").exit_code == 0
    assert [line.split()[0] for line in run("releases").stdout.splitlines()[1:]] == ["2*", "1"]
