"""Hits and suggestions as a reader sees them."""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from app.api.outputs.search import HighlightOut, MatchedOut, SearchHit, SpanOut, SuggestionOut
from app.api.present.entries import present_item
from app.api.present.links import entry_ref
from app.api.searching import plain
from app.catalogue.lists import Item
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.search import Hit, Suggestion, Why
from app.search.highlight import Snippet, marked_snippet, snippet


class Highlighting(StrEnum):
    """How the places of the words are told."""

    HTML = "html"
    OFFSETS = "offsets"
    NONE = "none"


def present_hit(
    snapshot: Snapshot,
    hit: Hit,
    reader: Reader,
    forms: Mapping[str, Mapping[str, Why]],
    highlighting: Highlighting,
) -> SearchHit:
    """An entry in the reader's language; *forms* are the words to highlight, by language."""
    card = snapshot.cards[hit.entry]
    head, served = snapshot.served(card, reader)
    item = present_item(snapshot, Item(card, head, served), reader)
    shown = (
        []
        if highlighting is Highlighting.NONE
        else [
            _highlight(field, text, piece, highlighting)
            for field, text, piece in _pieces(snapshot, hit.entry, head.lang, forms.get(head.lang, {}))
        ]
    )
    matched = MatchedOut(lang=hit.matched.lang, field=hit.matched.field, form=hit.matched.form, why=hit.matched.why)
    return SearchHit(**item.model_dump(), matched=matched, highlights=shown)


def present_suggestion(snapshot: Snapshot, suggestion: Suggestion, reader: Reader) -> SuggestionOut:
    """A label that goes on from what was typed, and the entry it leads to."""
    return SuggestionOut(
        label=suggestion.label,
        lang=suggestion.lang,
        start=suggestion.start,
        end=suggestion.end,
        entry=entry_ref(snapshot, snapshot.cards[suggestion.entry], reader),
    )


def _pieces(
    snapshot: Snapshot, entry_id: str, lang: str, forms: Mapping[str, Why]
) -> Iterator[tuple[str, str, Snippet]]:
    """The fields of a text in which *forms* stand; the body only where nothing shorter has one."""
    body = snapshot.body(snapshot.cards[entry_id], lang)
    found = False
    for field, text in (("pref_label", body.text.pref_label), ("definition", body.text.definition)):
        piece = snippet(text, forms, len(text))
        if piece.spans:
            found = True
            yield field, text, piece
    if not found:
        text = plain(body)
        piece = snippet(text, forms)
        if piece.spans:
            yield "body", text, piece


def _highlight(field: str, text: str, piece: Snippet, highlighting: Highlighting) -> HighlightOut:
    return HighlightOut(
        field=field,
        text=piece.text,
        spans=[SpanOut(start=span.start, end=span.end) for span in piece.spans],
        html=marked_snippet(piece, len(text)) if highlighting is Highlighting.HTML else None,
    )
