"""Whoever follows the feed holds what the release says, whatever was published in between."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.domain.library import Library, Move, Why
from app.exports.feed import change
from app.exports.records import Record, entry_record, line, series_record, text_record, work_record
from app.store.feed import feed
from app.store.load import load
from app.store.values import Position
from tests.store.libraries import concept, library, put, text, with_digest
from tests.store.test_releases_property import emptied, libraries

Copy = dict[tuple[str, str, str | None], bytes]


def key(record: dict[str, Any]) -> tuple[str, str, str | None]:
    return record["record"], record["id"], record["lang"]


def followed(engine: Engine, copy: Copy, after: Position, until: int, limit: int) -> None:
    """Bring *copy* from *after* to release *until*, a page at a time."""
    while events := feed(engine, after, until, limit):
        for event in events:
            changed = change(event)
            copy.pop(key(changed), None)
            if changed["op"] == "upsert":
                copy[key(changed)] = line(changed["data"])
            after = event.position


def exported(engine: Engine, number: int) -> Copy:
    """What a release holds, as the export writes it."""
    release = load(engine, number)
    records: list[Record] = [work_record(work) for work in release.catalogue.bibliography.values()]
    for stored in release.entries():
        records.append(entry_record(stored.entry, stored.created_at))
        records += [
            text_record("text", stored.entry.id, one.text, one.html, one.updated_at) for one in stored.texts.values()
        ]
    for series in release.series():
        records.append(series_record(series.series))
        records += [
            text_record("series_text", series.series.id, one.text, one.html, one.updated_at)
            for one in series.texts.values()
        ]
    return {key(record): line(record) for record in records}


def consistent(drawn: Library) -> Library:
    """A work's key is the one it stands under, as the content reader makes sure of."""
    works = {f"w{key}": replace(work, key=f"w{key}") for key, work in drawn.bibliography.items()}
    return with_digest(replace(drawn, bibliography=works))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(libraries().map(consistent), min_size=1, max_size=4), st.integers(1, 7), st.data())
def test_a_follower_ends_with_the_bytes_of_the_export_whatever_was_published(
    tmp_path: Path, published: list[Library], limit: int, data: st.DataObject
) -> None:
    with emptied(f"sqlite:///{tmp_path / 'store.db'}") as engine:
        for on, one in enumerate(published, start=1):
            last = put(engine, one, on=on).number
        start = data.draw(st.integers(0, last))
        copy = exported(engine, start) if start else {}
        followed(engine, copy, Position(start), last, limit)

        assert copy == exported(engine, last)


def test_a_tombstone_says_what_became_of_the_id(engine: Engine) -> None:
    names = ("gone", "old", "double", "kept")
    put(engine, library(*(concept(name, text("da", name.title())) for name in names)))
    moves = (
        Move(id="gone", why=Why.WITHDRAWN),
        Move(id="old", why=Why.RENAMED, to="new"),
        Move(id="double", why=Why.MERGED, to="kept"),
    )
    kept = concept("kept", text("da", "Kept"))
    number = put(engine, library(kept, concept("new", text("da", "New")), moves=moves), on=2).number

    changes = [change(event) for event in feed(engine, Position(1), number, 100)]
    told = {(one["record"], one["id"]): (one["op"], one["reason"], one["to"]) for one in changes}

    assert told == {
        ("entry", "double"): ("tombstone", "merged", "kept"),
        ("entry", "gone"): ("tombstone", "withdrawn", None),
        ("entry", "new"): ("upsert", None, None),
        ("entry", "old"): ("tombstone", "renamed", "new"),
        ("text", "double"): ("tombstone", "merged", "kept"),
        ("text", "gone"): ("tombstone", "withdrawn", None),
        ("text", "new"): ("upsert", None, None),
        ("text", "old"): ("tombstone", "renamed", "new"),
    }


def test_a_language_that_is_withdrawn_is_told_apart_from_one_that_was_deleted(engine: Engine) -> None:
    put(engine, library(concept("trust", text("da", "Tillid"), text("sv", "Tillit"))))
    withdrawn = Move(id="trust", lang="sv", why=Why.WITHDRAWN)
    number = put(engine, library(concept("trust", text("da", "Tillid")), moves=(withdrawn,)), on=2).number

    (one,) = [change(event) for event in feed(engine, Position(1), number, 100)]

    assert (one["op"], one["lang"], one["reason"]) == ("tombstone", "sv", "withdrawn")


def test_a_change_of_one_text_is_one_event(engine: Engine) -> None:
    put(engine, library(concept("trust", text("da", "Tillid"), text("sv", "Tillit"))))
    number = put(engine, library(concept("trust", text("da", "Tillid"), text("sv", "Förtroende"))), on=2).number

    (one,) = [change(event) for event in feed(engine, Position(1), number, 100)]

    assert (one["op"], one["record"], one["lang"], one["data"]["pref_label"]) == ("upsert", "text", "sv", "Förtroende")
