"""Addresses that once were right: renamed, merged and withdrawn ids, former slugs."""

import unicodedata
from dataclasses import replace
from urllib.parse import quote

import pytest

from app.domain.library import Library, Move, Why
from app.domain.texts import Status
from tests.sites import Serve, Site
from tests.store.libraries import concept, library, series, text, with_digest

TRUST = concept("trust", text("da", "Tillid"), text("sv", "Tillit"))


def moved(*moves: Move) -> Library:
    path = series("path", text("da", "Vej"), parts=("trust",))
    return library(TRUST, all_series=[path], moves=moves)


@pytest.mark.parametrize("why", [Why.RENAMED, Why.MERGED])
@pytest.mark.parametrize("rest", ["", "/translations", "/relations", "/figure"])
def test_a_renamed_or_merged_id_leads_to_the_present_one_with_the_same_query(serve: Serve, why: Why, rest: str) -> None:
    site = serve(moved(Move(id="confidence", why=why, to="trust")))
    query = "?include=sections" if not rest else ""

    answer = site.ask(f"/v1/entries/confidence{rest}{query}", "sv")

    assert answer.status_code == 308
    assert answer.headers["location"] == f"/v1/entries/trust{rest}{query}{'&' if query else '?'}lang=sv"
    assert answer.content == b""


def test_a_chain_of_moves_is_one_hop(serve: Serve) -> None:
    first, second = (Move(id=old, why=Why.RENAMED, to=new) for old, new in (("a", "b"), ("b", "trust")))
    site = serve(moved(first, second))

    assert site.ask("/v1/entries/a?lang=da").headers["location"] == "/v1/entries/trust?lang=da"


@pytest.mark.parametrize("path", ["entries/gone", "entries/gone/figure", "series/gone"])
def test_a_withdrawn_id_is_a_410(serve: Serve, path: str) -> None:
    answer = serve(moved(Move(id="gone", why=Why.WITHDRAWN))).ask(f"/v1/{path}", "sv")

    assert answer.status_code == 410
    assert answer.json()["code"] == "withdrawn"
    assert "”gone” har dragits tillbaka." in answer.json()["detail"]


def test_a_renamed_series_leads_to_the_present_one_and_is_no_entry(serve: Serve) -> None:
    site = serve(moved(Move(id="road", why=Why.RENAMED, to="path")))

    assert site.ask("/v1/series/road?lang=da").headers["location"] == "/v1/series/path?lang=da"
    assert site.ask("/v1/entries/road").json()["code"] == "entry-not-found"
    assert site.ask("/v1/series/trust").json()["code"] == "series-not-found"


def test_a_renamed_entry_is_no_series(serve: Serve) -> None:
    site = serve(moved(Move(id="confidence", why=Why.RENAMED, to="trust")))

    assert site.ask("/v1/series/confidence").json()["code"] == "series-not-found"


def test_a_withdrawn_text_is_told_from_a_missing_one(serve: Serve) -> None:
    library_ = library(concept("trust", text("da", "Tillid")), moves=[Move(id="trust", why=Why.WITHDRAWN, lang="sv")])

    entry = serve(library_).ok("/v1/entries/trust?lang=sv")

    assert (entry["lang"], entry["fallback"]) == ("da", {"reason": "withdrawn", "chain": ["sv", "da"]})


def test_a_former_slug_leads_to_the_present_one_for_ever_and_in_one_hop(serve: Serve) -> None:
    site = serve(library(concept("trust", text("da", "Tiltro"))))
    site.publish(library(concept("trust", text("da", "Fortrøstning"))))
    site.publish(library(concept("trust", text("da", "Tillid"), text("sv", "Tillit"))))

    for former in ("tiltro", "fortrøstning"):
        answer = site.ask(f"/v1/slugs/sv/{quote(former)}?include=sections")
        assert (answer.status_code, answer.headers["location"]) == (308, "/v1/slugs/sv/tillit?include=sections")
    assert site.ok("/v1/slugs/sv/tillit")["id"] == "trust"


