"""oEmbed: from an address to the HTML that embeds it."""

import json
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from tests.sites import Serve, Site

OURS = "https://viden.example"


@pytest.fixture
def site(serve: Serve) -> Site:
    return serve(public_base_url=OURS)


def asked(address: str, rest: str = "") -> str:
    return f"/oembed?url={quote(address, safe='')}{rest}"


def test_a_page_is_quoted_and_framed(site: Site) -> None:
    found = site.ok(asked(f"{OURS}/embed/da/tillid"))

    assert (found["version"], found["type"], found["title"]) == ("1.0", "rich", "Tillid")
    assert found["html"].startswith(
        '<blockquote class="wp-embedded-content"><a href="https://viden.example/embed/da/tillid">'
    )
    assert found["html"].endswith("</iframe>")


def test_xml_says_the_same(site: Site) -> None:
    as_json = site.ok(asked(f"{OURS}/embed/da/tillid"))
    answer = site.get(asked(f"{OURS}/embed/da/tillid", "&format=xml"))
    root = ET.fromstring(answer.content)

    assert answer.headers["content-type"].startswith("text/xml")
    assert {child.tag: child.text for child in root} == {name: str(value) for name, value in as_json.items()}


def test_the_size_stays_within_what_the_host_has(site: Site) -> None:
    found = site.ok(asked(f"{OURS}/embed/da/tillid", "&maxwidth=300&maxheight=200"))

    assert (found["width"], found["height"]) == (300, 200)
    assert 'width="300" height="200"' in found["html"]


def test_the_theme_of_the_address_stays(site: Site) -> None:
    assert site.ok(asked(f"{OURS}/embed/da/tillid?theme=dark&x=y"))["html"].count("?theme=dark") == 2


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "url-missing"),
        (f"url={OURS}/embed/da/tillid&format=yaml", 501, "format-not-implemented"),
        ("url=https://other.example/embed/da/tillid", 404, "not-found"),
        ("url=https://viden.example.evil.example/embed/da/tillid", 404, "not-found"),
        (f"url={OURS}/embed/da/nobody", 404, "not-found"),
        (f"url={OURS}/embed/xx/tillid", 404, "not-found"),
        (f"url={OURS}/v1/entries/trust", 404, "not-found"),
        ("url=http://[/embed/da/tillid", 404, "not-found"),
        (f"url={OURS}/embed/da/tillid&maxwidth=wide", 400, "invalid-parameter"),
        (f"url={OURS}/embed/da/tillid&maxwidth=0", 400, "invalid-parameter"),
        (f"url={OURS}/embed/da/tillid&url=x", 400, "unknown-parameter"),
    ],
)
def test_what_cannot_be_embedded_is_told(site: Site, query: str, status: int, code: str) -> None:
    answer = site.get(f"/oembed?{query}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_a_host_asks_besides_is_ignored(site: Site) -> None:
    address = asked(f"{OURS}/embed/da/tillid")
    answer = site.get(f"{address}&dnt=1")

    assert answer.json() == site.ok(address)
    assert answer.headers["cache-control"] == "private, max-age=60"


def test_a_title_cannot_leave_its_place(serve: Serve) -> None:
    title = "\"'><script>alert(1)</script> & ]]> 👩🏽\u200d🚒"
    text = f"---\npref_label: {json.dumps(title, ensure_ascii=False)}\nslug: ond\ndefinition: D.\n---\n"
    site = serve({"da/concepts/loyalty.md": text}, public_base_url=OURS)
    found = site.ok(asked(f"{OURS}/embed/da/ond"))
    root = ET.fromstring(site.get(asked(f"{OURS}/embed/da/ond", "&format=xml")).content)

    assert "<script" not in found["html"]
    assert found["title"] == root.findtext("title") == title


def test_without_a_public_address_it_is_the_one_that_was_asked(serve: Serve) -> None:
    site = serve()
    answer = site.get(asked("http://test/embed/da/tillid"))

    assert 'src="http://test/embed/da/tillid"' in answer.json()["html"]
    assert answer.headers["cache-control"] == "no-store"
    assert site.ok(asked("/embed/da/tillid"))["html"] == answer.json()["html"]


def test_a_series_can_be_embedded(catalogue: Site) -> None:
    found = catalogue.ok(asked("http://test/embed/da/nine-service-styles"))

    assert found["title"] == catalogue.ok("/v1/series/nine-service-styles?lang=da")["pref_label"]


def test_a_former_name_gives_the_present_address(serve: Serve) -> None:
    site = serve({"_shared/moved.yaml": "faith: {why: renamed, to: trust}\n"})

    assert 'src="http://test/embed/da/tillid"' in site.ok(asked("http://test/embed/da/faith"))["html"]
