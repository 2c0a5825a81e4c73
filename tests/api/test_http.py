"""HTTP as it is meant: methods, validators, conditions, codings, CORS, and what varies by what."""

import gzip
import re
import zlib
from collections.abc import Callable

import brotli
import httpx
import pytest
import zstandard

from tests.sites import Serve, Site
from tests.store.libraries import concept, library, text

READS = [
    *("/v1/entries", "/v1/entries/service-pyramid", "/v1/entries/service-pyramid/translations"),
    *("/v1/entries/service-pyramid/relations", "/v1/entries/service-pyramid/figure"),
    *("/v1/series", "/v1/series/nine-service-styles", "/v1/alphabet", "/v1/kinds", "/v1/languages"),
    *("/v1/coverage", "/v1/coverage.csv", "/v1/graph", "/v1/graph.graphml", "/v1/graph.mmd"),
]
BY_PATH = ["/v1/slugs/sv/servicepyramiden"]
FIXED = ["/openapi.json", "/docs", "/redoc", "/static/swagger.js", "/problems/not-found"]
LIVE = ["/healthz", "/readyz", "/version"]


@pytest.mark.parametrize("path", [*READS, *BY_PATH, *FIXED, *LIVE, "/v1/entries/no-such-entry", "/nothing"])
def test_head_is_get_without_the_body(catalogue: Site, path: str) -> None:
    headers = {"x-request-id": "same", "accept-encoding": "br"}
    got, head = (catalogue.request(method, path, headers=headers) for method in ("GET", "HEAD"))

    def stable(answer: httpx.Response) -> dict[str, str]:
        return {name: value for name, value in answer.headers.items() if name not in {"server-timing", "age"}}

    assert (head.status_code, stable(head)) == (got.status_code, stable(got))
    assert head.content == b""
    assert got.content


@pytest.mark.parametrize("path", READS)
def test_a_negotiated_answer_says_what_it_varies_by_and_where_this_language_always_is(
    catalogue: Site, path: str
) -> None:
    negotiated = catalogue.ask(path, "sv-FI")
    always = catalogue.ask(negotiated.headers["content-location"], "tl")

    assert "accept-language" in negotiated.headers["vary"].lower()
    assert negotiated.headers["content-location"] == f"{path}?lang=sv"
    assert negotiated.headers["language-variant"].startswith("sv;close;sv,")
    assert "accept-language" not in always.headers.get("vary", "").lower()
    assert "content-location" not in always.headers
    assert "language-variant" not in always.headers
    assert always.headers["link"] == negotiated.headers["link"]
    assert "sv" in negotiated.headers.get("content-language", "sv")


@pytest.mark.parametrize("path", [*BY_PATH, *FIXED, *LIVE])
def test_what_knows_no_reader_does_not_vary_by_language(catalogue: Site, path: str) -> None:
    answer = catalogue.ask(path, "sv")

    assert "accept-language" not in answer.headers.get("vary", "").lower()
    assert "content-location" not in answer.headers


def test_alternates_keep_the_query_and_carry_the_language_s_tag(catalogue: Site) -> None:
    answer = catalogue.ask("/v1/entries?kind=model&lang=da&limit=2")

    assert answer.headers["link"].split(", ")[1] == (
        '</v1/entries?kind=model&limit=2&lang=no>; rel="alternate"; hreflang="nb"'
    )
    assert answer.headers["link"].count('rel="alternate"') == 4


def test_content_language_lists_the_languages_of_the_answer_s_own_text(serve: Serve) -> None:
    site = serve(
        library(
            concept("a", text("da", "A")), concept("b", text("sv", "B")), concept("c", text("sv", "C"), related=("a",))
        )
    )

    assert site.ask("/v1/entries?lang=sv").headers["content-language"] == "da, sv"
    assert site.ask("/v1/entries/c?lang=sv&include=relations").headers["content-language"] == "sv"
    assert site.ask("/v1/entries/a?lang=sv").headers["content-language"] == "da"


@pytest.mark.parametrize("path", [*READS, *BY_PATH, *FIXED])
def test_a_read_has_a_validator_and_may_be_cached(catalogue: Site, path: str) -> None:
    answer = catalogue.ask(path)

    assert answer.headers["etag"].startswith('W/"')
    assert "public" in answer.headers["cache-control"]
    if path in READS:
        assert answer.headers["cache-control"] == (
            "public, max-age=60, s-maxage=600, stale-while-revalidate=86400, stale-if-error=604800"
        )


