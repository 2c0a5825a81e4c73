"""Reading the site: every page opens, leads on, and says which language is which."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from app.languages.collation import sort_key
from tests.content.trees import TRUST_NO
from tests.sites import Serve, Site, site
from tests.store.libraries import concept, library, series, text
from tests.web.pages import Element, links, look, parse

TAGS = {"da": "da", "no": "nb", "sv": "sv", "tl": "tl"}
MAIN = ["", "/a-z", "/kinds/concept", "/kinds/style", "/kinds/model", "/series", "/graph", "/bibliography", "/search"]


def alternates(page: Element) -> dict[str, str]:
    found = page.all("link", rel="alternate")
    return {link.attributes["hreflang"]: link.attributes["href"] for link in found if "hreflang" in link.attributes}


def switch(page: Element) -> dict[str, str]:
    menu = page.one("nav", class_="tongues")
    return {link.attributes["hreflang"]: link.attributes["href"] for link in menu.all("a")}


@pytest.mark.parametrize("lang", TAGS)
@pytest.mark.parametrize("path", MAIN)
def test_main_pages_are_sound_in_every_language(catalogue: Site, lang: str, path: str) -> None:
    answer = catalogue.get(f"/{lang}{path}")
    page = parse(answer.text)

    assert answer.status_code == 200
    assert page.attributes["lang"] == TAGS[lang]
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert list(switch(page).values()) == [f"/{other}{path}" for other in TAGS] or path == "/graph"
    ids = [element.attributes["id"] for element in every(page) if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    # The catalogue is small: a page with its figures stays small, too.
    assert len(answer.content) < 60_000


@pytest.mark.parametrize("path", [path for path in MAIN if path != "/graph"])
def test_pages_name_their_whole_address_and_those_in_other_languages(serve: Serve, path: str) -> None:
    small = serve(public_base_url="https://service.example/")

    page = look(small, f"/no{path}")

    assert page.one("link", rel="canonical").attributes["href"] == f"https://service.example/no{path}"
    whole = {"da": f"https://service.example/da{path}", "nb": f"https://service.example/no{path}"}
    assert alternates(page) == {**whole, "x-default": f"https://service.example/da{path}"}
    assert page.one("meta", property="og:url").attributes["content"] == f"https://service.example/no{path}"


def test_the_address_of_a_page_that_fell_back_is_the_one_in_the_language_of_the_text(serve: Serve) -> None:
    page = look(serve(public_base_url="https://service.example"), "/no/tillid")

    assert page.one("link", rel="canonical").attributes["href"] == "https://service.example/da/tillid"
    assert alternates(page) == dict.fromkeys(("da", "x-default"), "https://service.example/da/tillid")


def test_a_server_that_does_not_know_its_address_names_none(serve: Serve) -> None:
    page = look(serve(), "/no/tillid")

    assert not page.all("link", rel="canonical")
    assert not page.all("meta", property="og:url")
    assert not alternates(page)


@pytest.mark.parametrize("path", ["", "/servicepyramiden", "/kinds/style", "/graph", "/search?q=service"])
def test_nothing_comes_from_elsewhere_and_nothing_runs_inline(catalogue: Site, path: str) -> None:
    answer = catalogue.get(f"/da{path}")
    page = parse(answer.text)
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    for script in page.all("script"):
        is_data = script.attributes.get("type") == "application/ld+json"
        assert is_data or (script.attributes["src"].startswith("/assets/") and not script.text)
    for element in every(page):
        assert not any(name.startswith("on") or name == "style" for name in element.attributes)
        assert not element.attributes.get("src", "/").startswith(("http", "//"))


def every(element: Element) -> Iterator[Element]:
    yield element
    for child in element.children:
        if isinstance(child, Element):
            yield from every(child)


def test_every_link_of_the_site_leads_somewhere(catalogue: Site) -> None:
    seen, todo = {"/sv"}, ["/sv"]
    anchors: dict[str, set[str]] = {}
    wanted: list[tuple[str, str]] = []
    while todo:
        path = todo.pop()
        answer = catalogue.get(path)
        assert answer.status_code == 200, path
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        page = parse(answer.text)
        anchors[path] = {element.attributes["id"] for element in every(page) if "id" in element.attributes}
        for link in links(page):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"https", "mailto"}
                continue
            target = parts._replace(fragment="").geturl() or path
            wanted.append((target, unquote(parts.fragment)))
            # Everything in one language; of maps and of other languages one step.
            is_followed = path.startswith("/sv") and "/graph" not in path
            if is_followed and target not in seen and not target.startswith("/v1/exports"):
                seen.add(target)
                todo.append(target)
    assert len([path for path in seen if path.startswith("/sv/")]) > 86
    assert [(path, anchor) for path, anchor in wanted if anchor and anchor not in anchors.get(path, {anchor})] == []


def test_a_newcomer_gets_from_the_home_page_to_the_pyramid_and_to_its_swedish_page(catalogue: Site) -> None:
    home = look(catalogue, "/tl")
    models = next(link for link in home.all("a") if link.text == "Mga modelo").attributes["href"]
    pyramid = next(link for link in look(catalogue, models).all("a") if "iramid" in link.text).attributes["href"]
    page = look(catalogue, pyramid)
    swedish = look(catalogue, switch(page)["sv"])

    assert page.one("article").lang == "tl"
    assert swedish.one("h1").text == "Servicepyramiden"
    assert swedish.one("article").lang == "sv"
    assert len(swedish.all("svg")) == 2
    assert "/embed/sv/servicepyramiden" in swedish.one("textarea", id="embed").text


def test_a_fallback_says_so_in_the_readers_language_and_marks_its_own(serve: Serve) -> None:
    small = serve()

    page = look(small, "/no/tillid")

    assert page.attributes["lang"] == "nb"
    assert page.one("article").lang == "da"
    note = page.one("p", role="note")
    assert note.lang == "nb"
    assert note.text == "Teksten finnes ikke på norsk bokmål ennå. Du leser den på dansk."
    assert switch(page) == {"da": "/da/tillid", "nb": "/no/tillid"}
    assert small.get("/no/tillid").headers["content-language"] == "da"


def test_what_is_not_translated_yet_and_what_has_fallen_behind_is_told_section_by_section(serve: Serve) -> None:
    changed = TRUST_NO.replace("\n## Grenser {#limits}\n\nDen kan brytes.\n", "")
    small = serve({"no/concepts/trust.md": changed.replace("definition", "scope_note: Bare mellom folk.\ndefinition")})

    page = look(small, "/no/tillit")

    missing = page.one("section", id="limits")
    assert missing.lang == "da"
    assert missing.one("p", class_="small").lang == "nb"
    assert "dansk" in missing.one("p", class_="small").text
    assert page.one("section", id="what-it-is").lang == "nb"


def test_the_root_leads_to_the_readers_language(catalogue: Site) -> None:
    for header, lang in {"nb-NO,nb;q=0.9": "no", "fil-PH": "tl", "sv": "sv", "ja": "da", None: "da"}.items():
        answer = catalogue.ask("/", header)
        assert answer.status_code == 302
        assert answer.headers["location"] == f"/{lang}"
        assert "accept-language" in answer.headers["vary"].lower()


@pytest.mark.parametrize(
    ("asked", "status", "location"),
    [
        ("/da/", 308, "/da"),
        ("/nb/servicepyramiden?x=1", 308, "/no/servicepyramiden?x=1"),
        ("/fil", 308, "/tl"),
        ("/DA/servicepyramiden", 308, "/da/servicepyramiden"),
        ("/sv/kundno\u0308jdhet", 302, "/sv/kundn%C3%B6jdhet"),
        ("/sv/kundetilfredshed", 302, "/sv/kundn%C3%B6jdhet"),
        ("/da/service-pyramid", 302, "/da/servicepyramiden"),
        ("/da/entries/servicepyramiden", 302, "/da/servicepyramiden"),
    ],
)
def test_other_names_of_a_page_lead_to_it(catalogue: Site, asked: str, status: int, location: str) -> None:
    answer = catalogue.get(asked)

    assert (answer.status_code, answer.headers["location"]) == (status, location)


def test_a_former_slug_leads_to_the_present_one_for_good(serve: Serve) -> None:
    small = serve(library(concept("trust", text("da", "Tillid"))))
    small.publish(library(concept("trust", text("da", "Fortrolighed"))))

    answer = small.get("/da/tillid")

    assert (answer.status_code, answer.headers["location"]) == (308, "/da/fortrolighed")


def test_an_entry_called_like_a_page_is_found_one_step_further(serve: Serve) -> None:
    small = serve(
        library(concept("seek", text("da", "Search"), related=("find",)), concept("find", text("da", "Find")))
    )

    assert "/da/entries/search" in links(look(small, "/da/find"))
    assert look(small, "/da/entries/search").one("h1").text == "Search"
    assert look(small, "/da/search").one("h1").text == "Søg"


def test_what_is_not_there_is_told_in_the_language_of_the_path(catalogue: Site) -> None:
    for path in ("/sv/finns-inte", "/sv/kinds/bird", "/sv/series/none", "/sv/graph?root=none"):
        answer = catalogue.get(path)
        assert answer.status_code == 404
        assert answer.headers["cache-control"] == "no-store"
        assert parse(answer.text).one("h1").text == "Det finns ingen sida på den här adressen."
    assert catalogue.get("/xx/service").status_code == 404
    assert catalogue.get("/v1/nothing").headers["content-type"] == "application/problem+json"


def test_before_the_first_release_pages_say_that_they_are_not_ready(tmp_path: Path) -> None:
    with site(None, tmp_path) as new:
        assert new.get("/").status_code == new.get("/da").status_code == new.get("/da/search").status_code == 503


def test_the_alphabet_is_the_readers_and_comes_in_its_order(catalogue: Site) -> None:
    for lang, data_locale in {"da": "da", "sv": "sv", "tl": "fil"}.items():
        page = look(catalogue, f"/{lang}/a-z")
        labels = [link.text for link in page.one("div", class_="index").all("a")]
        assert len(labels) == 86
        assert all(sort_key(one, data_locale) <= sort_key(two, data_locale) for one, two in pairwise(labels))
    assert [item.text for item in look(catalogue, "/da/a-z").one("nav", class_="letters").all("li")][-3:] == [
        "Æ",
        "Ø",
        "Å",
    ]


def test_long_lists_are_cut_into_pages_that_lose_nothing(serve: Serve) -> None:
    labels = [f"Ord {number:03}" for number in range(130)]
    small = serve(library(*(concept(f"e{n}", text("da", label, slug=f"e{n}")) for n, label in enumerate(labels))))

    found, path = [], "/da/kinds/concept"
    while path:
        page = look(small, path)
        found += [card.text for card in page.one("ul", class_="cards").all("h2")]
        path = next((link.attributes["href"] for link in page.all("a", rel="next")), "")
    assert found == labels
    assert look(small, "/da/kinds/concept?page=2").one("a", rel="prev").attributes["href"] == "/da/kinds/concept"
    for wrong in ("0", "-1", "x", "99999999999", "²"):
        assert look(small, f"/da/kinds/concept?page={wrong}").one("nav", class_="pages").text.startswith(("Side", "F"))


def test_the_styles_stand_side_by_side_with_every_section(catalogue: Site) -> None:
    table = look(catalogue, "/da/kinds/style").one("section", id="compare").one("table")

    assert len(table.one("thead").all("th")) == 9
    assert len(table.all("tbody")) == 5
    assert len(table.all("td")) == 45
    assert look(catalogue, "/da/kinds/model").all("section", id="compare") == []


def test_a_series_leads_through_its_parts(serve: Serve) -> None:
    one = series("way", text("da", "Vejen"), parts=("a", "later", "b"))
    planned = replace(one, texts={"da": replace(one.texts["da"], planned={"later": "Senere"})})
    small = serve(library(concept("a", text("da", "Først")), concept("b", text("da", "Sidst")), all_series=[planned]))

    page = look(small, "/da/series/way")
    first = look(small, "/da/f%C3%B8rst").one("nav", class_="turn")

    assert len(page.one("ol", class_="parts").all("li")) == 3
    assert "Senere planlagt" in page.one("ol", class_="parts").text
    assert "Senere" in first.text
    assert first.all("a", rel="next") == []
    assert "/da/series/way" in links(first)
    fallback = look(small, "/sv/series/way")
    assert fallback.one("p", role="note").lang == "sv"
    assert fallback.one("article").lang == "da"


def test_machines_read_the_term_in_the_page(catalogue: Site) -> None:
    page = look(catalogue, "/da/servicepyramiden")
    data = json.loads(page.one("script", type="application/ld+json").text)

    assert "DefinedTerm" in data["@type"]
    assert data["name"] == "Servicepyramiden"
    assert data["inLanguage"] == "da"
    assert data["inDefinedTermSet"]["@type"] == "DefinedTermSet"
    assert page.one("meta", property="og:title").attributes["content"] == "Servicepyramiden"


def test_no_word_of_the_content_becomes_markup(serve: Serve) -> None:
    evil = '</script><script>alert(1)</script> "x" & <b>'
    small = serve(
        library(concept("evil", text("da", evil, slug="evil"), related=("b",)), concept("b", text("da", "B")))
    )

    for path in ("/da/evil", "/da", "/da/a-z", "/da/graph?root=b", "/da/kinds/concept", "/da/search?q=alert"):
        answer = small.get(path)
        assert "<script>alert" not in answer.text
        assert "<b>" not in answer.text
        parse(answer.text)
    data = look(small, "/da/evil").one("script", type="application/ld+json")
    assert json.loads("".join(child for child in data.children if isinstance(child, str)))["name"] == evil


def test_sources_lead_to_the_bibliography_and_back(catalogue: Site) -> None:
    cited = look(catalogue, "/da/servicepyramiden").one("section", id="sources").all("a")
    works = look(catalogue, "/da/bibliography")

    for link in cited:
        path, key = link.attributes["href"].split("#")
        assert path == "/da/bibliography"
        assert "/da/servicepyramiden" in links(works.one("li", id=key))


def test_the_map_shows_neighbours_by_relation_and_can_be_narrowed(catalogue: Site) -> None:
    page = look(catalogue, "/da/graph?root=service-pyramid")
    wide, narrow = page.all("svg")
    related = look(catalogue, "/da/graph?root=service-pyramid&type=broader")

    assert {link.text for link in wide.all("a")} == {link.text for link in narrow.all("a")}
    assert "/da/graph?root=internal-marketing" in links(wide)
    assert len(related.all("svg")[0].all("a")) == 2
    none = look(catalogue, "/da/graph?root=service-pyramid&type=narrower")
    assert none.all("svg") == []
    assert look(catalogue, "/da/graph").all("svg")


def test_the_map_of_an_empty_catalogue_is_not_there(serve: Serve) -> None:
    assert serve(library()).get("/da/graph").status_code == 404
    assert look(serve(library(concept("alone", text("da", "Ene")))), "/da/graph").all("svg") == []


def test_every_sentence_of_a_source_ends_once(catalogue: Site) -> None:
    works = look(catalogue, "/da/bibliography").one("ul", class_="works").text.replace(" .", ".")

    assert "Riv pyramiderna! Stockholm: Bonniers." in works
    assert "2. ed. Chichester" in works
    assert "23(4), 246–251." in works
    assert ".." not in works
    # Nobody's name: the year comes last.
    assert "Mayroong 9 na mapagpipilian. 2023." in works
