"""A generation file says the same whether it was built whole or from the one before it."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.catalogue import build as building
from app.catalogue.build import build
from app.catalogue.draft import unfinished
from app.catalogue.generation import Generation
from app.catalogue.layers import opened
from app.content.rendering import render_all
from app.domain.library import Library, Move, Why
from app.languages.collation import sort_key
from app.store.engine import open_engine
from app.store.migrate import upgrade
from app.store.publish import publish
from tests.catalogues import libraries
from tests.store.libraries import concept, library, text, with_digest

# What the random libraries call theirs.
SERIES = ("path",)
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    yield from database(tmp_path)


def database(folder: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{folder / 'store.db'}", threads=2)
    upgrade(engine)
    yield engine
    engine.dispose()


def release(engine: Engine, library: Library, day: int) -> None:
    publish(engine, library, message="", clock=lambda: START + timedelta(days=day), render=render_all)


def everything(path: Path) -> dict[str, object]:
    """All that a file says, but for the numbers it gives to entries."""
    generation = Generation(path)
    numbers = generation.ids()
    names = {number: entry_id for entry_id, number in numbers.items()}
    columns = generation.columns()
    with closing(opened(path)) as connection:
        sort_keys = sorted(connection.execute("SELECT collation, key, id, lang FROM sort_key").fetchall())
        statements = sorted(connection.execute("SELECT * FROM statement").fetchall())
        slugs = sorted(connection.execute("SELECT * FROM slug").fetchall())
        texts = {
            generation.place(number, lang): (name, lang)
            for number, name in names.items()
            for lang in heads(generation, number)
        }
        items = {texts[place]: value for place, value in connection.execute("SELECT * FROM item")}
        entries = {texts[place]: parts for place, *parts in connection.execute("SELECT * FROM entry")}
    return {
        "meta": generation.meta,
        "cards": [replace(card, number=0) for card in generation.cards()],
        "facts": {name: generation.facts(number) for number, name in names.items()},
        "bodies": {
            (name, lang): generation.body(number, lang)
            for number, name in names.items()
            for lang in heads(generation, number)
        },
        "items": items,
        "entries": entries,
        "items together": generation.items([(numbers[name], lang) for name, lang in reversed(items)])
        == list(reversed(items.values())),
        "labels one by one": {lang: list(labels(generation, lang)) for lang in columns.status},
        "order": (sort_keys, statements, slugs),
        "numbers": [names[int(number)] for number in columns.numbers],
        "columns": [
            (
                name,
                columns.kind_names[columns.kinds[number]],
                {
                    lang: (int(columns.status[lang][number]), int(columns.updated[lang][number]))
                    for lang in columns.status
                },
                {
                    pair: (
                        int(columns.rank[pair][number]) if columns.status[pair[1]][number] > 1 else 0,
                        int(columns.letter[pair][number]) if columns.status[pair[1]][number] > 1 else 0,
                    )
                    for pair in columns.rank
                },
            )
            for number, name in sorted(names.items(), key=lambda pair: pair[1])
        ],
    }


def labels(generation: Generation, collation: str) -> Iterator[tuple[str, str]]:
    """Every text in the order of a language, found one after the other from nowhere but the one before."""
    ids = {number: entry_id for entry_id, number in generation.ids().items()}
    data_locale = {locale.lang: locale.data_locale for locale in generation.meta.locales}[collation]
    found = generation.label_from(collation, b"", "", beyond=False)
    while found is not None:
        number, lang = found
        yield ids[number], lang
        key = sort_key(generation.card(number).heads[lang].pref_label, data_locale)
        found = generation.label_from(collation, key, ids[number], beyond=True)


def heads(generation: Generation, number: int) -> list[str]:
    return list(generation.card(number).heads)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_file_made_from_the_one_before_equals_one_built_whole(data: st.DataObject) -> None:
    first = data.draw(libraries())
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_MOST_CHANGED", 10.0)
        folder = Path(name)
        for engine in database(folder):
            release(engine, first, 0)
            build(engine, folder / "patched")
            for day in range(1, data.draw(st.integers(1, 3)) + 1):
                release(engine, successor(first, data.draw(libraries())), day)
                if data.draw(st.booleans()):
                    build(engine, folder / "patched")
            patched = build(engine, folder / "patched")
            whole = build(engine, folder / "whole")

            assert everything(patched) == everything(whole)


def successor(first: Library, other: Library) -> Library:
    """*other*, in the languages of *first* so that a file can go on from the other's; what is gone was withdrawn."""
    langs = {locale.lang for locale in first.locales}
    entries = {
        entry_id: replace(entry, texts={lang: text for lang, text in entry.texts.items() if lang in langs})
        for entry_id, entry in other.entries.items()
        if entry.source_lang in langs
    }
    gone = [move for move in other.moves if move.id in entries and move.lang in langs]
    gone += [Move(id=f"entry-{number}", why=Why.WITHDRAWN) for number in range(5) if f"entry-{number}" not in entries]
    series = {
        series_id: replace(one, texts={lang: text for lang, text in one.texts.items() if lang in langs})
        for series_id, one in other.series.items()
        if one.source_lang in langs
    }
    gone += [Move(id=series_id, why=Why.WITHDRAWN) for series_id in SERIES if series_id not in series]
    return with_digest(
        replace(
            other,
            locales=first.locales,
            default_lang=first.default_lang,
            entries=entries,
            series=series,
            moves=tuple(gone),
        )
    )


