"""Searching the site, sending the form, and what may be kept of pages."""

import re
import time
from datetime import UTC, datetime

from app.api.outputs.feedback import FeedbackIn
from app.domain.kinds import KINDS
from app.feedback.insights import insights
from app.store.engine import open_engine
from app.web.kinds import KIND_NAMES
from tests.sites import Serve, Site
from tests.web.pages import links, look


def test_a_search_shows_hits_in_the_readers_language_with_what_matched_marked(catalogue: Site) -> None:
    page = look(catalogue, "/sv/search?q=kundnöjdhet")
    first = page.one("ol", class_="hits").all("li")[0]

    assert first.one("h2").one("mark").text.casefold() == "kundnöjdhet"
    assert first.one("h2").one("a").attributes["href"] == "/sv/kundn%C3%B6jdhet"
    assert page.one("input", id="q").attributes["value"] == "kundnöjdhet"
    assert page.all("meta", name="robots")


def test_a_word_of_another_language_finds_the_entry_and_says_how(catalogue: Site) -> None:
    page = look(catalogue, "/sv/search?q=kundetilfredshed")
    hit = page.one("ol", class_="hits").all("li")[0]

    assert hit.one("a").text == "Kundnöjdhet"


def test_a_search_is_narrowed_to_a_kind_and_goes_on_over_pages(catalogue: Site) -> None:
    everything = look(catalogue, "/da/search?q=service")
    narrowed = next(link for link in links(everything.one("nav", class_="choices")) if "kind=model" in link)
    following = everything.one("a", rel="next").attributes["href"]

    kinds = {hit.one("h2").one("span").text for hit in look(catalogue, narrowed).one("ol", class_="hits").all("li")}
    assert kinds == {"model"}
    first = {hit.one("a").text for hit in everything.one("ol", class_="hits").all("li")}
    second = {hit.one("a").text for hit in look(catalogue, following).one("ol", class_="hits").all("li")}
    assert second
    assert not first & second


def test_a_search_for_nothing_that_is_there_helps_on(catalogue: Site) -> None:
    page = look(catalogue, "/da/search?q=qqqqzzzz&kind=bird")

    assert "“qqqqzzzz”" in page.one("p", role="status", class_="meta").text
    assert "/da/a-z" in links(page.one("main"))
    assert look(catalogue, "/da/search?q=++").all("ol", class_="hits") == []


def test_a_misspelt_word_is_met_with_a_better_one(catalogue: Site) -> None:
    page = look(catalogue, "/da/search?q=kundetilfredshd")

    assert any("kundetilfredshed" in link for link in links(page.one("main")))


def test_a_query_is_shown_as_it_was_typed_whatever_is_in_it(catalogue: Site) -> None:
    typed = '"><script>alert(1)</script>'
    answer = catalogue.get("/da/search", params={"q": typed})

    assert "<script>alert" not in answer.text
    assert look(catalogue, str(answer.url)).one("input", id="q").attributes["value"] == typed


def test_the_form_has_the_fields_of_a_message_and_arrives(serve: Serve) -> None:
    site = serve()
    form = look(site, "/da/tillid").one("form", class_="write")
    fields = form.all("input") + form.all("textarea")

    assert {field.attributes["name"] for field in fields} <= set(FeedbackIn.model_fields)
    message = {"entry": "trust", "lang": "da", "kind": "question", "message": "Hvad med tvivl?", "email": ""}
    answer = site.post(
        form.attributes["action"], data=message, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    )
    assert answer.status_code == 303
    assert "Hvad med tvivl?" in site.get(answer.headers["location"], headers={"accept": "text/html"}).text


def test_pages_are_kept_by_what_they_look_at_and_confirmed_by_their_tag(catalogue: Site) -> None:
    answer = catalogue.get("/da/servicepyramiden")
    again = catalogue.ask("/da/servicepyramiden", if_none_match=answer.headers["etag"])

    assert again.status_code == 304
    assert answer.headers["cache-control"].startswith("public")
    assert catalogue.get("/da/servicepyramiden?utm_source=x").headers["cache-control"].startswith("private")
    assert catalogue.get("/da/search?q=service").headers["cache-control"].startswith("public")


def test_style_and_script_have_addresses_of_their_bytes_and_stay_for_ever(catalogue: Site) -> None:
    page = look(catalogue, "/da")
    style = page.one("link", rel="stylesheet").attributes["href"]
    script = next(item.attributes["src"] for item in page.all("script") if "src" in item.attributes)
    icon = page.one("link", rel="icon").attributes["href"]

    for path, kind in {style: "text/css", script: "text/javascript", icon: "image/svg+xml"}.items():
        answer = catalogue.get(path)
        assert answer.headers["content-type"].startswith(kind)
        assert "immutable" in answer.headers["cache-control"]
    assert catalogue.get(re.sub(r"-\w+\.css", "-000.css", style)).status_code == 404


def test_every_kind_has_a_name_on_pages() -> None:
    assert set(KIND_NAMES) == {kind.kind for kind in KINDS.values()}


def test_what_is_read_most_stands_on_the_home_page_and_what_nobody_found_is_counted(serve: Serve) -> None:
    site = serve(count_seconds=0.2, cache_bytes=0)
    for _ in range(3):
        look(site, "/da/tillid")
    site.get("/da/search?q=qqqqzzzz")

    engine = open_engine(site.settings.database_url, threads=1)
    for _ in range(100):
        most_read = look(site, "/da").all("ol", class_="many")
        missed = insights(engine, datetime.now(UTC), days=2, limit=5).misses
        # They may be written down one after the other.
        if most_read and missed:
            break
        time.sleep(0.1)
    assert links(most_read[0]) == ["/da/tillid"]
    assert [(miss.lang, miss.query) for miss in missed] == [("da", "qqqqzzzz")]
    engine.dispose()
