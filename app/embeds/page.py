"""The page that stands in other pages: complete in itself, and at home in a sandbox that gives it no origin.

It loads nothing, stores nothing, and reads well without its one script, which tells the page around it how high it is.
"""

import base64
import hashlib
from typing import Any, Final
from urllib.parse import quote, urlencode

import orjson

from app.articles import (
    Article,
    Figures,
    Href,
    SeriesArticle,
    article,
    lang_attributes,
    read_entry,
    read_series,
    series_article,
    style,
)
from app.catalogue.cards import Card
from app.catalogue.generation import SeriesRecord
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot, Standing
from app.diagrams import STYLES, Theme
from app.diagrams.svg import escape
from app.embeds.places import embed_path, languages
from app.languages.messages import N_, translate

_FORMER: Final = N_("This is release %(release)s of %(date)s. There is a newer one.")
_NEWEST: Final = N_("Read the newest one")
_PREVIEW: Final = N_("This is a preview. It has not been published.")
# Three dialects, for three kinds of host: WordPress, LTI platforms, and our own component or anybody's few lines.
SCRIPT: Final = """\
(function () {
  if (window.parent === window) return;
  var secret = (/[#&?]secret=([a-zA-Z0-9]+)/.exec(location.hash) || [])[1];
  var last = 0;
  function tell() {
    var height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    if (secret) parent.postMessage({ message: "height", value: height, secret: secret }, "*");
    parent.postMessage({ subject: "lti.frameResize", height: height }, "*");
    parent.postMessage({ type: "service-knowledge.height", height: height }, "*");
  }
  if (window.ResizeObserver) new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("load", tell);
  addEventListener("toggle", tell, true);
})();
"""


def entry_page(snapshot: Snapshot, card: Card, reader: Reader, theme: Theme) -> tuple[str, list[str]]:
    """The page of an entry, and the languages of its text, the chief one first."""
    entry = read_entry(snapshot, card, reader)
    body = article(entry, _hrefs(snapshot, reader, theme), figures=Figures.BOTH, theme=theme)
    read = [entry.locale.lang, *(passage.locale.lang for passage in entry.passages)]
    return _page(snapshot, card, entry, body, theme), list(dict.fromkeys(read))


def series_page(snapshot: Snapshot, record: SeriesRecord, reader: Reader, theme: Theme) -> tuple[str, list[str]]:
    """The page of a series, and the language of its text."""
    series = read_series(snapshot, record, reader)
    body = series_article(series, _hrefs(snapshot, reader, theme))
    return _page(snapshot, record, series, body, theme), [series.locale.lang]


def policy(theme: Theme, frame_ancestors: str) -> str:
    """The content security policy of a page: its own style and script by their hashes, and nothing else at all."""
    styles = " ".join(_hash(sheet) for sheet in (style(theme), STYLES[theme]))
    return (
        f"default-src 'none'; style-src {styles}; script-src {_hash(SCRIPT)}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors {frame_ancestors}"
    )


def _hrefs(snapshot: Snapshot, reader: Reader, theme: Theme) -> Href:
    """Entries lead to their embedded pages, in the same colours, so that a reader stays inside the frame."""
    query = _query(theme)

    def href(entry_id: str, section: str) -> str | None:
        card = snapshot.cards.get(entry_id)
        if card is None:
            return None
        address = embed_path(snapshot, card, reader.lang) + query + (f"#{quote(section)}" if section else "")
        return snapshot.path(address)

    return href


