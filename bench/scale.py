"""Synthetic catalogues of growing size in four languages: `make bench-scale`, into docs/performance.md and scale.svg.

What a release costs until it is served, what one changed entry does, memory a worker, reads cold and hot, search.
SIZES=100,10000 chooses; 100,000 entries take some ten minutes and 6 GB of disk. A publisher is a process of its own
that has the library in memory, as the one behind `POST /v1/admin/releases`; reading the same as a content tree is
measured apart. 100,000 entries are half a million files.
"""

import http.client
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from app.api.indexing import index_path
from app.catalogue.build import build
from app.content.reader import read
from app.content.rendering import render_all
from app.content.tree import open_tree
from app.domain.library import Library
from app.search import Index
from app.store.engine import open_engine
from app.store.migrate import upgrade
from app.store.publish import publish
from bench import servers
from bench.load import quantile
from bench.plot import drawing
from bench.report import PAGE, put
from bench.synthetic import some, synthetic, write

SIZES = [int(size) for size in os.environ.get("SIZES", "100,10000,100000").replace(",", " ").split()]
REQUESTS = 400
# Seconds of processor time that a request's cost is taken from.
ENOUGH = 0.8
QUERIES = 500
CHANGES = 3


@dataclass(frozen=True, slots=True)
class Row:
    """What one size came to."""

    entries: int
    tree: float
    tree_cpu: float
    publish: float
    publish_cpu: float
    publisher_mb: float
    build: float
    build_cpu: float
    index: float
    index_cpu: float
    index_mb: float
    file_mb: float
    change: float
    found: float
    start: float
    rss: float
    own: float
    share: float
    cold_entry: float
    cold_list: float
    hot_entry: float
    hot_list: float
    search_p50: float
    search_p99: float
    http_p50: float
    http_p99: float


# (what it is called, the row's member, figures after the point)
COLUMNS = (
    ("reading its content tree (s)", "tree", 1),
    ("its processor time (s)", "tree_cpu", 1),
    ("publish (s)", "publish", 1),
    ("its processor time (s)", "publish_cpu", 1),
    ("publisher (MB)", "publisher_mb", 0),
    ("release's file (s)", "build", 1),
    ("its processor time (s)", "build_cpu", 1),
    ("its size (MB)", "file_mb", 0),
    ("search index (s)", "index", 1),
    ("its processor time (s)", "index_cpu", 1),
    ("its maker (MB)", "index_mb", 0),
    ("one changed entry, published until served (s)", "change", 2),
    ("until found (s)", "found", 2),
    ("start until the first answer (s)", "start", 1),
    ("a worker, without what it maps from files (MB)", "own", 0),
    ("each of two, what they share counted once (MB)", "share", 0),
    ("all of it resident (MB)", "rss", 0),
    ("cold entry (µs of processor time)", "cold_entry", 0),
    ("cold list of 50 (µs)", "cold_list", 0),
    ("hot entry (µs)", "hot_entry", 0),
    ("hot list (µs)", "hot_list", 0),
    ("search in process, p50 (ms)", "search_p50", 2),
    ("search in process, p99 (ms)", "search_p99", 2),
    ("search over HTTP, p50 (ms)", "http_p50", 1),
    ("search over HTTP, p99 (ms)", "http_p99", 1),
)
RATIOS = frozenset({"cold_entry", "cold_list", "hot_entry", "hot_list"})


def main() -> None:
    rows = [measured(size) for size in SIZES]
    lines = [f"| entries, each in four languages | {' | '.join(f'{row.entries:,}' for row in rows)} |"]
    lines += ["| --- " + "| ---: " * len(rows) + "|"]
    for title, member, digits in COLUMNS:
        values = [getattr(row, member) for row in rows]
        cells = [f"{value:,.{digits}f}" for value in values]
        if member in RATIOS:
            cells = [f"{cell} (× {value / values[0]:.2f})" for cell, value in zip(cells, values, strict=True)]
        lines.append(f"| {title} | {' | '.join(cells)} |")
    busy = os.getloadavg()[1] / (os.cpu_count() or 1)
    lines += ["", f"{os.cpu_count()} cores; processes that wanted one while this ran: {busy:.1f} a core.", ""]
    lines += ["![The same as charts](scale.svg)"]
    put("scale", lines)
    (PAGE.parent / "scale.svg").write_text(plotted(rows))


