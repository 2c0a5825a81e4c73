"""Feeds and sitemaps, read as XML by what others wrote."""

from xml.etree import ElementTree as ET

import pytest

from tests.content.trees import TRUST_NO
from tests.sites import Serve, Site

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_the_feed_of_a_language_has_the_latest_texts_marked_with_the_language_they_are_in(serve: Serve) -> None:
    feed = ET.fromstring(serve({"no/concepts/trust.md": TRUST_NO}).get("/v1/feeds/no.atom").content)

    assert feed.get(LANG) == "nb"
    assert [(one.findtext(f"{ATOM}title"), one.get(LANG)) for one in feed.findall(f"{ATOM}entry")] == [
        ("Loyalitet", "da"),
        ("Tillit", "nb"),
    ]


def test_ids_in_a_feed_stay_the_same_wherever_it_is_served_from(serve: Serve) -> None:
    here, there = serve(), serve(public_base_url="https://example.org")
    ids = [
        [one.findtext(f"{ATOM}id") for one in ET.fromstring(site.get("/v1/feeds/da.atom").content).iter(f"{ATOM}entry")]
        for site in (here, there)
    ]

    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_a_feed_holds_twenty_entries(catalogue: Site) -> None:
    answer = catalogue.get("/v1/feeds/tl.atom")

    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert len(ET.fromstring(answer.content).findall(f"{ATOM}entry")) == 20


def test_a_feed_in_a_language_that_is_none_is_told(catalogue: Site) -> None:
    assert catalogue.get("/v1/feeds/xx.atom").json()["code"] == "invalid-parameter"


def test_translations_in_the_sitemap_name_each_other(serve: Serve) -> None:
    site = serve({"no/concepts/trust.md": TRUST_NO}, public_base_url="https://example.org")
    pages = ET.fromstring(site.get("/sitemap.xml").content).findall(f"{MAP}url")
    alternates = {
        page.findtext(f"{MAP}loc"): {link.get("hreflang"): link.get("href") for link in page.findall(f"{XHTML}link")}
        for page in pages
    }

    assert alternates["https://example.org/no/tillit"] == {
        "da": "https://example.org/da/tillid",
        "nb": "https://example.org/no/tillit",
    }
    for address, others in alternates.items():
        assert all(alternates[other] == others for other in others.values())
        assert address in others.values()


def test_a_sitemap_without_a_public_address_says_what_to_set(catalogue: Site) -> None:
    answer = catalogue.get("/sitemap.xml")

    assert answer.status_code == 404
    assert "PUBLIC_BASE_URL" in answer.json()["detail"]


def test_a_sitemap_that_is_too_long_comes_in_parts(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.exports.announcing.MOST_ADDRESSES", 1)
    site = serve(public_base_url="https://example.org")
    index = ET.fromstring(site.get("/sitemap.xml").content)
    addresses = [loc.text or "" for loc in index.iter(f"{MAP}loc")]

    pages = [ET.fromstring(site.get(address).content).findtext(f"{MAP}url/{MAP}loc") for address in addresses]

    assert pages == ["https://example.org/da/loyalitet", "https://example.org/da/tillid"]
    assert site.get("/sitemap.xml?part=9").json()["code"] == "invalid-parameter"


def test_llms_txt_names_every_entry_and_how_to_ask(catalogue: Site) -> None:
    text = catalogue.get("/llms.txt").text

    assert text.startswith("# Serviceviden\n\n> ")
    assert "[Servicepyramiden](/v1/entries/service-pyramid?lang=da&include=sections): " in text
    assert text.count("\n- [") == 4 + catalogue.ok("/v1/entries?limit=1")["page"]["total"]
