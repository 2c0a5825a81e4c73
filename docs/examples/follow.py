"""Keep a copy of the catalogue: `python follow.py URL FOLDER`, again and again; it then equals the NDJSON export."""

import hashlib
import json
import sys
import urllib.error
import urllib.request
from pathlib import Path

ORDER = ["entry", "text", "series", "series_text", "work"]


def get(url):
    with urllib.request.urlopen(url, timeout=60) as answer:
        return answer.read()


def key(record):
    return ORDER.index(record["record"]), record["id"], record["lang"] or ""


def keyed(data):
    return {key(record): record for record in map(json.loads, filter(None, data.split(b"\n")))}


def start(base):
    exports = json.loads(get(f"{base}/v1/exports"))
    data = get(f"{base}/v1/exports/ndjson?release={exports['release']}")
    promised = next(item["sha256"] for item in exports["items"] if item["format"] == "ndjson")
    assert hashlib.sha256(data).hexdigest() == promised, "the copy is damaged; run again"
    return keyed(data), exports["changes"].partition("since=")[2]


def follow(base, records, cursor, has_more=True):
    while has_more:
        changes = json.loads(get(f"{base}/v1/changes?since={cursor}&limit=1000"))
        for change in changes["items"]:
            records.pop(key(change), None)
            if change["op"] == "upsert":
                records[key(change)] = change["data"]
        cursor, has_more = changes["cursor"], changes["has_more"]
    return records, cursor


def main(base, folder):
    copy, mark = folder / "catalogue.ndjson", folder / "cursor"
    try:
        records, cursor = follow(base, keyed(copy.read_bytes()), mark.read_text())
    except (FileNotFoundError, urllib.error.HTTPError) as error:
        if getattr(error, "code", 410) != 410:  # 410: away for longer than the feed reaches back
            raise
        folder.mkdir(parents=True, exist_ok=True)
        records, cursor = start(base)
    lines = (
        json.dumps(records[one], ensure_ascii=False, sort_keys=True, separators=(",", ":")) for one in sorted(records)
    )
    copy.write_bytes("".join(f"{one}\n" for one in lines).encode())
    mark.write_text(cursor)


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), Path(sys.argv[2]))
