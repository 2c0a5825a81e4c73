"""What an address below /embed leads to."""

from dataclasses import dataclass
from urllib.parse import quote

from app.catalogue.cards import Card
from app.catalogue.generation import SeriesRecord
from app.catalogue.resolver import Reader, resolve
from app.catalogue.snapshot import Snapshot
from app.languages.slugs import normalize_slug


@dataclass(frozen=True, slots=True)
class Place:
    """An entry or a series, and whether it was asked for by a name that it had formerly."""

    what: Card | SeriesRecord
    is_former: bool = False


def find(snapshot: Snapshot, name: str, reader: Reader) -> Place | None:
    """What *name* is to *reader*: the slug of an entry or a series in any language, an id, or a former one of these.

    Where an entry and a series have the same, the entry has it; the series still has its id.
    """
    entry = snapshot.find_slug(name, reader)
    if entry is not None and not entry[1]:
        return Place(entry[0])
    present = _series(snapshot, name, reader) or snapshot.cards.get(name)
    if present is not None:
        return Place(present)
    if entry is not None:
        return Place(entry[0], is_former=True)
    move = snapshot.moved(name)
    moved = snapshot.cards.get(move.to) or snapshot.series.get(move.to) if move and move.to else None
    return None if moved is None else Place(moved, is_former=True)


def embed_path(snapshot: Snapshot, what: Card | SeriesRecord, lang: str) -> str:
    """The path of the embedded page of *what* for a reader of *lang*."""
    reader = snapshot.reader(lang)
    if isinstance(what, Card):
        slug = snapshot.served(what, reader)[0].slug
    else:
        texts = what.series.texts
        slug = texts[resolve({name: text.status for name, text in texts.items()}, reader).lang].slug
        place = find(snapshot, slug, reader)
        if place is None or place.what is not what:
            slug = what.series.id
    return f"/embed/{lang}/{quote(slug)}"


def languages(what: Card | SeriesRecord) -> frozenset[str]:
    """The languages that *what* has a text of its own in."""
    return frozenset(what.heads if isinstance(what, Card) else what.series.texts)


def _series(snapshot: Snapshot, name: str, reader: Reader) -> SeriesRecord | None:
    wanted = normalize_slug(name)
    for lang in reader.chain:
        for record in snapshot.series.values():
            text = record.series.texts.get(lang)
            if text is not None and text.slug == wanted:
                return record
    return snapshot.series.get(name)
