"""Links to entries as a reader sees them, in members of their own and inside rendered text."""

from functools import lru_cache
from urllib.parse import quote

from app.api.outputs.base import EntryRef, Fallback
from app.catalogue.cards import Card
from app.catalogue.passages import link
from app.catalogue.resolver import Reader, Served
from app.catalogue.snapshot import Snapshot

# Every answer names some entries, and the same ones again and again.
_quoted = lru_cache(maxsize=65536)(quote)


def entry_url(snapshot: Snapshot, entry_id: str, lang: str, rest: str = "") -> str:
    """The address of an entry, or of something about it, for a reader of *lang*."""
    return snapshot.url(f"/v1/entries/{_quoted(entry_id)}{rest}?lang={lang}")


def entry_ref(snapshot: Snapshot, card: Card, reader: Reader) -> EntryRef:
    """A link to an entry with its label in the nearest language."""
    head, served = snapshot.served(card, reader)
    return EntryRef(
        id=card.id,
        kind=card.kind,
        lang=head.lang,
        pref_label=head.pref_label,
        slug=head.slug,
        is_fallback=served.is_fallback,
        url=entry_url(snapshot, card.id, reader.lang),
    )


def fallback(served: Served, reader: Reader) -> Fallback | None:
    """Why the text is not in the language asked for, and which languages were tried."""
    if served.reason is None:
        return None
    return Fallback(reason=served.reason, chain=list(reader.chain[: reader.chain.index(served.lang) + 1]))


def resolve_links(snapshot: Snapshot, html: str, lang: str, reader: Reader) -> str:
    """*html*, written in *lang*, with links to entries pointing to what *reader* gets behind them."""
    return link(snapshot, html, lang, reader, lambda card: entry_url(snapshot, card.id, reader.lang))
