"""A shared cache keeps each answer once for each choice of language, and never gives anybody another's."""

import gzip
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from app.api.progress import LINES
from tests.api.test_progress import nobody_can_write
from tests.conftest import CONTENT
from tests.content.archives import TAR, pack
from tests.deploy.caches import Cache, behind_nginx, behind_varnish, is_installed, two_servers, was_hit
from tests.feedback.desks import key_to
from tests.operations.programs import Replica, trust, until
from tests.sites import prepare, release

CACHES = {"nginx": behind_nginx, "varnishd": behind_varnish}
ENTRY = "/v1/entries/service-pyramid"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the shipped content."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store')}/store.db"
    prepare(url)
    release(url, CONTENT)
    return url


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, store: str) -> Iterator[list[Replica]]:
    """The shipped content on two servers."""
    with two_servers(tmp_path_factory.mktemp("servers"), store) as replicas:
        yield replicas


@pytest.fixture(scope="module", params=CACHES)
def cache(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, servers: list[Replica]
) -> Iterator[Cache]:
    """Each cache before them."""
    with CACHES[request.param](tmp_path_factory.mktemp(request.param), servers) as cache:
        yield cache


def test_the_second_request_is_a_hit_and_the_same(cache: Cache) -> None:
    first, second = (cache.ask(f"{ENTRY}?lang=sv") for _ in range(2))

    assert (was_hit(first), was_hit(second)) == (False, True)
    assert first.content == second.content
    assert second.json()["lang"] == "sv"
    assert second.headers["etag"] == first.headers["etag"]
    assert second.headers["cache-control"].startswith("public, max-age=60")
    assert second.headers["x-request-id"] != first.headers["x-request-id"]
    assert "server-timing" not in second.headers


def test_headers_of_one_choice_share_an_answer_and_others_do_not(cache: Cache) -> None:
    path = "/v1/entries/empathy"
    assert not was_hit(cache.ask(path, "nb-NO,nb;q=0.9"))

    alike = [cache.ask(path, header) for header in ("nb", "nb-NO", "no", "nb-NO, nb;q=0.8", "nb;q=1.0")]
    other = [cache.ask(path, header) for header in ("sv", "tl", "fil-PH", "da", None, "ja", "nn")]

    assert [was_hit(answer) for answer in alike] == [True] * len(alike)
    assert {answer.json()["lang"] for answer in alike} == {"no"}
    # fil-PH is another word for tl, and who asks for nothing or for what there is not gets the default.
    assert [was_hit(answer) for answer in other] == [False, False, True, False, False, True, False]
    assert [answer.json()["lang"] for answer in other] == ["sv", "tl", "tl", "da", "da", "da", "no"]
    assert [answer.json()["match"] for answer in other][-4:] == ["exact", "default", "default", "close"]


@pytest.mark.parametrize(
    "header",
    [
        "sv, da;q=0.5",
        "da, sv;q=0.5",
        "da;q=0, sv",
        "*",
        "*;q=0, no",
        "",
        ";;,,",
        "da|sv",
        'da"; lang=sv',
        "da\x80\xff",
        "x" * 3000,
        ",".join(f"sv;q=0.{number}" for number in range(1, 60)),
    ],
)
def test_whatever_the_header_says_the_cache_answers_as_the_servers_do(cache: Cache, header: str) -> None:
    path = "/v1/entries/trust" if header.startswith("x") else "/v1/kinds"
    raw = [(b"accept-language", header.encode("latin-1")), (b"accept-encoding", b"identity")]
    for one in (path, f"{path}?lang=tl", ENTRY):
        right = cache.replicas[0].get(one, headers=raw)
        for _ in range(2):
            answer = cache.get(one, headers=raw)
            assert (answer.status_code, answer.headers.get("content-language")) == (
                right.status_code,
                right.headers.get("content-language"),
            )
            if right.status_code == 200:
                assert answer.content == right.content


