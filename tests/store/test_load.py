from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import Engine, event

from app.domain.bibliography import Name, Work
from app.domain.diagram import Diagram, Edge, Line, Node
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Library
from app.domain.texts import PartText, TranslatedFrom
from app.store.errors import NoSuchReleaseError
from app.store.load import load
from app.store.values import FormerSlug
from tests.store.libraries import LOCALES, concept, day, library, put, series, stored_entry, text, with_digest

TILLID, TILTRO = text("da", "Tillid"), text("da", "Tiltro")


def slugs(engine: Engine, release: int | None = None) -> list[tuple[str, str, str]]:
    return [(former.lang, former.slug, former.id) for former in load(engine, release).former_slugs()]


def test_nothing_can_be_loaded_before_the_first_release(engine: Engine) -> None:
    with pytest.raises(NoSuchReleaseError, match="service-knowledge publish"):
        load(engine)


def test_an_old_release_reads_as_it_was_published(engine: Engine) -> None:
    first = library(concept("trust", TILLID))
    second = library(concept("trust", TILTRO), concept("queue", text("da", "Kø")))
    put(engine, first)
    put(engine, second, on=2)

    assert load(engine, 1).library() == first
    assert load(engine, 2).library() == second
    with pytest.raises(NoSuchReleaseError, match="no release 3"):
        load(engine, 3)


def test_every_member_of_every_kind_reads_back(engine: Engine) -> None:
    diagram = Diagram(
        figure="matrix",
        nodes=(Node(id="a", entry="trust", group="g", at=("low", "high")), Node(id="b")),
        edges=(Edge(start="a", end="b", id="e", entry="trust"),),
        groups=("g",),
        axes=("x", "y"),
        lines=(Line(id="l", after="a"),),
        lanes=("with", "without"),
    )
    words = text("da", "Model")
    everything = Library(
        licence="CC0-1.0",
        default_lang="da",
        locales=LOCALES,
        entries={
            "matrix": Model(
                id="matrix",
                source_lang="da",
                broader=("trust",),
                sources=("a-1990",),
                licence="CC0-1.0",
                revision="1",
                diagram=diagram,
                texts={"da": words},
            ),
            "helper": Style(
                id="helper", source_lang="sv", licence="CC0-1.0", revision="2", leaders=("W.W. Grainger",), texts={}
            ),
        },
        series={"basics": series("basics", text("da", "Grundlag"), parts=("matrix", "to-come"))},
        bibliography={
            "a-1990": Work(key="a-1990", type="book", title="A", authors=(Name(family="B", given="C"),), year=1990)
        },
        digest="",
    )
    put(engine, with_digest(everything))

    assert load(engine).library() == with_digest(everything)


def test_entries_come_by_id_each_with_its_texts_and_their_days(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID)))
    put(engine, library(concept("trust", TILLID, text("sv", "Tillit")), concept("a-queue", text("da", "Kø"))), on=2)

    queue, trust = load(engine).entries()

    assert (queue.entry.id, trust.entry.id) == ("a-queue", "trust")
    assert (trust.created_at, trust.updated_at, trust.release) == (day(1), day(1), 1)
    assert {lang: stored.created_at for lang, stored in trust.texts.items()} == {"da": day(1), "sv": day(2)}
    assert trust.entry.texts == {lang: stored.text for lang, stored in trust.texts.items()}


def test_some_entries_can_be_asked_for_by_id(engine: Engine) -> None:
    put(engine, library(*(concept(f"entry-{number:04}", text("da", f"Ord {number}")) for number in range(1200))))
    wanted = [f"entry-{number:04}" for number in range(0, 1200, 2)]

    found = [stored.entry.id for stored in load(engine).entries([*wanted, "no-such"])]

    assert found == wanted
    assert list(load(engine).entries([])) == []


def test_entries_may_be_left_half_read(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID), concept("queue", text("da", "Kø"))))

    for _ in range(10):
        assert next(load(engine).entries()).entry.id == "queue"


def test_reading_takes_as_many_statements_for_many_entries_as_for_few(engine: Engine) -> None:
    counts = []
    for on, size in enumerate((2, 50), start=1):
        put(engine, library(*(concept(f"entry-{number:03}", text("da", "Ord")) for number in range(size))), on=on)
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *said, noted=statements: noted.append(said[2]))
        assert len(list(load(engine).entries())) == size
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_former_slug_leads_to_what_had_it_last(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID), concept("queue", text("da", "Kø"))))
    put(engine, library(concept("trust", TILTRO), concept("queue", text("da", "Kø"))), on=2)

    assert slugs(engine) == [("da", "tillid", "trust")]
    assert slugs(engine, 1) == []


def test_a_slug_that_somebody_took_over_is_not_a_former_one(engine: Engine) -> None:
    put(engine, library(concept("trust", TILLID), concept("faith", text("da", "Tro"))))
    put(engine, library(concept("trust", TILTRO), concept("faith", TILLID)), on=2)

    assert slugs(engine) == [("da", "tro", "faith")]


def test_the_newest_owner_of_a_slug_nobody_has_wins(engine: Engine) -> None:
    trust, faith = concept("trust", TILTRO), concept("faith", text("da", "Tro"))
    put(engine, library(concept("trust", TILLID), faith))
    put(engine, library(trust, concept("faith", TILLID)), on=2)
    put(engine, library(trust, faith), on=3)

    assert slugs(engine) == [("da", "tillid", "faith")]


def test_former_slugs_of_series_are_told_apart(engine: Engine) -> None:
    put(engine, library(all_series=[series("basics", text("da", "Grundlag"))]))
    put(engine, library(all_series=[series("basics", text("da", "Begyndelse"))]), on=2)

    assert list(load(engine).former_slugs()) == [FormerSlug(lang="da", slug="grundlag", id="basics", series=True)]


def test_ids_come_by_code_point_on_every_engine(engine: Engine) -> None:
    ids = ["a", "a-b", "a1", "ab", "b-a", "b.a", "b_a"]
    put(engine, library(*(concept(entry_id, text("da", "Ord")) for entry_id in reversed(ids))))

    found = [stored.entry.id for stored in load(engine).entries()]

    assert found == sorted(ids)
    assert all(one < other for one, other in pairwise(found))


def test_words_for_parts_and_the_stamp_of_a_translation_read_back(engine: Engine) -> None:
    stamp = TranslatedFrom(lang="da", digest="abc", sections={"what": "def"})
    parts = {"a": PartText(label="A", variants={"with": "Ja"}), "b": PartText(label="B", text="Nej")}
    translated = replace(text("sv", "Modell"), translated_from=stamp, parts=parts, behind=("what",))
    put(engine, library(concept("trust", TILLID, translated)))

    assert stored_entry(engine, "trust").entry.texts["sv"] == translated
