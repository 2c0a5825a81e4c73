"""Articles as XHTML that is HTML too: every word escaped, every piece in another language marked with it."""

from collections.abc import Callable, Iterable
from enum import Enum

from app.articles.reading import Article, Link, Passage, SeriesArticle
from app.articles.xhtml import Href, xhtml
from app.diagrams import Drawing, Theme, compose, draw, table, table_html
from app.diagrams.svg import escape
from app.domain.locales import Locale
from app.languages.display import language_name
from app.languages.messages import N_, translate

_WIDE, _NARROW = 720, 320
_ALSO, _NEAR, _SOURCES, _LICENCE = N_("Also called"), N_("See also"), N_("Sources"), N_("Licence")
_LICENCES = {"CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")}


class Figures(Enum):
    """How a figure stands in an article: once, or also in a form for small screens."""

    ONE = (_WIDE,)
    BOTH = (_WIDE, _NARROW)


def article(
    entry: Article, href: Href, *, figures: Figures = Figures.ONE, theme: Theme = Theme.AUTO, prefix: str = ""
) -> str:
    """*entry* as an `<article>`; *prefix* begins the ids of its sections, so that several can share a page."""
    pieces = (
        _head(entry, entry.alt_labels),
        _figure(entry, href, figures, theme),
        f"<p>{escape(entry.scope_note)}</p>" if entry.scope_note else "",
        *(_passage(passage, entry.locale, href, prefix) for passage in entry.passages),
        _foot(entry, href),
    )
    return f"<article{_lang(entry.locale)}>{''.join(pieces)}</article>"


def series_article(series: SeriesArticle, href: Href) -> str:
    """*series* as an `<article>` with its parts as an ordered list."""
    parts = "".join(f"<li>{_part(part, series.locale, href)}</li>" for part in series.parts)
    pieces = (
        _head(series, ()),
        *(_passage(passage, series.locale, href, "") for passage in series.passages),
        f"<ol>{parts}</ol><footer>{_licence(series)}</footer>",
    )
    return f"<article{_lang(series.locale)}>{''.join(pieces)}</article>"


def fallback_note(asked: Locale, served: Locale) -> str:
    """In the language asked for, that another one stands in."""
    return translate(
        asked.data_locale,
        "This text does not exist in %(asked)s yet. You are reading it in %(served)s.",
        asked=language_name(asked.tag, asked.data_locale),
        served=language_name(served.tag, asked.data_locale),
    )


def lang_attributes(locale: Locale) -> str:
    """The attributes that say an element is in the language of *locale*, in HTML and in XML."""
    return _lang(locale)


def _head(subject: Article | SeriesArticle, alt_labels: Iterable[str]) -> str:
    say = _speaker(subject)
    names = ", ".join(escape(label) for label in alt_labels)
    also = f'<p class="also">{say(translate(subject.asked.data_locale, _ALSO))}: {names}</p>' if names else ""
    note = ""
    if subject.is_fallback:
        note = f'<p class="note" role="note"{_lang(subject.asked)}>'
        note += f"{escape(fallback_note(subject.asked, subject.locale))}</p>"
    return (
        f'<header><h1>{escape(subject.label)}</h1>{note}{also}<p class="definition">{escape(subject.definition)}</p>'
        "</header>"
    )


def _figure(entry: Article, href: Href, figures: Figures, theme: Theme) -> str:
    if entry.diagram is None:
        return ""
    drawing = compose(
        entry.diagram,
        name=entry.id,
        title=entry.label,
        lang=entry.locale.tag,
        words=entry.words.__getitem__,
        address=lambda target: href(target, ""),
    )
    drawn = "".join(
        f'<div class="{name}">{draw(drawing, theme=theme, width=width)}</div>'
        for name, width in zip(_names(figures), figures.value, strict=True)
    )
    return f"<figure>{drawn}{_table(entry, drawing)}</figure>"


def _names(figures: Figures) -> tuple[str, ...]:
    return ("whole",) if figures is Figures.ONE else ("wide", "narrow")


def _table(entry: Article, drawing: Drawing) -> str:
    summary = translate(entry.locale.data_locale, "The figure as a table")
    return f"<details><summary>{escape(summary)}</summary>{table_html(table(drawing), caption=False)}</details>"


def _passage(passage: Passage, whole: Locale, href: Href, prefix: str) -> str:
    other = passage.locale.lang != whole.lang
    tongue = f'<p class="tongue">{escape(passage.locale.autonym)}</p>' if other else ""
    return (
        f'<section id="{prefix}{escape(passage.id)}"{_lang(passage.locale) if other else ""}>'
        f"<h2>{escape(passage.title)}</h2>{tongue}{xhtml(passage.html, href)}</section>"
    )


def _foot(entry: Article, href: Href) -> str:
    say = _speaker(entry)
    near = ""
    if entry.near:
        links = "".join(f"<li>{_anchor(link, entry.locale, href)}</li>" for link in entry.near)
        near = f"<h2>{say(translate(entry.asked.data_locale, _NEAR))}</h2><ul>{links}</ul>"
    sources = ""
    if entry.sources:
        works = "".join(f"<li>{escape(source)}</li>" for source in entry.sources)
        sources = f"<h2>{say(translate(entry.asked.data_locale, _SOURCES))}</h2><ul>{works}</ul>"
    return f"<footer>{near}{sources}{_licence(entry)}</footer>"


def _licence(subject: Article | SeriesArticle) -> str:
    name, address = _LICENCES.get(subject.licence, (subject.licence, ""))
    named = f'<a href="{address}" rel="license" target="_blank">{escape(name)}</a>' if address else escape(name)
    return f"<p>{_speaker(subject)(translate(subject.asked.data_locale, _LICENCE))}: {named}</p>"


def _part(part: Link, whole: Locale, href: Href) -> str:
    definition = f"<br/>{escape(part.definition)}" if part.definition else ""
    if definition and part.locale.lang != whole.lang:
        definition = f"<span{_lang(part.locale)}>{definition}</span>"
    return f"{_anchor(part, whole, href)}{definition}"


def _anchor(link: Link, whole: Locale, href: Href) -> str:
    target = href(link.id, "") if link.id else None
    other = link.locale.lang != whole.lang
    lang = _lang(link.locale) if other else ""
    label = escape(link.label)
    if target is None:
        return f"<span{lang}>{label}</span>" if other else label
    hreflang = f' hreflang="{escape(link.locale.tag)}"' if other else ""
    return f'<a href="{escape(target)}"{hreflang}{lang}>{label}</a>'


def _speaker(subject: Article | SeriesArticle) -> Callable[[str], str]:
    """How the program's own words, which are in the language asked for, stand in the text."""

    def say(words: str) -> str:
        said = escape(words)
        return f"<span{_lang(subject.asked)}>{said}</span>" if subject.is_fallback else said

    return say


def _lang(locale: Locale) -> str:
    tag = escape(locale.tag)
    return f' lang="{tag}" xml:lang="{tag}"'
