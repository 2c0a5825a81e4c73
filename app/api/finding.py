"""An entry by the id that was asked for: there, moved, withdrawn, or perhaps meant otherwise."""

from urllib.parse import quote

from fastapi import Request, Response

from app.api.answers import moved_to
from app.api.parameters import query_without, with_query
from app.api.problems import EntryNotFound, Withdrawn, Words
from app.catalogue.cards import Card
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot


def find_entry(snapshot: Snapshot, entry_id: str) -> Card | None:
    """The entry with this id, None for one that has another id now; raises EntryNotFound or Withdrawn."""
    card = snapshot.cards.get(entry_id)
    if card is not None:
        return card
    move = snapshot.moved(entry_id)
    if move is None or not (move.to is None or move.to in snapshot.cards):
        raise EntryNotFound(_no_entry(snapshot, entry_id[:200]))
    if move.to is None:
        raise Withdrawn(Words("The entry “%(id)s” has been withdrawn.", id=entry_id))
    return None


def _no_entry(snapshot: Snapshot, given: str) -> Words:
    """That nothing has the id *given*, and what was meant where a slug, or capitals, stand for the id."""
    found = snapshot.find_slug(given, snapshot.reader(snapshot.default_lang))
    meant = found[0].id if found else given.lower()
    if meant not in snapshot.cards:
        return Words("There is no entry “%(id)s”.", id=given)
    return Words("There is no entry “%(id)s”. Did you mean “%(suggestion)s”?", id=given, suggestion=meant)


def moved_entry(snapshot: Snapshot, request: Request, entry_id: str, reader: Reader, rest: str = "") -> Response:
    """To the same about the entry's present id, with the same query."""
    move = snapshot.moved(entry_id)
    assert move is not None
    assert move.to is not None
    query = [*query_without(request, "lang"), ("lang", reader.lang)]
    return moved_to(snapshot, snapshot.url(with_query(f"/v1/entries/{quote(move.to)}{rest}", query)))
