"""EPUB 3.3 (W3C Recommendation, 2023): a chapter an entry, in the reader's language, with figures as drawings."""

import zipfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

from app.articles import STYLE, Article, article
from app.diagrams.svg import escape
from app.exports.archive import write_zip
from app.exports.packaging import Package, package
from app.exports.selection import Selection
from app.languages.messages import N_

_CONTAINER: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
  <rootfiles><rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/></rootfiles>
</container>
"""
# What the book is like for those who read it in another way than with their eyes (schema.org's words).
_ACCESSIBLE: Final = (
    ("accessMode", "textual"),
    ("accessMode", "visual"),
    ("accessModeSufficient", "textual"),
    ("accessibilityFeature", "structuralNavigation"),
    ("accessibilityFeature", "tableOfContents"),
    ("accessibilityFeature", "readingOrder"),
    ("accessibilityFeature", "alternativeText"),
    ("accessibilityFeature", "longDescription"),
    ("accessibilityHazard", "none"),
)
_SUMMARY: Final = N_(
    "This book reads in order, has a table of contents and describes every figure in a table. It contains nothing that "
    "flashes, moves or sounds."
)
_SVG: Final = ' properties="svg"'
# A table of a figure stands open: not every reading system can unfold it.
_DETAILS: Final = (
    ("<details>", '<div class="described">'),
    ("</details>", "</div>"),
    ("<summary>", "<p>"),
    ("</summary>", "</p>"),
)


def write(selection: Selection, path: Path) -> None:
    """Write the book."""
    made = package(selection)
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "EPUB/package.opf": _opf(made),
        "EPUB/nav.xhtml": _nav(made),
        "EPUB/title.xhtml": _title(made),
        "EPUB/style.css": STYLE,
        **{f"EPUB/{entry.id}.xhtml": _chapter(made, entry) for entry in made.articles},
    }
    encoded = {name: text.encode() for name, text in files.items()}
    write_zip(path, encoded, compression=zipfile.ZIP_DEFLATED, first="mimetype")


def _opf(made: Package) -> str:
    languages = dict.fromkeys([made.locale.tag, *(tag for entry in made.articles for tag in _tags(entry))])
    spoken = "".join(f"<dc:language>{escape(language)}</dc:language>" for language in languages)
    tag = escape(made.locale.tag)
    metas = "".join(f'<meta property="schema:{name}">{value}</meta>' for name, value in _ACCESSIBLE)
    chapters = "".join(
        f'<item id="c-{entry.id}" href="{entry.id}.xhtml" media-type="application/xhtml+xml"'
        f"{_SVG if entry.diagram else ''}/>"
        for entry in made.articles
    )
    spine = "".join(f'<itemref idref="c-{entry.id}"/>' for entry in made.articles)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="{tag}">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">urn:uuid:{made.id}</dc:identifier>
<dc:title>{escape(made.title)}</dc:title>
{spoken}
<dc:description>{escape(made.about)}</dc:description>
<dc:rights>{escape(made.licence)}</dc:rights>
<dc:date>{made.published_at:%Y-%m-%d}</dc:date>
<meta property="dcterms:modified">{made.published_at:%Y-%m-%dT%H:%M:%SZ}</meta>
{metas}<meta property="schema:accessibilitySummary">{escape(made.say(_SUMMARY))}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>
<item id="style" href="style.css" media-type="text/css"/>
{chapters}
</manifest>
<spine><itemref idref="title"/><itemref idref="nav"/>{spine}</spine>
</package>
"""


def _nav(made: Package) -> str:
    contents = escape(made.say("Contents"))
    items = "".join(
        f'<li><a href="{entry.id}.xhtml"{_lang(made, entry)}>{escape(entry.label)}</a></li>' for entry in made.articles
    )
    body = (
        f'<nav epub:type="toc" role="doc-toc" aria-labelledby="toc"><h1 id="toc">{contents}</h1><ol>{items}</ol></nav>'
    )
    return _document(made.locale.tag, made.say("Contents"), body)


def _title(made: Package) -> str:
    body = f'<section epub:type="titlepage"><h1>{escape(made.title)}</h1><p>{escape(made.about)}</p></section>'
    return _document(made.locale.tag, made.title, body)


def _chapter(made: Package, entry: Article) -> str:
    def href(entry_id: str, section: str) -> str | None:
        if not made.has(entry_id):
            return None
        return f"{quote(entry_id)}.xhtml" + (f"#{quote(section)}" if section else "")

    body = article(entry, href)
    for old, new in _DETAILS:
        body = body.replace(old, new)
    return _document(entry.locale.tag, entry.label, body)


def _document(tag: str, title: str, body: str) -> str:
    tag = escape(tag)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{tag}" xml:lang="{tag}"><head><meta charset="utf-8"/><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="style.css"/></head><body>{body}</body></html>\n'
    )


def _tags(entry: Article) -> list[str]:
    return [entry.locale.tag, *(passage.locale.tag for passage in entry.passages)]


def _lang(made: Package, entry: Article) -> str:
    tag = escape(entry.locale.tag)
    return "" if entry.locale.lang == made.locale.lang else f' lang="{tag}" xml:lang="{tag}"'
