"""Hits and suggestions as a reader sees them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import partial

import msgspec

from app.api.indexing import plain
from app.api.outputs.search import SuggestionOut
from app.api.present.entries import present_texts
from app.api.present.links import entry_ref
from app.catalogue.cards import Card
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.search import Hit, Suggestion, Why
from app.search.highlight import Snippet, marked_snippet, snippet


class Highlighting(StrEnum):
    """How the places of the words are told."""

    HTML = "html"
    OFFSETS = "offsets"
    NONE = "none"


class _Shown(msgspec.Struct):
    """What of an item as JSON is looked through for the words."""

    pref_label: str
    definition: str


def present_hits(
    snapshot: Snapshot,
    hits: Sequence[Hit],
    reader: Reader,
    forms: Callable[..., Mapping[str, Why]],
    highlighting: Highlighting,
) -> tuple[bytes, list[str]]:
    """Entries in the reader's language (a JSON list of `SearchHit`), and the languages they are in.

    *forms* gives the words to highlight in a text of its `target`.
    """
    cards = [snapshot.cards[hit.entry] for hit in hits]
    texts = [(card.number, snapshot.served(card, reader)[1]) for card in cards]
    words = {lang: forms(target=lang) for lang in {served.lang for _, served in texts}}
    told = []
    for hit, card, (_, served), item in zip(hits, cards, texts, present_texts(snapshot, texts, reader), strict=True):
        matched = {
            "lang": hit.matched.lang,
            "field": hit.matched.field,
            "form": hit.matched.form,
            "why": hit.matched.why,
        }
        highlights = (
            []
            if highlighting is Highlighting.NONE
            else _highlights(item, partial(_body, snapshot, card, served.lang), words[served.lang], highlighting)
        )
        told.append(b'%b,"matched":%b,"highlights":%b}' % (item, _encode(matched), _encode(highlights)))
    return b"[%b]" % b",".join(told), [served.lang for _, served in texts]


def present_suggestion(snapshot: Snapshot, suggestion: Suggestion, reader: Reader) -> SuggestionOut:
    """A label that goes on from what was typed, and the entry it leads to."""
    return SuggestionOut(
        label=suggestion.label,
        lang=suggestion.lang,
        start=suggestion.start,
        end=suggestion.end,
        entry=entry_ref(snapshot, snapshot.cards[suggestion.entry], reader),
    )


def _highlights(
    item: bytes, body: Callable[[], str], forms: Mapping[str, Why], highlighting: Highlighting
) -> list[dict[str, object]]:
    """The fields of a text in which *forms* stand; the body only where nothing shorter has one."""
    shown = _shown(item + b"}")
    found = _marking((("pref_label", shown.pref_label), ("definition", shown.definition)), forms, highlighting)
    return found or _marking([("body", body())], forms, highlighting)


def _body(snapshot: Snapshot, card: Card, lang: str) -> str:
    return plain(snapshot.body(card, lang))


def _marking(
    fields: Iterable[tuple[str, str]], forms: Mapping[str, Why], highlighting: Highlighting
) -> list[dict[str, object]]:
    """Each field that has one of *forms*, as a `HighlightOut`; of a body a piece."""
    found = []
    for field, text in fields:
        piece = snippet(text, forms) if field == "body" else snippet(text, forms, len(text))
        if piece.spans:
            found.append(_highlight(field, text, piece, highlighting))
    return found


def _highlight(field: str, text: str, piece: Snippet, highlighting: Highlighting) -> dict[str, object]:
    return {
        "field": field,
        "text": piece.text,
        "spans": [{"start": span.start, "end": span.end} for span in piece.spans],
        "html": marked_snippet(piece, len(text)) if highlighting is Highlighting.HTML else None,
    }


_encode = msgspec.json.Encoder().encode
_shown = msgspec.json.Decoder(_Shown).decode