@pytest.mark.parametrize("path", LIVE)
def test_what_is_about_this_moment_is_not_kept(catalogue: Site, path: str) -> None:
    assert catalogue.ask(path).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda tag: tag,
        lambda tag: tag.removeprefix("W/"),
        lambda tag: f'"a", {tag}, W/"b"',
        lambda tag: f'  {tag}  ,,"x"',
        lambda _: "*",
    ],
    ids=["weak", "strong", "list", "untidy list", "any"],
)
@pytest.mark.parametrize("path", ["/v1/entries/service-pyramid", "/v1/slugs/sv/servicepyramiden", "/openapi.json"])
def test_what_the_client_has_already_is_a_304_that_repeats_the_validators(
    catalogue: Site, wrap: Callable[[str], str], path: str
) -> None:
    first = catalogue.ask(path, "sv")

    again = catalogue.ask(path, "sv", if_none_match=wrap(first.headers["etag"]))

    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control", "vary", "content-location", "link"):
        assert again.headers.get(name) == first.headers.get(name)
    assert "content-type" not in again.headers
    assert "content-length" not in again.headers


@pytest.mark.parametrize("condition", ['"x"', 'W/"x", "y"', "nonsense", "", '"unclosed', "W/"])
def test_what_the_client_does_not_have_is_sent(catalogue: Site, condition: str) -> None:
    assert catalogue.ask("/v1/entries/service", if_none_match=condition).status_code == 200


def test_a_validator_tells_languages_and_releases_apart(serve: Serve) -> None:
    site = serve(library(concept("a", text("da", "A"), text("sv", "A"))))
    tags = [site.ask(f"/v1/entries/a?lang={lang}").headers["etag"] for lang in ("da", "sv")]
    site.publish(library(concept("a", text("da", "A"), text("sv", "A")), concept("b", text("da", "B"))))
    tags.append(site.ask("/v1/entries/a?lang=da").headers["etag"])

    assert len(set(tags)) == 3
    assert tags[0].startswith('W/"1-')
    assert tags[2].startswith('W/"2-')


DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("br;q=0", None),
        ("*", "zstd"),
        ("*;q=0", None),
        ("zstd;q=0, *;q=0.1", "br"),
        ("identity;q=1, gzip;q=0.5", None),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=2", None),
        ("gzip;level=9", None),
        ("deflate, compress", None),
        (";;,,\x80", None),
    ],
)
def test_the_coding_is_the_one_the_client_wants_most(catalogue: Site, accept_encoding: str, coding: str | None) -> None:
    headers = [(b"accept-encoding", accept_encoding.encode("latin-1"))]
    plain = catalogue.get("/v1/alphabet?lang=da", headers={"accept-encoding": "identity"})
    with catalogue.stream("GET", "/v1/alphabet?lang=da", headers=headers) as answer:
        raw = b"".join(answer.iter_raw())

    assert answer.headers.get("content-encoding") == coding
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert int(answer.headers["content-length"]) == len(raw)
    assert (DECODERS[coding](raw) if coding else raw) == plain.content
    assert answer.headers["etag"] == plain.headers["etag"]


def test_what_is_small_or_compressed_already_is_sent_as_it_is(catalogue: Site) -> None:
    answer = catalogue.ask("/healthz", accept_encoding="gzip")

    assert "content-encoding" not in answer.headers
    assert zlib.crc32(answer.content)


@pytest.mark.parametrize("path", [*READS, *BY_PATH, *LIVE, "/v1/nothing", "/v1/entries?knid=x"])
def test_any_page_in_the_world_may_read_any_answer(catalogue: Site, path: str) -> None:
    answer = catalogue.ask(path, origin="https://frontend.example")

    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "X-Request-Id" in answer.headers["access-control-expose-headers"]
    assert "origin" not in answer.headers.get("vary", "").lower()
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/v1/entries", "/v1/entries/anything/relations", "/healthz"])
def test_a_preflight_is_answered_with_what_is_possible(catalogue: Site, path: str) -> None:
    answer = catalogue.options(
        path, headers={"origin": "https://frontend.example", "access-control-request-method": "GET"}
    )

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["allow"] == answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "Accept-Language" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-max-age"] == "86400"
    assert "content-length" not in answer.headers


def test_options_of_nothing_is_a_404(catalogue: Site) -> None:
    assert catalogue.options("/v1/nothing").status_code == 404


def test_an_answer_says_how_long_it_took(catalogue: Site) -> None:
    computed = catalogue.ask("/v1/search?q=tillid&lang=da&limit=3").headers["server-timing"]
    kept = catalogue.ask("/v1/search?q=tillid&lang=da&limit=3").headers["server-timing"]

    assert re.fullmatch(
        r"cache;desc=miss, search;dur=[\d.]+, handle;dur=[\d.]+, encode;dur=[\d.]+, app;dur=[\d.]+", computed
    )
    assert re.fullmatch(r"cache;desc=hit, app;dur=[\d.]+", kept)


def test_addresses_are_absolute_where_the_public_address_is_known(serve: Serve) -> None:
    site = serve(library(concept("a", text("da", "A"))), public_base_url="https://api.example/")

    answer = site.ask("/v1/entries", "da")

    assert answer.json()["items"][0]["url"] == "https://api.example/v1/entries/a?lang=da"
    assert answer.headers["content-location"] == "https://api.example/v1/entries?lang=da"
    assert site.ask("/v1/entries/b").json()["type"] == "https://api.example/problems/entry-not-found"