def plotted(rows: list[Row]) -> str:
    def of(member: str) -> list[float]:
        return [getattr(row, member) for row in rows]

    def relative(member: str) -> list[float]:
        return [value / of(member)[0] for value in of(member)]

    ready = [row.tree + row.publish + row.build for row in rows]
    return drawing(
        "What a catalogue of growing size costs",
        [row.entries for row in rows],
        [
            ("Read, published and built whole (s)", ready, 300),
            ("One changed entry until found (s)", of("found"), 5),
            ("A worker, what is shared once (MB)", of("share"), 500),
            ("Cold entry, × the smallest", relative("cold_entry"), 1.5),
            ("Cold list of 50, × the smallest", relative("cold_list"), 1.5),
            ("Search in process, p99 (ms)", of("search_p99"), 25),
        ],
    )


def measured(size: int) -> Row:
    with TemporaryDirectory(prefix="scale-") as name:
        folder = Path(name)
        found: dict[str, float] = {}
        for step in ("tree", "publish", "build", "index"):
            told = subprocess.run(
                [sys.executable, "-m", "bench.scale", step, name, str(size)],
                cwd=servers.ROOT, check=True, stdout=subprocess.PIPE,
            )  # fmt: skip
            found |= json.loads(told.stdout)
            say(f"{size}: {found}")
        (file,) = (folder / "data" / "generations").glob("*.generation")
        found["file_mb"] = file.stat().st_size / 1e6
        found["search_p50"], found["search_p99"] = searched(file)
        began = time.perf_counter()
        with servers.product("hot", folder, RELEASE_POLL_SECONDS="0.2", LOG_LEVEL="warning") as hot:
            found["start"] = time.perf_counter() - began
            with servers.product("cold", folder, CACHE_BYTES="0", LOG_LEVEL="warning") as cold:
                for what, server in (("cold", cold), ("hot", hot)):
                    found[f"{what}_entry"] = cost(server, entries(size if what == "cold" else 1))
                    found[f"{what}_list"] = cost(server, ["/v1/entries?lang=sv&limit=50"] * REQUESTS)
                times = seconds(cold, [f"/v1/search?lang=sv&q={quote(query)}" for query in queries()])
                found["http_p50"], found["http_p99"] = (quantile(times, q) * 1000 for q in (0.5, 0.99))
                seconds(hot, [f"/v1/search?lang=sv&q={quote(query)}" for query in queries()])
                found["share"] = max(server.memory().proportional for server in (cold, hot))
                # What has been asked for most.
                found["rss"], found["own"] = cold.memory().resident, cold.anonymous()
            found["change"], found["found"] = changed(folder, synthetic(size), hot)
            found["rss"] = max(found["rss"], hot.memory().resident)
            found["own"] = max(found["own"], hot.anonymous())
        say(f"{size}: {found}")
        return Row(size, **{one.name: found[one.name] for one in fields(Row)[1:]})


