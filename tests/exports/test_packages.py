"""Packages for learning platforms: whom they are for, what they hold, and that words stay words."""

import csv
import io
import re
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest

from app.exports import EXPORTS
from tests.content.trees import TRUST_NO, concept
from tests.exports.packed import archive, words
from tests.sites import Serve, Site

PACKAGED = [name for name, export in EXPORTS.items() if export.packaged]
LOYALTY = "da/concepts/loyalty.md"
MODEL = "source_lang: da\ndiagram:\n  figure: cells\n  nodes: [{id: one, entry: trust}, two]\n"
MODEL_DA = """\
---
pref_label: Modellen
definition: En model.
parts:
  one: {label: Tillid, text: T.}
  two: {label: To, text: T.}
---
"""


def said(site: Site, name: str, query: str = "lang=da") -> str:
    return words(site.get(f"/v1/exports/{name}?{query}").content)


def half() -> dict[str, str | None]:
    return {"no/concepts/trust.md": TRUST_NO.partition("## Grenser")[0]}


@pytest.mark.parametrize("name", PACKAGED)
def test_a_package_is_for_readers_of_one_language(name: str, serve: Serve) -> None:
    site = serve()
    told = site.get(f"/v1/exports/{name}").json()

    assert (told["code"], told["errors"][0]["parameter"], told["languages"]) == (
        "invalid-parameter",
        "lang",
        ["da", "no"],
    )
    assert site.get(f"/v1/exports/{name}?lang=da&kind=model").json()["code"] == "not-found"


@pytest.mark.parametrize("name", PACKAGED)
def test_its_file_says_which_language_it_is_for(name: str, serve: Serve) -> None:
    disposition = serve().get(f"/v1/exports/{name}?lang=nb").headers["content-disposition"]

    assert disposition == f'attachment; filename="service-knowledge-1-no.{EXPORTS[name].extension}"'


@pytest.mark.parametrize("name", PACKAGED)
def test_where_a_language_has_no_text_another_stands_in(name: str, serve: Serve) -> None:
    package = said(serve(half()), name, "lang=no")

    assert "Tillit" in package
    assert "At komme igen." in package


@pytest.mark.parametrize("name", PACKAGED)
def test_what_may_not_be_passed_on_is_left_out(name: str, serve: Serve) -> None:
    site = serve({"_shared/concepts/loyalty.yaml": "source_lang: da\nlicence: LicenseRef-internal\n"})
    package = said(site, name)

    assert "At komme igen." not in package
    assert name == "cards.csv" or "Udeladt på grund af deres licens: 1." in package


@pytest.mark.parametrize("name", PACKAGED)
def test_a_package_holds_only_what_was_chosen(name: str, serve: Serve) -> None:
    package = said(serve(), name, "lang=da&id=trust")

    assert "At regne med nogen." in package
    assert "At komme igen." not in package


