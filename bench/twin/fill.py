"""Fills the twin's database from the product's own API: `python -m bench.twin.fill http://127.0.0.1:8000`."""

import json
import sys
import urllib.request

from sqlmodel import Session, SQLModel

from bench.twin.app import AltLabel, Entry, Section, Text, engine

LANGUAGES = ("da", "no", "sv", "tl")


def get(url: str):
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        return json.load(answer)


def fill(base: str) -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        for listed in get(f"{base}/v1/entries?limit=200&lang=da")["items"]:
            for lang in LANGUAGES:
                told = get(f"{base}/v1/entries/{listed['id']}?lang={lang}&include=sections")
                if lang == LANGUAGES[0]:
                    kept = {name: told[name] for name in ("id", "kind", "source_lang", "licence")}
                    session.add(Entry(**kept))
                names = ("lang", "slug", "pref_label", "definition", "scope_note", "status", "updated_at")
                text = Text(entry_id=told["id"], **{name: told[name] for name in names})
                text.alt_labels = [AltLabel(label=label) for label in told["alt_labels"]]
                text.sections = [
                    Section(anchor=one["id"], title=one["title"], html=one["html"], markdown=one["markdown"])
                    for one in told["sections"]
                ]
                session.add(text)
        session.commit()


if __name__ == "__main__":
    fill(sys.argv[1])
