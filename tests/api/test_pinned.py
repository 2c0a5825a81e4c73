"""Reading former releases: `?release=` on everything that can be read, the same for ever, and told from today's."""

import fcntl
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from app.catalogue.beside import MOST_WANTED
from tests.conftest import CONTENT
from tests.content.trees import BASE, TRUST_NO, grow
from tests.sites import Serve, Site, live, release, site
from tests.store.libraries import concept, library, text

PIN = re.compile(r"(?:\?|%3F|&amp;|&)release(?:=|%3D)1\b")
# One address for each endpoint that reads the catalogue.
READS = (
    "/v1/entries?lang=da&limit=5",
    "/v1/entries?lang=tl&sort=-updated_at&kind=style&limit=3",
    "/v1/entries?lang=da&letter=S",
    "/v1/entries/external-marketing?lang=sv&include=sections,translations,relations,backlinks,series,sources",
    "/v1/entries/service-pyramid?lang=tl&include=sections,figure",
    "/v1/entries/empathy/translations?lang=da",
    "/v1/entries/empathy/relations?lang=no",
    "/v1/entries/service-pyramid/figure?lang=sv",
    "/v1/entries/service-pyramid/figure.svg?lang=sv",
    "/v1/slugs/da/ekstern-markedsføring?include=sections",
    "/v1/search?lang=da&q=kundetilfredshed",
    "/v1/suggest?lang=sv&q=serv",
    "/v1/series?lang=da",
    "/v1/series/nine-service-styles?lang=tl",
    "/v1/alphabet?lang=sv",
    "/v1/kinds?lang=da",
    "/v1/languages?lang=da",
    "/v1/coverage?lang=da",
    "/v1/coverage.csv?lang=da",
    "/v1/graph?root=empathy&lang=da",
    "/v1/graph.graphml?root=empathy&lang=da",
    "/v1/graph.mmd?root=empathy&lang=da",
    "/embed/sv/servicepyramiden",
    "/embed/tl/nine-service-styles?theme=dark",
)
TODAY = ("/v1/changes", "/v1/feeds/da.atom", "/sitemap.xml", "/llms.txt")


def pinned(path: str, number: int | str = 1) -> str:
    return f"{path}{'&' if '?' in path else '?'}release={number}"


def edited(folder: Path) -> Path:
    """The shipped content with a sentence more in one language, a new slug in another, and a shorter series."""
    root = Path(copytree(CONTENT, folder / "edited"))
    marketing = root / "da/concepts/external-marketing.md"
    marketing.write_text(marketing.read_text().rstrip() + "\n\nOg en sætning til.\n")
    renamed = root / "sv/concepts/external-marketing.md"
    renamed.write_text(renamed.read_text().replace("pref_label: ", "pref_label: All ", 1))
    series = root / "_shared/series/nine-service-styles.yaml"
    series.write_text(series.read_text().replace(", the-utility]", "]"))
    return root


class Then:
    """The shipped content as release 1, everything asked once while it was active, and then a release 2."""

    def __init__(self, started: Site, folder: Path) -> None:
        self.site = started
        self.answers = {path: started.get(path) for path in READS}
        self.named = {path: started.get(pinned(path)) for path in READS}
        self.exports = {
            one["format"]: (one["url"], started.get(one["url"]).content) for one in started.ok("/v1/exports")["items"]
        }
        self.epub = started.get("/v1/exports/epub?lang=tl&id=empathy").content
        started.publish(edited(folder))


@pytest.fixture(scope="module")
def then(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Then]:
    folder = tmp_path_factory.mktemp("then")
    with site(CONTENT, folder, public_base_url="https://example.org") as started:
        yield Then(started, folder)


@pytest.mark.parametrize("path", READS)
def test_a_former_release_says_for_ever_what_it_said(then: Then, path: str) -> None:
    before, named, now = then.answers[path], then.named[path], then.site.get(pinned(path))

    assert (before.status_code, now.status_code) == (200, 200), now.text
    if not path.startswith("/embed"):
        assert now.text == named.text
        assert now.headers["etag"] == named.headers["etag"]
    assert PIN.sub("", named.text) == PIN.sub("", before.text)
    assert now.headers["etag"].startswith('W/"1-')
    assert then.site.get(path).headers["etag"].startswith('W/"2-')


