"""What tells others that there is something to read: Atom (RFC 4287), sitemaps, llms.txt."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from app.catalogue.lists import Filter, Sort
from app.catalogue.pages import Item
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot

LATEST: Final = 20
# What one sitemap may hold (sitemaps.org).
MOST_ADDRESSES: Final = 50_000
# Entries that llms.txt names; the rest is in the exports.
MOST_NAMED: Final = 500


def page_path(lang: str, slug: str) -> str:
    """The address of an entry's page."""
    return f"/{lang}/{quote(slug)}"


def atom(snapshot: Snapshot, reader: Reader) -> bytes:
    """The texts that changed last, as *reader* gets them, newest first."""
    locale = snapshot.locales[reader.lang]
    items = snapshot.lists.listing(reader, Filter(), Sort.NEWEST).items[:LATEST]
    updated = max((item.head.updated_at for item in items), default=snapshot.published_at)
    own = snapshot.url(f"/v1/feeds/{reader.lang}.atom")
    entries = "".join(_atom_entry(snapshot, item, reader) for item in items)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(locale.tag)}>\n'
        f"<id>{_urn('feed', reader.lang)}</id>\n"
        f"<title>{escape(locale.title)}</title>\n"
        f"<subtitle>{escape(locale.description)}</subtitle>\n"
        f"<updated>{_time(updated)}</updated>\n"
        f"<author><name>{escape(locale.title)}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(snapshot.url(f"/{reader.lang}"))}/>\n'
        f"{entries}</feed>\n"
    ).encode()


def _atom_entry(snapshot: Snapshot, item: Item, reader: Reader) -> str:
    text = snapshot.body(item.card, item.head.lang).text
    href = snapshot.url(page_path(reader.lang, text.slug))
    return (
        f"<entry xml:lang={quoteattr(snapshot.locales[text.lang].tag)}>\n"
        f"<id>{_urn(item.card.id, text.lang)}</id>\n"
        f"<title>{escape(text.pref_label)}</title>\n"
        f"<updated>{_time(item.head.updated_at)}</updated>\n"
        f"<category term={quoteattr(item.card.kind)}/>\n"
        f'<link rel="alternate" type="text/html" href={quoteattr(href)}/>\n'
        f"<summary>{escape(text.definition)}</summary>\n"
        "</entry>\n"
    )


def sitemap(snapshot: Snapshot, part: int | None) -> bytes:
    """Every page of an entry with the same entry in the other languages; a list of sitemaps where one is too small.

    Raises ValueError if there is no such *part* (from 1).
    """
    whole = sum(len(card.heads) for card in snapshot.cards.values())
    parts = max(1, -(-whole // MOST_ADDRESSES))
    if part is None and parts > 1:
        addresses = (snapshot.url(f"/sitemap.xml?part={number}") for number in range(1, parts + 1))
        maps = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
        return _xml("sitemapindex", maps)
    number = part or 1
    if not 1 <= number <= parts:
        raise ValueError(f"there are {parts} parts")
    pages = list(_pages(snapshot))[(number - 1) * MOST_ADDRESSES : number * MOST_ADDRESSES]
    return _xml("urlset", "".join(pages))


def _pages(snapshot: Snapshot) -> Iterator[str]:
    for card in snapshot.cards.values():
        addresses = {
            lang: snapshot.url(page_path(lang, head.slug))
            for lang, head in card.heads.items()
            if lang in snapshot.locales
        }
        alternates = "".join(
            f'<xhtml:link rel="alternate" hreflang={quoteattr(snapshot.locales[lang].tag)} href={quoteattr(address)}/>'
            for lang, address in addresses.items()
        )
        for lang, address in addresses.items():
            changed = _time(card.heads[lang].updated_at)
            yield f"<url><loc>{escape(address)}</loc><lastmod>{changed}</lastmod>{alternates}</url>\n"


def _xml(root: str, content: str) -> bytes:
    names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f'<?xml version="1.0" encoding="utf-8"?>\n<{root} {names}>\n{content}</{root}>\n'.encode()


def llms_txt(snapshot: Snapshot) -> bytes:
    """The catalogue for language models (llmstxt.org): what it is, how to ask it, what it explains."""
    reader = snapshot.reader(snapshot.default_lang)
    locale = snapshot.locales[snapshot.default_lang]
    languages = ", ".join(f"{one.autonym} (`{one.lang}`)" for one in snapshot.locales.values())
    lines = [
        f"# {locale.title}",
        "",
        f"> {locale.description}",
        "",
        f"Languages: {languages}. Every answer says in `lang` which language it is in; ask with `?lang=`.",
        f"Licence: {snapshot.licence}.",
        "",
        "## API",
        "",
        f"- [OpenAPI]({snapshot.url('/openapi.json')}): every endpoint",
        f"- [Search]({snapshot.url('/v1/search?q=')}): any of the languages, inflected or misspelt",
        f"- [NDJSON]({snapshot.url('/v1/exports/ndjson')}): everything, one record a line",
        f"- [Changes]({snapshot.url('/v1/changes')}): what has changed since",
        "",
        "## Entries",
        "",
    ]
    for item in snapshot.lists.listing(reader, Filter(), Sort.TITLE).items[:MOST_NAMED]:
        text = snapshot.body(item.card, item.head.lang).text
        address = snapshot.url(f"/v1/entries/{item.card.id}?lang={reader.lang}&include=sections")
        lines.append(f"- [{_plain(text.pref_label)}]({address}): {_plain(text.definition)}")
    return "\n".join([*lines, ""]).encode()


def _plain(text: str) -> str:
    return text.replace("[", "(").replace("]", ")").replace("\n", " ")


def _urn(*names: str) -> str:
    """An identifier that stays, wherever the catalogue is served from."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"service-knowledge:{'/'.join(names)}").urn


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
