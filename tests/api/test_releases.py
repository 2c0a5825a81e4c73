"""Releases while the server runs: swapped in without a failed request, and never half."""

import shutil
import threading
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy import text as sql

from tests.content.trees import grow
from tests.sites import Serve, Site, release
from tests.store.libraries import concept, library, text


def asking(site: Site, stop: threading.Event, seen: Counter[tuple[int, int]]) -> None:
    while not stop.is_set():
        answer = site.ask("/v1/entries/a?lang=da&include=sections")
        number = int(answer.headers["etag"].removeprefix('W/"').partition("-")[0])
        seen[answer.status_code, number] += 1
        assert answer.json()["release"] == number
        assert answer.json()["pref_label"] == f"A{number}"
        time.sleep(0.005)


def test_a_new_release_is_swapped_in_without_a_failed_request(serve: Serve) -> None:
    site = serve(library(concept("a", text("da", "A1"))), release_poll_seconds=0.2)
    stop, seen = threading.Event(), Counter[tuple[int, int]]()
    readers = [threading.Thread(target=asking, args=(site, stop, seen)) for _ in range(2)]
    for reader in readers:
        reader.start()
    site.wait_for(release(site.settings.database_url, library(concept("a", text("da", "A2")))))
    stop.set()
    for reader in readers:
        reader.join()

    assert {status for status, _ in seen} == {200}
    assert {number for _, number in seen} == {1, 2}


def test_publishing_the_same_again_changes_nothing(serve: Serve, tmp_path: Path) -> None:
    site = serve()
    tag = site.ask("/v1/entries?lang=da").headers["etag"]

    assert release(site.settings.database_url, grow(tmp_path / "same", stamped=True)) == 1
    assert site.ask("/v1/entries?lang=da").headers["etag"] == tag


def test_a_database_that_vanishes_leaves_reads_working_and_one_that_is_back_is_followed(
    serve: Serve,
) -> None:
    site = serve(library(concept("a", text("da", "A"))), release_poll_seconds=0.2)
    database = Path(site.settings.database_url.removeprefix("sqlite:///"))
    away = database.with_suffix(".away")
    for file in database.parent.glob("store.db*"):
        shutil.move(file, str(file).replace("store.db", "store.away"))
    database.mkdir()

    assert site.ok("/v1/entries/a?lang=da")["release"] == 1
    assert site.get("/readyz").status_code == 200

    database.rmdir()
    for file in away.parent.glob("store.away*"):
        shutil.move(file, str(file).replace("store.away", "store.db"))
    site.wait_for(release(site.settings.database_url, library(concept("a", text("da", "B")))))
    assert site.ok("/v1/entries/a?lang=da")["pref_label"] == "B"


def test_a_release_that_cannot_be_read_leaves_the_one_before_and_the_next_is_followed(serve: Serve) -> None:
    site = serve(library(concept("a", text("da", "A"))), release_poll_seconds=0.2)
    release(site.settings.database_url, library(concept("a", text("da", "B"))))
    engine = create_engine(site.settings.database_url)
    with engine.begin() as connection:
        connection.execute(sql("UPDATE entry_texts SET payload = 'nonsense' WHERE to_release IS NULL"))
    engine.dispose()

    assert site.ok("/v1/entries/a?lang=da")["pref_label"] == "A"
    site.wait_for(release(site.settings.database_url, library(concept("a", text("da", "C")))))
    assert site.ok("/v1/entries/a?lang=da")["pref_label"] == "C"
