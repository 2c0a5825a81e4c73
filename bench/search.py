"""Runs the product's own search over any corpus in the form of the development set.

    python -m bench.search DOCS.jsonl QUERIES.jsonl RUN.jsonl

DOCS has id, lang, title, alt[], summary and body; QUERIES id, lang, target and text; anything else in them is not
looked at. RUN gets one line a query, {"qid": ..., "docs": [20 ids]}. Printed: build time, size, memory, p50 and p99.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app.search.build import build
from app.search.documents import SearchDocument
from app.search.index import Index
from app.search.results import QueryError

DEPTH = 20


def documents(path: Path) -> Iterator[SearchDocument]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            yield SearchDocument(
                entry=row["id"],
                lang=row["lang"],
                kind="document",
                pref_label=row["title"],
                alt_labels=tuple(row["alt"]),
                definition=row["summary"],
                body=row["body"],
            )


def resident() -> float:
    """Private memory of this process in MB: what the index costs beside its file, which all processes share."""
    for line in Path("/proc/self/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("docs", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("run", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(arguments.docs, arguments.queries, arguments.run, Path(folder) / "search.idx")


def measure(docs: Path, queries: Path, run: Path, path: Path) -> None:
    began = time.perf_counter()
    texts = list(documents(docs))
    count = len(texts)
    parsed = time.perf_counter()
    build(texts, path)
    built = time.perf_counter()
    del texts
    before = resident()
    index = Index(path)
    times: list[float] = []
    with queries.open(encoding="utf-8") as file, run.open("w", encoding="utf-8") as out:
        for line in file:
            query = json.loads(line)
            start = time.perf_counter()
            try:
                found = index.search(query["text"], lang=query["lang"], langs={query["target"]}, limit=DEPTH).hits
            except QueryError:
                found = ()
            times.append(time.perf_counter() - start)
            out.write(json.dumps({"qid": query["id"], "docs": [hit.entry for hit in found]}) + "\n")
    times.sort()
    size = path.stat().st_size / 1e6
    print(f"{count} documents read in {parsed - began:.1f} s, indexed in {built - parsed:.1f} s")
    print(f"({1000 * (built - parsed) / count:.2f} s per 1,000), {size:.1f} MB on disk")
    print(f"memory: {resident() - before:.1f} MB private to the process beside the mapped file,")
    print(f"peak of the whole run {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    middle, worst = 1e3 * times[len(times) // 2], 1e3 * times[int(len(times) * 0.99)]
    print(f"{len(times)} queries: p50 {middle:.2f} ms, p99 {worst:.2f} ms")


if __name__ == "__main__":
    main()