@pytest.mark.parametrize("path", READS)
def test_its_addresses_stay_in_it(then: Then, path: str) -> None:
    answer = then.site.get(pinned(path))
    members = set(re.findall(r'"(?:url|self|next|prev)":"(https://example.org/v1[^"]+)"', answer.text))
    inside = re.findall(r'href=\\"([^"\\]+)\\"', answer.text)

    assert all("release=1" in address for address in {*members, *inside} if not address.startswith("https://doi.org"))
    for address in sorted(members)[:3]:
        assert then.site.get(address.removeprefix("https://example.org")).headers["etag"].startswith('W/"1-')


@pytest.mark.parametrize("path", READS)
def test_only_a_former_release_is_kept_long_and_links_to_the_latest(then: Then, path: str) -> None:
    former, today = then.site.get(pinned(path)), then.site.get(pinned(path, 2))
    (latest,) = re.findall(r'<([^>]+)>; rel="latest-version"', former.headers["link"])

    assert "immutable" in former.headers["cache-control"]
    assert today.headers["cache-control"] == then.site.get(path).headers["cache-control"]
    assert "latest-version" not in today.headers.get("link", "")
    assert "release" not in latest
    assert then.site.get(latest.removeprefix("https://example.org")).headers["etag"].startswith('W/"2-')


@pytest.mark.parametrize("path", TODAY)
def test_what_is_about_the_present_is_of_no_other_release(then: Then, path: str) -> None:
    answer = then.site.get(f"{path}?release=1")

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown-parameter")