def test_a_former_slug_that_another_entry_took_over_is_that_entry(serve: Serve) -> None:
    trust = concept("trust", text("da", "Tillid"))
    site = serve(library(trust))
    renamed = concept("trust", text("da", "Tiltro"))
    site.publish(library(renamed, concept("hope", text("da", "Håb", slug="tillid"))))

    assert site.ok("/v1/slugs/da/tillid")["id"] == "hope"


def test_the_slugs_of_a_renamed_entry_lead_to_what_it_is_now(serve: Serve) -> None:
    site = serve(library(concept("confidence", text("da", "Tiltro"))))
    site.publish(library(TRUST, moves=[Move(id="confidence", why=Why.RENAMED, to="trust")]))

    assert site.ask("/v1/slugs/da/tiltro").headers["location"] == "/v1/slugs/da/tillid"


def test_the_slugs_of_a_withdrawn_entry_lead_nowhere(serve: Serve) -> None:
    site = serve(library(TRUST, concept("hope", text("da", "Håb"))))
    site.publish(library(TRUST, moves=[Move(id="hope", why=Why.WITHDRAWN)]))

    assert site.ask("/v1/slugs/da/håb").status_code == 404


@pytest.fixture
def bemotande(serve: Serve) -> Site:
    return serve(library(concept("treatment", text("da", "Behandling"), text("sv", "Bemötande"))))


@pytest.mark.parametrize(
    "slug",
    [
        "bemötande",
        unicodedata.normalize("NFD", "bemötande"),
        quote("bemötande"),
        quote(unicodedata.normalize("NFD", "bemötande")),
        "BEM%c3%96TANDE",
        "behandling",
    ],
)
@pytest.mark.parametrize(("lang", "label"), [("sv", "Bemötande"), ("da", "Behandling")])
def test_every_spelling_of_any_language_s_slug_finds_the_entry(
    bemotande: Site, slug: str, lang: str, label: str
) -> None:
    entry = bemotande.ok(f"/v1/slugs/{lang}/{slug}")

    assert (entry["id"], entry["pref_label"], entry["lang"]) == ("treatment", label, lang)


def test_an_answer_by_slug_links_the_same_in_the_other_languages(bemotande: Site) -> None:
    answer = bemotande.ask("/v1/slugs/da/behandling?include=relations")

    assert answer.headers["link"] == (
        '</v1/slugs/da/behandling?include=relations>; rel="alternate"; hreflang="da", '
        '</v1/slugs/sv/bem%C3%B6tande?include=relations>; rel="alternate"; hreflang="sv"'
    )
    assert "accept-language" not in answer.headers.get("vary", "").lower()


def test_stale_texts_are_passed_over_by_slug_too(serve: Serve) -> None:
    outdated = replace(TRUST.texts["sv"], status=Status.OUTDATED)
    site = serve(with_digest(library(replace(TRUST, texts={"da": TRUST.texts["da"], "sv": outdated}))))

    assert site.ok("/v1/slugs/sv/tillit")["lang"] == "sv"
    assert site.ok("/v1/slugs/sv/tillit?stale=fallback")["lang"] == "da"
    assert site.ask("/v1/slugs/sv/tillit?stale=fallback&fallback=none").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/slugs/de/tillid", 400, "invalid-parameter"),
        ("/v1/slugs/da/no-such-slug", 404, "slug-not-found"),
        ("/v1/slugs/da/tillid?include=everything", 400, "invalid-parameter"),
        ("/v1/slugs/da/tillid?lang=sv", 400, "unknown-parameter"),
    ],
)
def test_a_slug_that_cannot_be_looked_up_is_a_problem(serve: Serve, path: str, status: int, code: str) -> None:
    answer = serve(library(TRUST)).ask(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
