"""Hits and suggestions as a reader sees them."""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from app.api.indexing import plain
from app.api.outputs.search import HighlightOut, MatchedOut, SearchHit, SpanOut, SuggestionOut
from app.api.present.links import entry_ref, entry_url, fallback
from app.catalogue.generation import Body
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
    forms: Callable[..., Mapping[str, Why]],
    highlighting: Highlighting,
) -> SearchHit:
    """An entry in the reader's language; *forms* gives the words to highlight in a text of its `target`."""
    card = snapshot.cards[hit.entry]
    head, served = snapshot.served(card, reader)
    body = snapshot.body(card, head.lang)
    shown = (
        []
        if highlighting is Highlighting.NONE
        else [
            _highlight(field, text, piece, highlighting)
            for field, text, piece in _pieces(body, forms(target=head.lang))
        ]
    )
    matched = MatchedOut(lang=hit.matched.lang, field=hit.matched.field, form=hit.matched.form, why=hit.matched.why)
    return SearchHit(
        id=card.id,
        kind=card.kind,
        requested_lang=reader.lang,
        lang=head.lang,
        fallback=fallback(served, reader),
        slug=head.slug,
        pref_label=head.pref_label,
        alt_labels=list(body.text.alt_labels),
        definition=body.text.definition,
        status=head.status,
        updated_at=head.updated_at,
        url=entry_url(snapshot, card.id, reader.lang),
        matched=matched,
        highlights=shown,
    )


def present_suggestion(snapshot: Snapshot, suggestion: Suggestion, reader: Reader) -> SuggestionOut:
    """A label that goes on from what was typed, and the entry it leads to."""
    return SuggestionOut(
        label=suggestion.label,
        lang=suggestion.lang,
        start=suggestion.start,
        end=suggestion.end,
        entry=entry_ref(snapshot, snapshot.cards[suggestion.entry], reader),
    )


def _pieces(body: Body, forms: Mapping[str, Why]) -> Iterator[tuple[str, str, Snippet]]:
    """The fields of a text in which *forms* stand; the body only where nothing shorter has one."""
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