def test_what_a_client_claims_besides_poisons_nothing(cache: Cache) -> None:
    path = "/v1/series/service-and-service-management"
    poisons = {
        "host": "evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "javascript",
        "forwarded": "host=evil.example;proto=gopher",
        "x-original-url": "/v1/entries?lang=tl",
        "x-rewrite-url": "/v1/entries?lang=tl",
        "x-http-method-override": "DELETE",
        "cookie": "lang=tl; session=1",
        "language-variant": "tl;exact;tl",
        "x-choice": "tl;exact;tl",
        "x-asking": "1",
        "x-asked": "/metrics",
        "x-failed": "1",
        "accept": "text/html",
        "origin": "https://evil.example",
    }
    poisoned = cache.get(path, headers={**poisons, "accept-language": "sv", "accept-encoding": "identity"})
    clean = cache.ask(path, "sv")

    assert was_hit(clean)
    assert clean.content == poisoned.content == cache.replicas[1].get(path, headers={"accept-language": "sv"}).content
    for answer in (poisoned, clean):
        assert "evil" not in answer.text + str(answer.headers)
        assert answer.headers["content-language"] == "sv"
        assert "set-cookie" not in answer.headers


def test_a_header_in_several_fields_gives_nobody_else_another_language(cache: Cache) -> None:
    path = "/v1/alphabet"
    for fields in (["tl", "sv"], ["sv", "tl"], ["da", "tl;q=0.5"], ["tl"]):
        lines = [f"Accept-Language: {field}" for field in fields]
        assert b" 200 " in cache.raw(f"GET {path} HTTP/1.1", "Host: x", *lines).split(b"\r\n")[0]

    for lang in ("sv", "tl", "da"):
        answer = cache.ask(path, lang)
        assert answer.content == cache.replicas[0].get(path, headers={"accept-language": lang}).content


@pytest.mark.parametrize(
    "path",
    [
        "/v1/kinds?%6Cang=sv",
        "/v1/kinds?lang=",
        "/v1/entries?limit=2&lang=sv",
        "/v1/search?q=lang%3Dsv",
        "/v1/search?q=x&lang=tl",
    ],
)
def test_an_address_that_only_looks_as_if_it_named_a_language_is_answered_right(cache: Cache, path: str) -> None:
    for header in ("da", "sv", "da", "sv"):
        answer = cache.ask(path, header)
        right = cache.replicas[0].get(path, headers={"accept-language": header, "accept-encoding": "identity"})
        assert (answer.status_code, answer.headers.get("content-language")) == (
            right.status_code,
            right.headers.get("content-language"),
        )
        if right.status_code == 200:
            assert answer.content == right.content


def test_what_the_client_has_is_a_304_from_the_cache(cache: Cache) -> None:
    path = "/v1/entries?limit=50"
    first = cache.ask(path, "da")
    assert was_hit(cache.ask(path, "da"))

    again = cache.ask(path, "da", if_none_match=first.headers["etag"])
    other = cache.ask(path, "sv", if_none_match=first.headers["etag"])

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert was_hit(again)
    assert (other.status_code, other.headers["content-language"]) == (200, "sv")


def test_codings_are_kept_apart(cache: Cache) -> None:
    path = "/v1/entries?limit=40&lang=da"
    plain = cache.ask(path)
    for coding in ("gzip", "gzip, deflate", "br", "identity", "gzip;q=0", "zstd, br;q=0.1", "x-br", ""):
        for _ in range(2):
            answer = cache.ask(path, accept_encoding=coding)
            assert answer.content == plain.content
            found = answer.headers.get("content-encoding")
            assert found is None or found in coding.split(", ") or f"{found};" in coding
            assert "accept-encoding" in answer.headers["vary"].lower()
    compressed = cache.raw(f"GET {path} HTTP/1.1", "Host: x", "Accept-Encoding: gzip")
    assert b"content-encoding: gzip" in compressed.lower()
    assert gzip.decompress(_body(compressed)) == plain.content


@pytest.mark.parametrize(
    "path", ["/v1/entries/nothing", "/v1/entries?knid=x", "/nowhere", "/readyz", "/version", "/v1/admin/releases"]
)
def test_errors_and_what_is_about_this_moment_are_not_kept(cache: Cache, path: str) -> None:
    answers = [cache.ask(path, "sv") for _ in range(3)]

    assert not any(map(was_hit, answers))
    assert all("no-store" in answer.headers["cache-control"] for answer in answers)


