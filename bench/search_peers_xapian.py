"""Xapian's part of `bench.search_peers`, for the interpreter that Debian's python3-xapian belongs to."""

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path

import xapian

STEMMERS = {"da": "danish", "no": "norwegian", "sv": "swedish", "tl": "none"}
DEPTH = 20


def main(folder: Path) -> None:
    bases, generators = {}, {}
    # Spelling wants a database on disk.
    scratch = tempfile.mkdtemp()
    for lang, name in STEMMERS.items():
        bases[lang] = xapian.WritableDatabase(f"{scratch}/{lang}", xapian.DB_CREATE_OR_OVERWRITE)
        generators[lang] = xapian.TermGenerator()
        generators[lang].set_stemmer(xapian.Stem(name))
        generators[lang].set_database(bases[lang])
        generators[lang].set_flags(xapian.TermGenerator.FLAG_SPELLING)
    for line in (folder / "docs.jsonl").open():
        row = json.loads(line)
        document = xapian.Document()
        document.set_data(row["id"])
        generator = generators[row["lang"]]
        generator.set_document(document)
        generator.index_text(row["title"], 3)
        generator.index_text("\n".join(row["alt"]), 2)
        generator.index_text(row["body"])
        bases[row["lang"]].add_document(document)
    for base in bases.values():
        base.commit()
    for line in (folder / "queries.jsonl").open():
        query = json.loads(line)
        began = time.perf_counter()
        base = bases[query["target"]]
        parser = xapian.QueryParser()
        parser.set_stemmer(xapian.Stem(STEMMERS[query["target"]]))
        parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        parser.set_database(base)
        parser.set_default_op(xapian.Query.OP_OR)
        wanted = parser.parse_query(query["text"], xapian.QueryParser.FLAG_SPELLING_CORRECTION)
        corrected = parser.get_corrected_query_string()
        if corrected:
            wanted = xapian.Query(xapian.Query.OP_OR, wanted, parser.parse_query(corrected, 0))
        enquire = xapian.Enquire(base)
        enquire.set_query(wanted)
        found = [match.document.get_data().decode() for match in enquire.get_mset(0, DEPTH)]
        spent = 1000 * (time.perf_counter() - began)
        print(json.dumps({"qid": query["id"], "docs": found, "ms": spent}))
    shutil.rmtree(scratch)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