def small(*labels: str) -> Library:
    return library(*(concept(f"entry-{number}", text("da", label)) for number, label in enumerate(labels)))


def is_patched(engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the next file is made from one before it."""
    whole: list[object] = []
    original = building._build_whole

    def counted(*args: Any) -> None:
        whole.append(args)
        original(*args)

    monkeypatch.setattr(building, "_build_whole", counted)
    build(engine, folder)
    return not whole


def test_one_changed_entry_writes_one_entry(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [f"Ord {number}" for number in range(20)]
    release(engine, small(*labels), 0)
    build(engine, tmp_path / "files")
    release(engine, small(*labels[:-1], "Andet"), 1)

    assert is_patched(engine, tmp_path / "files", monkeypatch)


def test_a_file_of_another_database_is_not_gone_on_from(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = [f"Ord {number}" for number in range(20)]
    for other in database(tmp_path / "other"):
        release(other, small(*labels), 5)
        build(other, tmp_path / "files")
    release(engine, small(*labels), 0)
    release(engine, small(*labels[:-1], "Andet"), 1)

    assert not is_patched(engine, tmp_path / "files", monkeypatch)


def test_too_many_changes_or_releases_are_built_anew(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release(engine, small("Et", "To"), 0)
    build(engine, tmp_path / "files")
    release(engine, small("En", "To"), 1)
    assert not is_patched(engine, tmp_path / "files", monkeypatch)

    monkeypatch.setattr(building, "_MOST_CHANGED", 10.0)
    monkeypatch.setattr(building, "_STEPS", 0)
    release(engine, small("Eet", "To"), 2)
    assert not is_patched(engine, tmp_path / "files", monkeypatch)


def test_an_older_release_is_built_whole_beside_a_newer_file(engine: Engine, tmp_path: Path) -> None:
    release(engine, small("Et"), 0)
    release(engine, small("To"), 1)
    build(engine, tmp_path / "files")

    older = Generation(build(engine, tmp_path / "files", 1))

    assert [card.heads["da"].pref_label for card in older.cards()] == ["Et"]


def test_a_build_that_fails_leaves_no_file_behind(tmp_path: Path) -> None:
    def broken() -> None:
        with unfinished(tmp_path / "release-1-x-1.generation"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    assert list(tmp_path.iterdir()) == []


def test_a_built_file_is_not_built_again(engine: Engine, tmp_path: Path) -> None:
    release(engine, small("Et"), 0)

    first = build(engine, tmp_path / "files")
    made = first.stat().st_mtime_ns

    assert build(engine, tmp_path / "files") == first
    assert first.stat().st_mtime_ns == made