def test_the_document_tells_which_endpoints_read_former_releases(then: Then) -> None:
    document = then.site.ok("/openapi.json")
    reading = {
        path
        for path, operations in document["paths"].items()
        for one in operations.get("get", {}).get("parameters", ())
        if one["name"] == "release"
    }
    templates = {re.sub(r"{\w+}", "[^/?]+", path) for path in reading}

    assert all(any(re.match(rf"{template}(?:\?|$)", path) for template in templates) for path in READS)
    assert reading - {"/v1/exports", "/v1/exports/{format}"} == {
        path for path in reading if any(re.match(re.sub(r"{\w+}", "[^/?]+", path) + r"(?:\?|$)", one) for one in READS)
    }
    for path in reading:
        told = document["paths"][path]["get"]["responses"]
        # Answers that operations share are named by the codes of their problems.
        assert "release-not-found" in str(told["404"])
        assert "preparing" in str(told["503"])


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("3", 404, "release-not-found"),
        ("999999999", 404, "release-not-found"),
        ("0", 400, "invalid-parameter"),
        ("-1", 400, "invalid-parameter"),
        ("1.0", 400, "invalid-parameter"),
        ("latest", 400, "invalid-parameter"),
        ("9999999999", 400, "invalid-parameter"),
        ("", 400, "invalid-parameter"),
        ("1&release=2", 400, "unknown-parameter"),
    ],
)
def test_a_release_that_there_is_not_is_told(then: Then, name: str, status: int, code: str) -> None:
    answer = then.site.get(f"/v1/entries/empathy?lang=da&release={name}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "link" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_files_of_a_former_release_are_those_of_then(then: Then) -> None:
    for name, (address, content) in then.exports.items():
        now = then.site.get(address.removeprefix("https://example.org"))

        assert now.content == content, name
        assert now.headers["cache-control"].endswith("immutable")
    assert then.site.get("/v1/exports/epub?lang=tl&id=empathy&release=1").content == then.epub
    assert then.site.get("/v1/exports/epub?lang=tl&id=empathy").content != then.epub


def test_the_files_of_a_former_release_are_built_again_once_they_are_gone(then: Then) -> None:
    shelf = then.site.settings.data_dir / "exports"
    for file in shelf.iterdir():
        if file.name.startswith("1-"):
            file.unlink()
    listed = then.site.ok("/v1/exports?release=1")

    assert listed["release"] == 1
    for one in listed["items"]:
        address, content = then.exports[one["format"]]
        answer = then.site.get(one["url"].removeprefix("https://example.org"))
        assert (one["url"], answer.content) == (address, content), one["format"]
    since = then.site.ok(listed["changes"].removeprefix("https://example.org"))
    assert since["release"] == 2
    assert since["items"]


def test_a_page_says_in_the_language_asked_for_that_there_is_a_newer_release(then: Then) -> None:
    former = then.site.get("/embed/tl/servicepyramiden?theme=dark&release=1").text
    (note,) = re.findall(r'<p class="note" role="note" lang="tl" xml:lang="tl">(Ito ang edisyong 1.*?)</p>', former)
    (newest,) = re.findall(r'href="https://example.org(/embed/[^"]+)"', note)

    assert "release" not in newest
    assert newest.endswith("?theme=dark")
    assert then.site.get(newest).status_code == 200
    assert "May mas bago na rito" not in then.site.get(newest).text
    assert re.search(r'<link rel="canonical" href="https://example.org/embed/[^?"]+">', former)
    assert set(re.findall(r'href="/embed/[^"]+?release=(\w*)', former)) == {"1"}


def test_a_page_that_has_another_address_today_is_found_from_its_former_one(then: Then) -> None:
    former = then.site.get("/embed/sv/external-marketing?release=1").text
    (newest,) = re.findall(r'finns en nyare. <a href="https://example.org([^"]+)"', former)

    moved = then.site.get(newest)

    assert moved.status_code == 308
    assert "/embed/sv/all-extern" in moved.headers["location"]


def test_a_page_of_a_former_release_is_embedded_as_that(then: Then) -> None:
    page = then.site.get("/embed/sv/servicepyramiden?release=1").text
    (address,) = re.findall(r'type="application/json\+oembed" href="https://example.org([^"]+)"', page)

    embedded = then.site.ok(address.replace("&amp;", "&"))
    unknown = then.site.get("/oembed?url=/embed/sv/servicepyramiden%3Frelease%3D77")
    odd = then.site.ok("/oembed?url=/embed/sv/empati%3Frelease%3Dnewest")

    assert embedded["html"].count("https://example.org/embed/sv/servicepyramiden?release=1") == 2
    assert unknown.json()["code"] == "release-not-found"
    assert "release" not in odd["html"]


def test_the_same_header_may_choose_another_language_in_another_release(serve: Serve) -> None:
    only_danish = {
        "_shared/catalogue.yaml": BASE["_shared/catalogue.yaml"].replace(", no]", "]"),
        "no/_locale.yaml": None,
    }
    started = serve({"no/concepts/trust.md": TRUST_NO})
    root = started.settings.data_dir.parent / "danish"
    started.publish(grow(root, {**only_danish, "no/concepts/trust.md": None}, stamped=True))

    for _ in range(2):
        assert started.ok("/v1/entries/trust?release=1", "da;q=0.1, nb")["lang"] == "no"
        assert started.ok("/v1/entries/trust?release=1", "da")["lang"] == "da"
        assert started.ok("/v1/entries/trust", "da;q=0.1, nb")["lang"] == "da"


@pytest.fixture
def ten(serve: Serve) -> Site:
    """Ten releases, the last of which is active."""
    started = serve(library(concept("a", text("da", "A1"))), former_releases=1)
    for number in range(2, 10):
        release(started.settings.database_url, library(concept("a", text("da", f"A{number}"))))
    started.publish(library(concept("a", text("da", "A10"))))
    return started


def test_releases_that_are_not_at_hand_are_built_a_few_at_a_time_and_others_come_again(ten: Site) -> None:
    with (ten.settings.data_dir / "generations" / ".building").open("w") as building:
        fcntl.flock(building, fcntl.LOCK_EX)
        with ThreadPoolExecutor(MOST_WANTED + 1) as requests:
            answers = requests.map(lambda number: ten.get(f"/v1/entries/a?release={number}"), range(2, 11))
            first = next(answer for answer in _as_they_come(requests, ten) if answer.status_code == 503)
            fcntl.flock(building, fcntl.LOCK_UN)
            assert {answer.status_code for answer in answers} <= {200, 503}

    assert first.json()["code"] == "preparing"
    assert first.headers["retry-after"] == "5"


def _as_they_come(requests: Any, started: Site) -> Iterator[Any]:
    while True:
        yield started.get("/v1/entries/a?release=1")


def test_files_of_former_releases_make_room_for_each_other(ten: Site) -> None:
    for number in (3, 5, 7, 3):
        assert ten.when_ready(f"/v1/entries/a?lang=da&release={number}")["pref_label"] == f"A{number}"

    files = list((ten.settings.data_dir / "generations").glob("release-*.generation"))
    assert len(files) <= 1 + 2 + ten.settings.former_releases
    assert any(file.name.startswith("release-10-") for file in files)


def test_a_former_release_that_is_open_is_read_while_the_database_is_away(ten: Site) -> None:
    assert ten.when_ready("/v1/entries/a?lang=da&release=1")["pref_label"] == "A1"
    database = Path(ten.settings.database_url.removeprefix("sqlite:///"))
    live(ten.app)._database.close()  # type: ignore[union-attr]
    database.rename(database.with_suffix(".away"))

    assert ten.ok("/v1/entries/a?lang=da&release=1&include=sections")["pref_label"] == "A1"
    other = ten.get("/v1/entries/a?lang=da&release=4")
    assert (other.status_code, other.json()["code"]) == (503, "database-unreachable")
