"""SCORM 1.2 (ADL, 2001): one SCO that holds all of it, one entry a screen, done when all are marked as read."""

import base64
import hashlib
import zipfile
from pathlib import Path
from typing import Final
from urllib.parse import quote

from app.articles import Article, Figures, article, style
from app.diagrams import Theme
from app.diagrams.svg import escape
from app.exports.archive import write_zip
from app.exports.packaging import Package, package
from app.exports.selection import Selection
from app.languages.messages import N_

# Next to the platform's API, or without one; what it keeps stays within SCORM's 255 and 4,096 characters.
SCRIPT: Final = (Path(__file__).parent / "scorm.js").read_text("utf-8")
_STYLE: Final = (
    ".bar{max-width:46rem;margin:0 auto 1rem;display:flex;flex-wrap:wrap;gap:.5rem;align-items:center}"
    ".bar button{font:inherit;padding:.4rem .8rem}.bar p{margin:0}.screen[hidden]{display:none}"
    "nav{max-width:46rem;margin:0 auto}nav li.done::marker{content:'\\2713  '}h1:focus{outline:none}"
    "@media print{.bar,nav{display:none}.screen[hidden]{display:block}}"
)
_WORDS: Final = {
    "previous": N_("Previous"),
    "next": N_("Next"),
    "read": N_("Mark as read"),
    "done": N_("Marked as read"),
    "progress": N_("{read} of {total} read"),
    "contents": N_("Contents"),
}


def write(selection: Selection, path: Path) -> None:
    """Write the package: its manifest and one page."""
    made = package(selection)
    files = {"imsmanifest.xml": manifest(made).encode(), "index.html": page(made).encode()}
    write_zip(path, files, compression=zipfile.ZIP_DEFLATED)


def manifest(made: Package) -> str:
    """`imsmanifest.xml`, with what the package is in the words of IEEE LOM."""
    tag, title = escape(made.locale.tag), escape(made.title)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="SK-{made.id}" version="{made.release}"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="\
http://www.imsproject.org/xsd/imscp_rootv1p1p2 imscp_rootv1p1p2.xsd \
http://www.imsglobal.org/xsd/imsmd_rootv1p2p1 imsmd_rootv1p2p1.xsd \
http://www.adlnet.org/xsd/adlcp_rootv1p2 adlcp_rootv1p2.xsd">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
    <lom xmlns="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1">
      <general>
        <title><langstring xml:lang="{tag}">{title}</langstring></title>
        <language>{tag}</language>
        <description><langstring xml:lang="{tag}">{escape(made.about)}</langstring></description>
      </general>
      <rights>
        <description><langstring xml:lang="{tag}">{escape(made.licence)}</langstring></description>
      </rights>
    </lom>
  </metadata>
  <organizations default="ORG">
    <organization identifier="ORG">
      <title>{title}</title>
      <item identifier="ITEM" identifierref="RES"><title>{title}</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="RES" type="webcontent" adlcp:scormtype="sco" href="index.html">
      <file href="index.html"/>
    </resource>
  </resources>
</manifest>
"""


def page(made: Package) -> str:
    """The page with every screen; without its script it is one long text."""
    tag, title = escape(made.locale.tag), escape(made.title)
    contents = "".join(_item(made, entry) for entry in made.articles)
    screens = "".join(_screen(made, entry) for entry in made.articles)
    say = {name: escape(made.say(words)) for name, words in _WORDS.items()}
    return (
        f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{title}</title><style>{style(Theme.AUTO)}{_STYLE}</style></head><body>"
        f'<div class="bar" id="bar" hidden=""><button type="button" id="previous">{say["previous"]}</button>'
        f'<button type="button" id="next">{say["next"]}</button>'
        f'<button type="button" id="read" data-done="{say["done"]}">{say["read"]}</button>'
        f'<p id="progress" role="status" data-words="{say["progress"]}"></p></div>'
        f'<main id="screens">{screens}</main>'
        f'<nav aria-labelledby="contents"><h2 id="contents">{say["contents"]}</h2><ol>{contents}</ol>'
        f"<p>{escape(made.about)}</p></nav><script>{SCRIPT}</script></body></html>\n"
    )


def _item(made: Package, entry: Article) -> str:
    tag = escape(entry.locale.tag)
    lang = "" if entry.locale.lang == made.locale.lang else f' lang="{tag}"'
    return f'<li><a href="#e-{escape(entry.id)}"{lang}>{escape(entry.label)}</a></li>'


def _screen(made: Package, entry: Article) -> str:
    def href(entry_id: str, section: str) -> str | None:
        if not made.has(entry_id):
            return None
        return f"#e-{quote(entry_id)}" + (f"_{quote(section)}" if section else "")

    name = escape(entry.id)
    body = article(entry, href, figures=Figures.BOTH, prefix=f"e-{name}_")
    return f'<div class="screen" id="e-{name}" data-key="{_key(entry.id)}">{body}</div>'


def _key(entry_id: str) -> str:
    """Six characters that stand for an entry in what the platform keeps: 500 of them fit, whatever their order."""
    return base64.b32encode(hashlib.blake2b(entry_id.encode(), digest_size=4).digest()).decode()[:6]
