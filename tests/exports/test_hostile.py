"""Words that look like markup, code, formulas or commands come out of every format as the words that went in."""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from app.exports import EXPORTS
from tests.exports.packed import archive, collection
from tests.sites import Serve, Site
from tests.store.libraries import concept, library, text

HOSTILE = {
    "quotes": '"It\'s" ‘so’ \\"called\\\' `x`',
    "brackets": "<b>bold</b> & <img src=x onerror=alert(1)> &amp; &lt;",
    "cdata": "]]> <![CDATA[ <!-- --> <?xml?>",
    "script": "</script><script>alert(1)</script></style></title></textarea>",
    "emoji": "🧑‍🏭 👩🏽‍🚒 🇩🇰 🙂",
    "combining": "x\u0302 q\u0303 n\u0308g a\u0323\u0302\u0301",
    "direction": "שלום \u200f(ערב)\u200e \u202eabc\u202c العربية",
    "long": "Ord & " + "x" * 294,
    "formula": '=HYPERLINK("https://evil.example")',
    "anki": "{{front}} [sound:a.mp3] [latex]x[/latex] \\(x\\) {{c1::x}} \\[y\\]",
    "braces": "%(count)s {0} {read} ${x} $1 \\1",
}
# What an entry's title and definition are in a format, by the entry's id.
Read = Mapping[str, tuple[str, str]]


class _Page(HTMLParser):
    """What stands in elements of a page, and what its `meta` elements say."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: dict[str, list[str]] = {}
        self.meta: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag == "meta":
            self.meta[str(known.get("property") or known.get("name"))] = str(known.get("content"))
        name = ".definition" if known.get("class") == "definition" else tag
        self._open.append(name)
        self.texts.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in {self._open.pop(), "p"}:
            pass

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts[self._open[-1]][-1] += data


def page_says(page: str) -> tuple[str, str]:
    read = _Page(page)
    return read.texts["h1"][0], read.texts[".definition"][0]


def titles(manifest: bytes) -> list[str]:
    return [item.findtext("{*}title") or "" for item in ET.fromstring(manifest).iter() if item.tag.endswith("}item")]


def scorm(site: Site) -> Read:
    package = archive(site, "scorm?lang=da")
    page = package.read("index.html").decode()
    assert page.count("<script>") == page.count("</script>") == 1
    assert titles(package.read("imsmanifest.xml")) == ["Title da"]
    screens = re.split(r'<div class="screen" id="e-(\w+)"', page.partition("<nav")[0])
    return {name: page_says(f"<div{screen}") for name, screen in zip(screens[1::2], screens[2::2], strict=True)}


def cartridge(site: Site) -> Read:
    package = archive(site, "common-cartridge?lang=da")
    pages = {name: package.read(f"entries/{name}.html").decode() for name in HOSTILE}
    assert set(titles(package.read("imsmanifest.xml"))) == {"", "Title da", *HOSTILE.values()}
    assert {name: _Page(page).texts["title"] for name, page in pages.items()} == {
        name: [words] for name, words in HOSTILE.items()
    }
    return {name: page_says(page) for name, page in pages.items()}


def epub(site: Site) -> Read:
    package = archive(site, "epub?lang=da")
    links = ET.fromstring(package.read("EPUB/nav.xhtml")).findall(".//{*}li/{*}a")
    assert {link.attrib["href"]: link.text for link in links} == {
        f"{name}.xhtml": words for name, words in HOSTILE.items()
    }
    chapters = {name: ET.fromstring(package.read(f"EPUB/{name}.xhtml")) for name in HOSTILE}
    return {
        name: (chapter.findtext(".//{*}h1") or "", chapter.findtext(".//{*}p[@class='definition']") or "")
        for name, chapter in chapters.items()
    }


def glossary(site: Site) -> Read:
    """Moodle keeps 255 characters of a name."""
    root = ET.fromstring(site.get("/v1/exports/moodle.xml?lang=da").content)
    known = {words[:254]: (name, words) for name, words in HOSTILE.items()}
    said = {}
    for entry in root.iter("ENTRY"):
        label = entry.findtext("CONCEPT") or ""
        name, words = known[label[:254]]
        assert label in {words, f"{words[:254]}…"}
        definition = ET.fromstring(f"<div>{entry.findtext('DEFINITION')}</div>").findtext("p") or ""
        said[name] = (words, definition)
    return said


def deck(site: Site) -> Read:
    with collection(site.get("/v1/exports/anki?lang=da").content) as database:
        rows = [row["flds"].split("\x1f") for row in database.execute("SELECT flds FROM notes")]
    for front, back, *_ in rows:
        assert not set("<[") & set(front + back)
    return {row[-1]: (html.unescape(row[0]), html.unescape(row[1])) for row in rows}


def cards(site: Site) -> Read:
    """An apostrophe keeps a spreadsheet from running what looks like a formula."""
    rows = csv.DictReader(io.StringIO(site.get("/v1/exports/cards.csv?lang=da").text, newline=""))
    return {row["id"]: (re.sub("^'=", "=", row["front"]), re.sub("^'=", "=", row["back"])) for row in rows}


READERS: Mapping[str, Callable[[Site], Read]] = {
    "scorm": scorm,
    "common-cartridge": cartridge,
    "epub": epub,
    "moodle.xml": glossary,
    "anki": deck,
    "cards.csv": cards,
}


def said(words: str) -> tuple[str, str]:
    return words, f"{words}."


@pytest.fixture
def hostile(serve: Serve) -> Site:
    entries = [concept(name, text("da", words, slug=name, body=words)) for name, words in HOSTILE.items()]
    return serve(library(*entries))


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export.packaged])
def test_hostile_words_stay_words_in_a_package(name: str, hostile: Site) -> None:
    assert READERS[name](hostile) == {entry: said(words) for entry, words in HOSTILE.items()}


def test_hostile_words_stay_words_in_an_embedded_page(hostile: Site) -> None:
    for name, words in HOSTILE.items():
        page = hostile.get(f"/embed/da/{name}").text
        read = _Page(page)
        facts = json.loads(read.texts["script"][0])

        assert page_says(page) == said(words)
        assert (read.meta["og:title"], read.meta["description"]) == said(words)
        assert {(node["name"], node["description"]) for node in facts["@graph"]} == {said(words)}
        assert len(read.texts["script"]) == 2


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_stay_words_in_an_oembed_answer(name: str, hostile: Site) -> None:
    asked = f"/oembed?url={quote(f'http://test/embed/da/{name}', safe='')}"
    found = hostile.ok(asked)
    told = ET.fromstring(hostile.get(f"{asked}&format=xml").content)

    assert found["title"] == told.findtext("title") == HOSTILE[name]
    assert _Page(found["html"]).texts["a"] == [HOSTILE[name]]
    assert told.findtext("html") == found["html"]
