"""Synthetic catalogues of growing size in four languages: `make bench-scale`.

What a publish takes, how long one changed entry takes until it is served, memory a worker, and reads cold and hot.
SIZES="100 10000 100000" chooses; the largest takes some minutes and some GB of disk.
"""

import json
import os
import random
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from app.catalogue.build import build
from app.content.rendering import render_all
from app.domain.entries import Entry
from app.domain.kinds.concept import Concept
from app.domain.library import Library
from app.domain.locales import Locale
from app.domain.texts import Section, Status, Text
from app.languages.slugs import slugify
from app.store.engine import open_engine
from app.store.migrate import upgrade
from app.store.publish import publish
from bench import load, servers
from bench.report import put

SIZES = [int(size) for size in os.environ.get("SIZES", "100 10000 100000").split()]
LOCALES = (
    Locale(lang="da", tag="da", data_locale="da", autonym="Dansk", title="T", description="D"),
    Locale(lang="no", tag="nb", data_locale="no", autonym="Norsk", title="T", description="D", covers=("nb", "nn")),
    Locale(lang="sv", tag="sv", data_locale="sv", autonym="Svenska", title="T", description="D"),
    Locale(lang="tl", tag="tl", data_locale="fil", autonym="Tagalog", title="T", description="D", covers=("fil",)),
)
WORDS = ("service", "kunde", "løfte", "kø", "møte", "åbning", "verdi", "serbisyo", "tauhan", "pila", "öppen", "ängel")
DATA_LOCALES = {locale.lang: locale.data_locale for locale in LOCALES}
# Texts below their own file's size in the catalogue, so that 400,000 of them can be made on a laptop.
WORDS_A_TEXT = 60


@dataclass(frozen=True, slots=True)
class Row:
    """What one size came to; seconds, MB and milliseconds."""

    entries: int
    publish: float
    build: float
    change: float
    ready: float
    memory: float
    cold_entry: float
    cold_list: float
    hot_entry: float
    hot_list: float


def main() -> None:
    rows = [measured(size) for size in SIZES]
    heads = (
        "entries × 4 languages",
        "publish (s)",
        "file built whole (s)",
        "one change to live (s)",
        "first answer (s)",
    )
    heads += ("MB a worker", "cold entry (ms)", "cold list (ms)", "hot entry (ms)", "hot list (ms)")
    lines = [f"| {' | '.join(heads)} |", "| ---: " * len(heads) + "|"]
    lines += [
        f"| {row.entries:,} | {row.publish:.1f} | {row.build:.1f} | {row.change:.1f} | {row.ready:.1f} | "
        f"{row.memory:.0f} | {row.cold_entry:.2f} | {row.cold_list:.2f} | {row.hot_entry:.2f} | {row.hot_list:.2f} |"
        for row in rows
    ]
    put("scale", lines)


def measured(size: int) -> Row:
    print(f"{size} entries", file=sys.stderr)
    with TemporaryDirectory(prefix="scale-") as name:
        folder = Path(name)
        engine = open_engine(f"sqlite:///{folder / 'store.db'}")
        upgrade(engine)
        library = synthetic(size)
        publishing = took(lambda: publish(engine, library, message="", clock=now, render=render_all))
        building = took(lambda: build(engine, folder / "data" / "generations"))
        began = time.perf_counter()
        with (
            servers.product("hot", folder, RELEASE_POLL_SECONDS="0.2") as hot,
            servers.product("cold", folder, CACHE_BYTES="0") as cold,
        ):
            ready = time.perf_counter() - began
            cold_entry, cold_list = latencies(cold, size), latencies(cold, size, "list")
            hot_entry, hot_list = latencies(hot, 1), latencies(hot, 1, "list")
            change = took(lambda: change_one(engine, library, hot))
            memory = hot.memory()[0]
        engine.dispose()
    return Row(size, publishing, building, change, ready / 2, memory, cold_entry, cold_list, hot_entry, hot_list)


def change_one(engine, library: Library, server: servers.Server) -> None:
    """Publish *library* with one other text and wait until it is served."""
    entry = library.entries["entry-7"]
    text = replace(entry.texts["da"], pref_label="Åndet ord", revision="2", digest="2")
    entries = {**library.entries, entry.id: replace(entry, texts={**entry.texts, "da": text})}
    published = publish(engine, replace(library, entries=entries, digest="2"), message="", clock=now, render=render_all)
    while True:
        with urllib.request.urlopen(f"{server.url}/version") as answer:  # noqa: S310 - our own server
            if json.load(answer)["release"] == published.number:
                return
        time.sleep(0.02)


def latencies(server: servers.Server, size: int, what: str = "entry") -> float:
    """Median time of an answer in ms, one after the other."""
    chance = random.Random(3)
    numbers = [chance.randrange(min(size, 100_000)) if size > 1 else 7 for _ in range(200)]
    targets = [
        f"/v1/entries/entry-{number}?lang=sv" if what == "entry" else "/v1/entries?lang=sv&limit=50"
        for number in numbers
    ]
    load.paced(server.port, [load.get(target) for target in targets[:5]], rate=50, seconds=0.1, connections=1)
    answers = load.paced(server.port, [load.get(target) for target in targets], rate=100, seconds=2, connections=1)
    assert all(status == 200 for *_, status in answers)
    return load.quantile([seconds * 1000 for _, seconds, _ in answers], 0.5)


def synthetic(size: int) -> Library:
    """Entries with a text in each language, some relations and links, the same every time."""
    chance = random.Random(size)
    entries: dict[str, Entry] = {}
    for number in range(size):
        entry_id = f"entry-{number}"
        others = [f"entry-{chance.randrange(size)}" for _ in range(3)]
        texts = {locale.lang: text(entry_id, locale.lang, others[0], chance) for locale in LOCALES}
        entries[entry_id] = Concept(
            id=entry_id,
            source_lang="da",
            broader=(others[1],) if others[1] != entry_id else (),
            related=(others[2],) if others[2] != entry_id else (),
            licence="CC-BY-4.0",
            revision="1",
            texts=texts,
        )
    return Library(licence="CC-BY-4.0", default_lang="da", locales=LOCALES, entries=entries, digest=str(size))


def text(entry_id: str, lang: str, other: str, chance: random.Random) -> Text:
    label = f"{chance.choice(WORDS)} {chance.choice(WORDS)} {entry_id} {lang}".capitalize()
    body = " ".join(chance.choices(WORDS, k=WORDS_A_TEXT))
    markdown = f"{body} [{label}](entry:{other}).\n"
    section = Section(id="what", title="Hvad", markdown=markdown, digest=digest(markdown), status=status(lang))
    return Text(
        lang=lang,
        slug=slugify(label, DATA_LOCALES[lang]),
        pref_label=label,
        definition=" ".join(chance.choices(WORDS, k=12)),
        sections=(section,),
        digest=digest(label + markdown),
        revision=digest(lang + markdown),
        status=status(lang),
    )


def status(lang: str) -> Status:
    return Status.SOURCE if lang == "da" else Status.CURRENT


def digest(words: str) -> str:
    return blake2b(words.encode(), digest_size=6).hexdigest()


def now() -> datetime:
    return datetime.now(UTC)


def took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