def changed(folder: Path, library: Library, server: servers.Server) -> tuple[float, float]:
    """How long a release with one other text takes to be served and to be found, medians of some: both from when
    publishing begins until a reader gets it.
    """
    engine = open_engine(f"sqlite:///{folder / 'store.db'}")
    live, found = [], []
    for number in range(CHANGES):
        entry = library.entries["entry-7"]
        label = f"Nymodens{'abc'[number]} ord"
        text = replace(entry.texts["da"], pref_label=label, revision=f"r{number}", digest=f"r{number}")
        changed = replace(entry, texts={**entry.texts, "da": text})
        other = replace(library, entries={**library.entries, entry.id: changed}, digest=f"r{number}")
        began = time.perf_counter()
        publish(engine, other, message="", clock=now, render=render_all)
        until(lambda: json.loads(get(server, "/v1/entries/entry-7?lang=da"))["pref_label"] == label)  # noqa: B023
        live.append(time.perf_counter() - began)
        search = f"/v1/search?lang=da&q={quote(label)}&limit=1&highlight=none"
        until(lambda: [hit["pref_label"] for hit in json.loads(get(server, search))["items"]] == [label])  # noqa: B023
        found.append(time.perf_counter() - began)
    engine.dispose()
    return quantile(live, 0.5), quantile(found, 0.5)


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so, at most ten minutes."""
    end = time.monotonic() + 600
    while not is_so():
        if time.monotonic() > end:
            raise SystemExit("A change does not arrive.")
        time.sleep(0.02)


def searched(file: Path) -> tuple[float, float]:
    """p50 and p99 in ms of processor time."""
    index = Index(index_path(file))
    times = []
    for query in queries():
        began = time.thread_time()
        index.search(query, lang="sv")
        times.append((time.thread_time() - began) * 1000)
    return quantile(times, 0.5), quantile(times, 0.99)


def queries() -> list[str]:
    chance = random.Random(5)
    return [some(chance.choice(("da", "no", "sv", "tl")), chance.randint(1, 3), chance) for _ in range(QUERIES)]


def entries(size: int) -> list[str]:
    chance = random.Random(3)
    return [f"/v1/entries/entry-{chance.randrange(size) if size > 1 else 7}?lang=sv" for _ in range(REQUESTS)]


def cost(server: servers.Server, targets: list[str]) -> float:
    """Processor time of the server a request, in µs, after it has got used to them."""
    seconds(server, targets[:50])
    before, sent = server.cpu(), 0
    # The system counts in hundredths of a second.
    while (spent := server.cpu() - before) < ENOUGH:
        seconds(server, targets)
        sent += len(targets)
    return spent / sent * 1e6


def seconds(server: servers.Server, targets: Iterable[str]) -> list[float]:
    """How long each answer takes, one after the other over one connection."""
    times = []
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    for target in targets:
        began = time.perf_counter()
        connection.request("GET", target)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        assert answer.status == 200, (target, answer.status)
    connection.close()
    return times


def get(server: servers.Server, target: str) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", target)
    body = connection.getresponse().read()
    connection.close()
    return body


def now() -> datetime:
    return datetime.now(UTC)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def step(what: str, folder: Path, size: int) -> dict[str, float]:
    """One step towards a release that is served, in a process of its own; {name: seconds, name_cpu: seconds, …}."""
    generations = folder / "data" / "generations"
    engine = open_engine(f"sqlite:///{folder / 'store.db'}")
    work: Callable[[], object]
    if what == "tree":
        return reading(folder / "content", size)
    if what == "publish":
        upgrade(engine)
        library = synthetic(size)
        work = lambda: publish(engine, library, message="", clock=now, render=render_all)  # noqa: E731
    elif what == "build":
        work = lambda: build(engine, generations)  # noqa: E731
    else:
        (file,) = generations.glob("*.generation")
        work = lambda: subprocess.run([sys.executable, "-m", "app.api.indexing", str(file)], check=True)  # noqa: E731
    began, before = time.perf_counter(), cpu()
    work()
    told = {what: time.perf_counter() - began, f"{what}_cpu": cpu() - before}
    if what == "index":
        told["index_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if what == "publish":
        told["publisher_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    engine.dispose()
    return told


def reading(folder: Path, size: int) -> dict[str, float]:
    """What reading and checking a content tree takes, of a process that has read nothing else."""
    write(synthetic(size), folder)
    began, before = time.perf_counter(), cpu()
    if read(open_tree(folder)).library is None:
        raise SystemExit("The synthetic tree is not what an editor may write.")
    found = {"tree": time.perf_counter() - began, "tree_cpu": cpu() - before}
    shutil.rmtree(folder)
    return found


def cpu() -> float:
    """Of this process and those it has waited for."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(step(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))))
    else:
        main()
