"""Entries and series as one reader reads them, and their XHTML: what embedded pages and packages have in common."""

from app.articles.markup import Figures, article, lang_attributes, series_article
from app.articles.reading import Article, Link, Passage, SeriesArticle, read_entry, read_series
from app.articles.style import STYLE, style
from app.articles.xhtml import Href, xhtml

__all__ = [
    "STYLE",
    "Article",
    "Figures",
    "Href",
    "Link",
    "Passage",
    "SeriesArticle",
    "article",
    "lang_attributes",
    "read_entry",
    "read_series",
    "series_article",
    "style",
    "xhtml",
]
