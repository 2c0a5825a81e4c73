"""What pages tell machines (JSON-LD with the words of schema.org)."""

from typing import Any, Final

from app.catalogue.cards import Card
from app.catalogue.generation import Body, SeriesRecord
from app.catalogue.snapshot import Snapshot
from app.domain.texts import Text
from app.web.addresses import SERIES, entry_page, page
from app.web.visit import Visit

_CONTEXT: Final = "https://schema.org"


def defined_term(visit: Visit, card: Card, body: Body, url: str) -> dict[str, Any]:
    """An entry: a term of the catalogue."""
    text = body.text
    data = {
        "@context": _CONTEXT,
        "@type": ["DefinedTerm", "LearningResource"],
        "@id": url,
        "url": url,
        "name": text.pref_label,
        "alternateName": list(text.alt_labels),
        "description": text.definition,
        "inLanguage": visit.snapshot.locales[text.lang].tag,
        "termCode": card.id,
        "inDefinedTermSet": term_set(visit.snapshot, text.lang),
        "license": licence_url(card.licence),
        "dateModified": body.updated_at.isoformat(),
    }
    return {name: value for name, value in data.items() if value}


def term_set(snapshot: Snapshot, lang: str) -> dict[str, Any]:
    """The catalogue in one language."""
    locale = snapshot.locales[lang]
    url = snapshot.url(page(lang))
    return {
        "@type": "DefinedTermSet",
        "@id": url,
        "url": url,
        "name": locale.title,
        "description": locale.description,
        "inLanguage": locale.tag,
    }


def learning_resource(visit: Visit, record: SeriesRecord, text: Text) -> dict[str, Any]:
    """A series: entries in a reading order."""
    snapshot = visit.snapshot
    reader = snapshot.reader(text.lang)
    url = snapshot.url(page(text.lang, SERIES, record.series.id))
    parts = [snapshot.cards[part] for part in record.series.parts if part in snapshot.cards]
    return {
        "@context": _CONTEXT,
        "@type": "LearningResource",
        "@id": url,
        "url": url,
        "name": text.pref_label,
        "description": text.definition,
        "inLanguage": snapshot.locales[text.lang].tag,
        "hasPart": [
            {
                "@type": "DefinedTerm",
                "name": snapshot.served(card, reader)[0].pref_label,
                "url": snapshot.url(entry_page(snapshot, card, reader)),
            }
            for card in parts
        ],
    }


def licence_url(licence: str) -> str:
    """Where the terms of a licence stand, by its SPDX id."""
    return f"https://spdx.org/licenses/{licence}.html"