def test_whoever_shows_a_key_is_answered_by_the_servers(cache: Cache) -> None:
    path = f"{ENTRY}?lang=da&include=sections"
    cache.ask(path)

    assert was_hit(cache.ask(path))
    assert not was_hit(cache.ask(path, authorization="Bearer skn_x_y"))


def test_messages_go_through_and_metrics_do_not(cache: Cache) -> None:
    body = {"kind": "wish", "lang": "sv", "message": f"Through {cache.label}"}
    sent = cache.post("/v1/feedback", json=body)

    assert sent.status_code == 201
    assert cache.get("/metrics").status_code == 404
    assert cache.head(f"{ENTRY}?lang=da").status_code == 200
    assert cache.options("/v1/entries").headers["access-control-allow-origin"] == "*"


def test_the_progress_of_publishing_comes_line_by_line_while_it_goes_on(cache: Cache, store: str) -> None:
    asked = {"authorization": f"Bearer {key_to(store)}", "content-type": TAR, "accept": LINES}
    with cache.stream("POST", "/v1/admin/releases", content=pack(CONTENT), headers=asked) as answer:
        lines = answer.iter_lines()
        # Nothing can be finished meanwhile; the key has been looked up, or there would be no line.
        early = [next(lines)]
        with nobody_can_write(store):
            while '"writing"' not in early[-1]:
                early.append(next(lines))
        late = list(lines)

    assert (answer.status_code, answer.headers["content-type"]) == (200, LINES)
    assert not was_hit(answer)
    assert '"created":false' in late[-1]


def _body(received: bytes) -> bytes:
    head, _, rest = received.partition(b"\r\n\r\n")
    if b"chunked" not in head.lower():
        return rest
    body = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        length = int(size, 16)
        body, rest = body + rest[:length], rest[length + 2 :]
    return body


def test_a_release_reaches_readers_and_reads_go_on_while_the_servers_are_away(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    prepare(url)
    release(url, trust("Tillid"))
    entry = "/v1/entries/trust"

    def label(cache: Cache) -> str:
        told: str = cache.ask(f"{entry}?lang=da").json()["pref_label"]
        return told

    with ExitStack() as stack:
        replicas = stack.enter_context(two_servers(tmp_path, url))
        caches = [
            stack.enter_context(behind(_made(tmp_path / kind), replicas))
            for kind, behind in CACHES.items()
            if is_installed(kind)
        ]
        assert [label(cache) for cache in caches] == ["Tillid"] * len(caches)
        number = release(url, trust("Tiltro"))
        until(lambda: all(replica.get("/version").json()["release"] == number for replica in replicas))
        for cache in caches:
            if cache.label == "varnish":
                assert cache.request("PURGE", "/").status_code == 200
                assert label(cache) == "Tiltro"
        until(lambda: all(label(cache) == "Tiltro" for cache in caches))

        headers = ("da", "sv, da;q=0.5", "nb", "ja")
        kept = [(cache, header, cache.ask(entry, header).content) for cache in caches for header in headers]
        replicas[0].process.kill()
        replicas[0].process.wait(60)
        # One of two is enough for what is not kept.
        assert {c.ask(f"/v1/kinds?lang={lang}").status_code for c in caches for lang in ("da", "sv")} == {200}

        replicas[1].process.kill()
        replicas[1].process.wait(60)
        # Past the time for which anything is kept without being asked for again.
        time.sleep(11)
        for cache, header, content in kept * 2:
            answer = cache.ask(entry, header)
            assert (answer.status_code, answer.content) == (200, content)
            assert was_hit(answer)
        assert [label(cache) for cache in caches] == ["Tiltro"] * len(caches)
        missed = [cache.ask("/v1/alphabet?lang=da") for cache in caches]

    for answer in missed:
        assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["cache-control"] == "no-store"
        assert int(answer.headers["retry-after"]) > 0
    if not caches:
        pytest.skip("neither nginx nor Varnish is installed here")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