@pytest.mark.parametrize("name", PACKAGED)
def test_a_package_is_bounded(name: str, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.routes.exports.MOST_ENTRIES", 1)

    assert serve().get(f"/v1/exports/{name}?lang=da").json()["code"] == "export-too-large"


def test_a_series_is_read_in_its_order(catalogue: Site) -> None:
    series = catalogue.ok("/v1/series/nine-service-styles?lang=sv")
    page = archive(catalogue, "scorm?lang=sv&series=nine-service-styles").read("index.html").decode()
    nav = archive(catalogue, "epub?lang=sv&series=nine-service-styles").read("EPUB/nav.xhtml").decode()

    parts = [part["pref_label"] for part in series["parts"]]
    assert re.findall(r'<li><a href="#e-[^"]*">(.*?)</a>', page.partition("<nav")[2]) == parts
    assert re.findall(r'<li><a href="[^"]*xhtml">(.*?)</a>', nav) == parts
    assert f"<title>{series['pref_label']}</title>" in page


def test_scorm_keeps_within_what_platforms_remember(catalogue: Site) -> None:
    page = archive(catalogue, "scorm?lang=da").read("index.html").decode()
    keys = re.findall(r'data-key="([A-Z2-7]{6})"', page)

    assert len(keys) == len(set(keys)) == len(re.findall('class="screen"', page))
    assert 500 * len(keys[0]) <= 4096
    assert max(map(len, re.findall(r'class="screen" id="([^"]*)"', page))) <= 255


def test_a_scorm_package_needs_nothing_from_elsewhere(catalogue: Site) -> None:
    package = archive(catalogue, "scorm?lang=da")
    page = package.read("index.html").decode()

    assert package.namelist() == ["imsmanifest.xml", "index.html"]
    assert re.findall(r'\b(?:src|srcset)="', page) == []
    targets = set(re.findall(r'href="#([^"]*)"', page))
    assert targets - set(re.findall(r'\bid="([^"]*)"', page)) == set()


def test_a_book_leads_only_to_what_it_holds(catalogue: Site) -> None:
    book = archive(catalogue, "epub?lang=tl&kind=model")
    chapters = {name.removeprefix("EPUB/") for name in book.namelist()}

    assert book.namelist()[0] == "mimetype"
    assert book.infolist()[0].compress_type == zipfile.ZIP_STORED
    for name in chapters - {"mimetype", "META-INF/container.xml", "style.css", "package.opf"}:
        text = book.read(f"EPUB/{name}").decode()
        assert set(re.findall(r'href="(?!https?:)([^"#]+)', text)) <= chapters


def test_a_chapter_in_another_language_says_so(serve: Serve) -> None:
    book = archive(serve(half()), "epub?lang=no")

    assert (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="da"'
        in book.read("EPUB/loyalty.xhtml").decode()
    )
    assert '<section id="limits" lang="da" xml:lang="da">' in book.read("EPUB/trust.xhtml").decode()
    assert "<dc:language>nb</dc:language><dc:language>da</dc:language>" in book.read("EPUB/package.opf").decode()
    assert '<a href="loyalty.xhtml" lang="da" xml:lang="da">' in book.read("EPUB/nav.xhtml").decode()


def test_figures_are_drawn_and_described(serve: Serve) -> None:
    site = serve({"_shared/models/model.yaml": MODEL, "da/models/model.md": MODEL_DA})
    book = archive(site, "epub?lang=da")
    chapter = book.read("EPUB/model.xhtml").decode()

    assert (
        '<item id="c-model" href="model.xhtml" media-type="application/xhtml+xml" properties="svg"/>'
        in book.read("EPUB/package.opf").decode()
    )
    assert chapter.count("<svg") == 1
    assert 'class="figure-table"' in chapter
    assert "<details" not in chapter


def test_a_glossary_has_names_categories_and_no_empty_definition(catalogue: Site) -> None:
    root = ET.fromstring(catalogue.get("/v1/exports/moodle.xml?lang=sv").content)
    entries = root.findall("./INFO/ENTRIES/ENTRY")
    pyramid = next(entry for entry in entries if entry.findtext("CONCEPT") == "Servicepyramiden")

    assert len(entries) == len(catalogue.ok("/v1/entries?lang=sv&limit=200")["items"])
    assert [entry for entry in entries if not (entry.findtext("DEFINITION") or "").startswith(("<p>", "<div"))] == []
    assert "tjänstetriangeln" in {alias.text for alias in pyramid.findall("ALIASES/ALIAS/NAME")}
    assert "Modeller" in {category.text for category in pyramid.findall("CATEGORIES/CATEGORY/NAME")}


def test_a_glossary_marks_another_language_and_shortens_what_is_too_long(serve: Serve) -> None:
    site = serve({LOYALTY: f"---\npref_label: {'Lang ' * 60}\nslug: lang\ndefinition: D.\nscope_note: S.\n---\n"})
    root = ET.fromstring(site.get("/v1/exports/moodle.xml?lang=no").content)
    found = {entry.findtext("CONCEPT"): entry.findtext("DEFINITION") or "" for entry in root.iter("ENTRY")}
    [long] = [name for name in found if name and name.startswith("Lang")]

    assert (len(long), long[-1]) == (255, "…")
    assert found[long].startswith('<div lang="da" xml:lang="da"><p><em>Dansk</em></p><p>D.</p><p>S.</p></div>')


def test_a_glossary_says_which_series_an_entry_belongs_to(catalogue: Site) -> None:
    root = ET.fromstring(catalogue.get("/v1/exports/moodle.xml?lang=da&id=the-aggregator").content)
    label = catalogue.ok("/v1/series/nine-service-styles?lang=da")["pref_label"]

    assert label in {category.text for category in root.iter("NAME")}


def test_cards_tell_the_language_of_their_words(serve: Serve) -> None:
    rows = list(csv.DictReader(io.StringIO(serve(half()).get("/v1/exports/cards.csv?lang=no").text)))

    assert {row["front"]: (row["back"], row["lang"]) for row in rows} == {
        "Loyalitet": ("At komme igen.", "da"),
        "Tillit": ("Å regne med noen.", "nb"),
    }


def test_a_package_keeps_its_identity_from_release_to_release(serve: Serve) -> None:
    site = serve()
    identity: Callable[[], str] = lambda: re.findall("urn:uuid:[0-9a-f-]+", said(site, "epub"))[0]  # noqa: E731
    before = identity()
    other = serve({"da/concepts/trust.md": concept()})
    site.publish(other.settings.data_dir.parent / "content")

    assert identity() == before