def _page(
    snapshot: Snapshot, what: Card | SeriesRecord, subject: Article | SeriesArticle, body: str, theme: Theme
) -> str:
    own = snapshot.url(embed_path(snapshot, what, subject.asked.lang))
    # Whatever release it is of, what is to be found and cited is the page as it stands today.
    canonical = snapshot.lasting_url(embed_path(snapshot, what, subject.locale.lang))
    newest = snapshot.lasting_url(embed_path(snapshot, what, subject.asked.lang) + _query(theme))
    note = _standing(snapshot, subject, newest)
    title, tag = escape(subject.label), escape(subject.locale.tag)
    site = snapshot.locales[subject.locale.lang].title
    return (
        f'<!doctype html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} – {escape(site)}</title>\n"
        f'<meta name="description" content="{escape(subject.definition)}">\n'
        f"{_shared(subject, canonical, site)}{_links(snapshot, what, own, canonical)}"
        f'<style>{style(theme)}</style>\n<script type="application/ld+json">{_facts(snapshot, subject, canonical)}'
        f"</script>\n</head>\n<body>\n<main>{note}{body}</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )


def _query(theme: Theme) -> str:
    return "" if theme is Theme.AUTO else f"?theme={theme}"


def _standing(snapshot: Snapshot, subject: Article | SeriesArticle, newest: str) -> str:
    """In the language asked for, that there is a newer release, or that this is none yet; nothing of the active one."""
    if snapshot.standing is Standing.ACTIVE:
        return ""
    locale = subject.asked.data_locale
    if snapshot.standing is Standing.STAGED:
        said = escape(translate(locale, _PREVIEW))
    else:
        date = f"{snapshot.published_at:%Y-%m-%d}"
        said = escape(translate(locale, _FORMER, release=snapshot.release, date=date))
        said += f' <a href="{escape(newest)}">{escape(translate(locale, _NEWEST))}</a>'
    return f'<p class="note" role="note"{lang_attributes(subject.asked)}>{said}</p>'


def _shared(subject: Article | SeriesArticle, canonical: str, site: str) -> str:
    """Open Graph (ogp.me): what a link to the page looks like where it is shared."""
    members = {
        "og:type": "article",
        "og:title": subject.label,
        "og:description": subject.definition,
        "og:url": canonical,
        "og:site_name": site,
    }
    return "".join(f'<meta property="{name}" content="{escape(value)}">\n' for name, value in members.items())


def _links(snapshot: Snapshot, what: Card | SeriesRecord, own: str, canonical: str) -> str:
    links = [f'<link rel="canonical" href="{escape(canonical)}">']
    for lang, locale in snapshot.locales.items():
        if lang in languages(what):
            address = escape(snapshot.url(embed_path(snapshot, what, lang)))
            links.append(f'<link rel="alternate" hreflang="{escape(locale.tag)}" href="{address}">')
    for form, media_type in (("json", "application/json+oembed"), ("xml", "text/xml+oembed")):
        address = escape(snapshot.lasting_url(f"/oembed?{urlencode({'url': own, 'format': form})}"))
        links.append(f'<link rel="alternate" type="{media_type}" href="{address}">')
    return "".join(f"{link}\n" for link in links)


def _facts(snapshot: Snapshot, subject: Article | SeriesArticle, canonical: str) -> str:
    """JSON-LD in schema.org's words; in a script element, so nothing in it may end one."""
    resource: dict[str, Any] = {
        "@type": "LearningResource",
        "@id": canonical,
        "url": canonical,
        "name": subject.label,
        "description": subject.definition,
        "inLanguage": subject.locale.tag,
        "license": subject.licence,
    }
    graph = [resource]
    if isinstance(subject, Article):
        term: dict[str, Any] = {
            "@type": "DefinedTerm",
            "@id": f"{canonical}#term",
            "termCode": subject.id,
            "name": subject.label,
            "alternateName": list(subject.alt_labels),
            "description": subject.definition,
            "inLanguage": subject.locale.tag,
            "inDefinedTermSet": {
                "@type": "DefinedTermSet",
                "@id": snapshot.lasting_url("/v1/entries"),
                "name": snapshot.locales[subject.locale.lang].title,
            },
        }
        resource["about"] = {"@id": term["@id"]}
        graph.append(term)
    else:
        resource["hasPart"] = [{"@type": "DefinedTerm", "name": part.label} for part in subject.parts]
    facts = orjson.dumps({"@context": "https://schema.org", "@graph": graph}).decode()
    return facts.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
