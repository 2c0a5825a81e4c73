"""Small indexes for tests: a few words are enough to say what there is."""

from pathlib import Path

from app.search import Index, SearchDocument, build


def text(
    entry: str,
    lang: str,
    label: str,
    *alt: str,
    definition: str = "",
    body: str = "",
    kind: str = "concept",
    series: tuple[str, ...] = (),
) -> SearchDocument:
    return SearchDocument(
        entry=entry,
        lang=lang,
        kind=kind,
        series=series,
        pref_label=label,
        alt_labels=alt,
        definition=definition,
        body=body,
    )


def index_of(folder: Path, *documents: SearchDocument) -> Index:
    path = folder / "small.search"
    build(documents, path)
    return Index(path)


def found(index: Index, query: str, lang: str, **wanted: object) -> list[str]:
    return [hit.entry for hit in index.search(query, lang=lang, **wanted).hits]  # type: ignore[arg-type]
