"""Pages in the pages of others: what stands in them, in which language, and what they may do."""

import json
import re
import unicodedata
from dataclasses import replace

import pytest

from tests.content.trees import TRUST_NO, concept
from tests.sites import Serve, Site
from tests.store.libraries import concept as concept_of
from tests.store.libraries import library, series, text

HOSTILE = "</script><script>alert(1)</script> \"'&amp; ]]> 🙂 e\u0301 " + "x" * 300


def facts(page: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    graph: list[dict[str, object]] = json.loads(found[1])["@graph"]
    return graph


def test_an_entry_is_a_page_that_needs_nothing_else(catalogue: Site) -> None:
    answer = catalogue.get("/embed/sv/servicepyramiden")
    page = answer.text

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-language"] == "sv"
    assert '<html lang="sv">' in page
    assert re.findall(r'\b(?:src|srcset|action)="', page) == []
    assert {"stylesheet", "preload", "icon"}.isdisjoint(re.findall(r'<link rel="(\w+)', page))
    assert page.count("<svg") == 2
    assert "figure-table" in page


def test_it_may_run_and_style_only_what_stands_in_it(catalogue: Site) -> None:
    policy = catalogue.get("/embed/sv/servicepyramiden").headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert policy.endswith("frame-ancestors *")


def test_an_operator_says_who_may_frame_it(serve: Serve) -> None:
    site = serve(frame_ancestors="https://school.example")

    assert (
        site.get("/embed/da/tillid")
        .headers["content-security-policy"]
        .endswith("frame-ancestors https://school.example")
    )


def test_a_missing_translation_is_told_in_the_language_asked_for(serve: Serve) -> None:
    answer = serve().get("/embed/no/tillid")

    assert answer.status_code == 200
    assert answer.headers["content-language"] == "da"
    assert '<html lang="da">' in answer.text
    assert '<p class="note" role="note" lang="nb" xml:lang="nb">' in answer.text
    assert "Denne teksten finnes ikke på norsk bokmål ennå. Du leser den på dansk." in answer.text
    assert '<link rel="canonical" href="/embed/da/tillid">' in answer.text
    assert 'hreflang="nb"' not in answer.text


def test_a_section_that_is_not_translated_says_its_language(serve: Serve) -> None:
    half = TRUST_NO.partition("## Grenser")[0]
    page = serve({"no/concepts/trust.md": half}).get("/embed/no/tillit").text

    assert '<section id="limits" lang="da" xml:lang="da"><h2>Grænser</h2><p class="tongue">Dansk</p>' in page
    assert 'class="note"' not in page


def test_entries_lead_to_one_another_inside_the_frame(serve: Serve) -> None:
    body = "## Hvad {#what}\n\n[Loyalitet](entry:loyalty#x) og [andre](https://other.example/).\n"
    loyalty = "---\npref_label: Loyalitet\ndefinition: At komme igen.\n---\n## X {#x}\n\nTekst.\n"
    site = serve({"da/concepts/trust.md": concept(body), "da/concepts/loyalty.md": loyalty})
    page = site.get("/embed/da/tillid?theme=dark").text

    assert '<a href="/embed/da/loyalitet?theme=dark#x">Loyalitet</a>' in page
    assert '<a href="https://other.example/"' in page


def test_facts_for_machines_stand_in_the_page(serve: Serve) -> None:
    page = serve(public_base_url="https://viden.example").get("/embed/da/tillid").text
    resource, term = facts(page)

    assert (resource["@type"], resource["inLanguage"]) == ("LearningResource", "da")
    assert (term["@type"], term["name"], term["termCode"]) == ("DefinedTerm", "Tillid", "trust")
    assert '<meta property="og:url" content="https://viden.example/embed/da/tillid">' in page
    assert "https://viden.example/oembed?url=https%3A%2F%2Fviden.example%2Fembed%2Fda%2Ftillid&amp;format=json" in page


def test_hostile_words_stay_words(serve: Serve) -> None:
    quoted = json.dumps(HOSTILE, ensure_ascii=False)
    written = f"---\npref_label: {quoted}\nslug: ond\ndefinition: Ond.\n---\n"
    page = serve({"da/concepts/loyalty.md": written}).get("/embed/da/ond").text

    assert "alert(1)</script>" not in page.replace("&lt;/script&gt;", "")
    assert page.count("<script") == 2
    assert facts(page)[0]["name"] == unicodedata.normalize("NFC", HOSTILE)


def test_a_series_is_a_page_with_its_parts_in_order(catalogue: Site) -> None:
    slug = catalogue.ok("/v1/series/nine-service-styles?lang=da")["slug"]
    answer = catalogue.get(f"/embed/da/{slug}")
    series = catalogue.ok("/v1/series/nine-service-styles?lang=da")

    assert [part["pref_label"] for part in series["parts"]] == re.findall(r"<li><a [^>]*>(.*?)</a><br/>", answer.text)
    assert facts(answer.text)[0]["@type"] == "LearningResource"


def test_planned_parts_of_a_series_have_a_name_and_no_address(serve: Serve) -> None:
    danish = replace(text("da", "Serien"), planned={"later": "Senere"})
    site = serve(
        library(concept_of("trust", text("da", "Tillid")), all_series=[series("row", danish, parts=("trust", "later"))])
    )

    page = site.get("/embed/da/serien").text
    assert '<ol><li><a href="/embed/da/tillid">Tillid</a><br/>Tillid.</li><li>Senere</li></ol>' in page


@pytest.mark.parametrize("name", ["servicepyramiden", "service-pyramid", "piramide-ng-serbisyo"])
def test_the_slug_of_any_language_and_the_id_find_it(catalogue: Site, name: str) -> None:
    assert "<h1>Servicepyramiden</h1>" in catalogue.get(f"/embed/sv/{name}").text


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/embed/da/nobody", 404, "slug-not-found"),
        ("/embed/xx/tillid", 400, "invalid-parameter"),
        ("/embed/da/tillid?theme=sepia", 400, "invalid-parameter"),
        ("/embed/da/tillid?theme=dark&theme=light", 400, "unknown-parameter"),
        ("/embed/da/gone", 410, "withdrawn"),
    ],
)
def test_what_there_is_not_is_told(serve: Serve, path: str, status: int, code: str) -> None:
    answer = serve({"_shared/moved.yaml": "gone: {why: withdrawn}\n"}).get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_others_hang_onto_an_address_is_ignored_and_kept_for_nobody_else(serve: Serve) -> None:
    site = serve()
    plain, shared = (site.get(f"/embed/da/tillid{query}") for query in ("", "?fbclid=abc"))

    assert plain.text == shared.text
    assert "public" in plain.headers["cache-control"]
    assert shared.headers["cache-control"] == "private, max-age=60"


