from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.domain.bibliography import Name, Work
from app.domain.diagram import FIGURES, Diagram, Edge, Node
from app.domain.entries import Entry
from app.domain.kinds.concept import Concept
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Library, Move, Series, Why
from app.domain.locales import Locale
from app.domain.texts import PartText, Section, Status, Text, TranslatedFrom
from app.store.engine import open_engine
from app.store.history import compare
from app.store.load import load
from app.store.migrate import downgrade, upgrade
from app.store.rollback import rollback
from app.store.values import Subject
from tests.store.libraries import day, put, with_digest

LANGS = ("da", "sv", "tl")
# Few ids, so that releases have things in common.
IDS = st.sampled_from(["trust", "queue", "triangle", "basics"])
# Few words, so that some stay the same; odd ones, because they are all text to us.
WORDS = st.sampled_from(["", "Tillid", "kø", "⟨\u0301⟩", "\u2028", 'quote"\\', "\x00nul", "🙂", "a\x1fb"])
SECTIONS = st.builds(
    Section,
    id=st.sampled_from(["what", "how"]),
    title=WORDS,
    markdown=WORDS,
    digest=WORDS,
)
TEXTS = st.builds(
    Text,
    lang=st.just(""),
    slug=st.sampled_from(["tillid", "kø", "ko"]),
    pref_label=WORDS,
    definition=WORDS,
    digest=WORDS,
    revision=st.just(""),
    alt_labels=st.lists(WORDS, max_size=2).map(tuple),
    scope_note=st.none() | WORDS,
    sections=st.lists(SECTIONS, max_size=2, unique_by=lambda section: section.id).map(tuple),
    parts=st.dictionaries(WORDS, st.builds(PartText, label=WORDS, text=st.none() | WORDS), max_size=2),
    planned=st.dictionaries(IDS, WORDS, max_size=1),
    translated_from=st.none() | st.builds(TranslatedFrom, lang=WORDS, digest=WORDS),
    status=st.sampled_from(Status),
    behind=st.lists(st.sampled_from(["what", "how", "more"]), max_size=2).map(tuple),
)
SHARED = {"id": st.just(""), "source_lang": st.sampled_from(LANGS), "licence": WORDS, "revision": st.just("")}
DIAGRAMS = st.builds(
    Diagram,
    figure=st.sampled_from(FIGURES),
    nodes=st.lists(st.builds(Node, id=WORDS, at=st.none() | st.tuples(WORDS, WORDS)), max_size=2).map(tuple),
    edges=st.lists(st.builds(Edge, start=WORDS, end=WORDS), max_size=1).map(tuple),
    axes=st.none() | st.tuples(WORDS, WORDS),
)
ENTRIES: st.SearchStrategy[Entry] = st.one_of(
    st.builds(Concept, **SHARED, related=st.lists(IDS, max_size=2).map(tuple)),
    st.builds(Style, **SHARED, leaders=st.lists(WORDS, max_size=2).map(tuple)),
    st.builds(Model, **SHARED, diagram=DIAGRAMS),
)
SERIES = st.builds(
    Series, id=st.just(""), source_lang=st.sampled_from(LANGS), parts=st.lists(IDS).map(tuple), revision=st.just("")
)
LOCALES = st.builds(
    Locale,
    lang=st.sampled_from(LANGS),
    tag=WORDS,
    data_locale=WORDS,
    autonym=WORDS,
    title=WORDS,
    description=WORDS,
    covers=st.lists(WORDS, max_size=2).map(tuple),
    fallback=st.none() | st.just(("da", "sv")),
)


Owner = TypeVar("Owner", Entry, Series)


def draw_texts(draw: st.DrawFn, owner: Owner, owner_id: str) -> Owner:
    """The entry or series with that id and some texts; revisions move with the words, not with the standing."""
    texts = {}
    for lang in draw(st.sets(st.sampled_from(LANGS))):
        text = replace(draw(TEXTS), lang=lang)
        words = replace(text, status=Status.SOURCE, behind=())
        # The content reader says of a section that it is outdated exactly when it is behind.
        standings = (Status.OUTDATED if section.id in text.behind else Status.SOURCE for section in text.sections)
        sections = (replace(section, status=now) for section, now in zip(text.sections, standings, strict=True))
        texts[lang] = replace(text, revision=digest_of(words), sections=tuple(sections))
    owner = replace(owner, id=owner_id)
    return replace(owner, revision=digest_of((owner.__class__, owner)), texts=texts)


def digest_of(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:12]


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    entries = {key: draw_texts(draw, draw(ENTRIES), key) for key in draw(st.sets(IDS))}
    series = {key: draw_texts(draw, draw(SERIES), key) for key in draw(st.sets(IDS, max_size=2))}
    # Whatever is not there was withdrawn, or it could not be published after a library that has it.
    gone = {"trust", "queue", "triangle", "basics"} - entries.keys() - series.keys()
    names = st.builds(Name, family=st.none() | WORDS, literal=st.none() | WORDS)
    works = st.builds(Work, key=WORDS, type=WORDS, title=WORDS, authors=st.lists(names, max_size=2).map(tuple))
    return with_digest(
        Library(
            licence=draw(WORDS),
            default_lang=draw(st.sampled_from(LANGS)),
            locales=tuple(draw(st.lists(LOCALES, max_size=2))),
            entries=entries,
            series=series,
            bibliography=draw(st.dictionaries(WORDS, works, max_size=2)),
            moves=tuple(Move(id=entry_id, why=Why.WITHDRAWN) for entry_id in sorted(gone)),
            digest="",
        )
    )


@contextmanager
def emptied(url: str) -> Iterator[Engine]:
    """The database as it is before the first release, whatever the example before left in it."""
    engine = open_engine(url, threads=2)
    upgrade(engine)
    downgrade(engine, "base")
    upgrade(engine)
    try:
        yield engine
    finally:
        engine.dispose()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(libraries(), min_size=1, max_size=4), st.data())
def test_every_release_reads_back_as_published_whatever_came_after(
    blank_url: str, published: list[Library], data: st.DataObject
) -> None:
    with emptied(blank_url) as engine:
        numbers = [put(engine, library, on=on).number for on, library in enumerate(published, start=1)]
        goal = data.draw(st.sampled_from(numbers))
        restored = rollback(engine, goal, clock=lambda: day(9)).number

        for number, library in [*zip(numbers, published, strict=True), (restored, load(engine, goal).library())]:
            assert load(engine, number).library() == library
        assert compare(engine, goal, restored) == ()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(libraries(), libraries())
def test_what_compares_as_equal_is_equal(blank_url: str, before: Library, after: Library) -> None:
    with emptied(blank_url) as engine:
        first, second = put(engine, before).number, put(engine, after, on=2).number
        changed = {(change.subject, change.id, change.lang) for change in compare(engine, first, second)}

    texts = {
        (Subject.TEXT, entry_id, lang)
        for entry_id in before.entries.keys() | after.entries.keys()
        for lang in LANGS
        if text_of(before, entry_id, lang) != text_of(after, entry_id, lang)
    }
    assert {change for change in changed if change[0] is Subject.TEXT} == texts


def text_of(library: Library, entry_id: str, lang: str) -> Text | None:
    entry = library.entries.get(entry_id)
    return None if entry is None else entry.texts.get(lang)