def test_a_former_name_leads_on(serve: Serve) -> None:
    site = serve({"_shared/moved.yaml": "faith: {why: renamed, to: trust}\n"})
    answer = site.get("/embed/da/faith?theme=dark")

    assert (answer.status_code, answer.headers["location"]) == (308, "/embed/da/tillid?theme=dark")


def test_a_former_slug_leads_on(serve: Serve, tmp_path: object) -> None:
    site = serve()
    other = serve({"da/concepts/trust.md": concept(front="slug: fortrolighed\n")})
    site.publish(other.settings.data_dir.parent / "content")

    assert site.get("/embed/da/tillid").headers["location"] == "/embed/da/fortrolighed"


@pytest.mark.parametrize(("theme", "scheme"), [("auto", "light dark"), ("light", "light"), ("dark", "dark")])
def test_a_theme_has_colours_of_its_own(catalogue: Site, theme: str, scheme: str) -> None:
    page = catalogue.get(f"/embed/da/service-pyramid?theme={theme}").text

    assert f":root{{color-scheme:{scheme}}}" in page


def test_a_page_is_one_of_a_release(catalogue: Site) -> None:
    first = catalogue.get("/embed/da/service-pyramid")

    assert catalogue.ask("/embed/da/service-pyramid", if_none_match=first.headers["etag"]).status_code == 304


def test_the_element_is_one_file_at_an_address_with_its_version(catalogue: Site) -> None:
    answer = catalogue.get("/embed/service-entry-1.js")

    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "max-age=86400" in answer.headers["cache-control"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "import " not in answer.text
    assert 'observedAttributes = ["id", "lang", "release", "theme"]' in answer.text


def test_where_nothing_says_a_language_the_element_is_in_the_catalogue_s_own(serve: Serve) -> None:
    settings = "licence: CC-BY-4.0\ndefault_lang: no\nsite_order: [da, no]\n"
    script = serve({"_shared/catalogue.yaml": settings}).get("/embed/service-entry-1.js").text

    assert 'const DEFAULT_LANG = "no";' in script
