"""Requests that nobody should send: whatever they hold, the answer is a sound one and never a 500."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import anyio.lowlevel
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Message

from tests.sites import Site

NASTY = [
    *("%00", "%ff", "%ED%A0%80", "%F0%9F%92%A9", "%25%30%30", "..%2f..%2fetc%2fpasswd", "%0d%0aX-Evil:1", "a%20b"),
    *("'%3B--", "%3Cscript%3E", "%E2%80%AE", "x" * 300, "~", ";", "%", "%zz", "{id}", "-"),
]
TEMPLATES = [
    *("/v1/entries/{}", "/v1/entries/{}/translations", "/v1/entries/{}/relations", "/v1/entries/{}/figure"),
    *("/v1/series/{}", "/v1/slugs/da/{}", "/problems/{}", "/static/{}", "/{}", "/v1/{}"),
]


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_malformed_id_is_a_404(catalogue: Site, template: str) -> None:
    for nasty in NASTY:
        answer = catalogue.ask(template.format(nasty))
        assert answer.status_code == 404, nasty
        assert answer.headers["content-type"] == "application/problem+json"
        assert not {"x-evil"} & set(answer.headers)


PARAMETERS = [
    *("lang", "stale", "include", "fallback", "kind", "letter", "series", "ids", "translated", "updated_since"),
    *("sort", "limit", "cursor"),
]


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_a_malformed_value_is_a_400_or_finds_nothing(catalogue: Site, parameter: str) -> None:
    path = "/v1/entries/service" if parameter == "include" else "/v1/entries"
    for nasty in [*NASTY, "", "%E5", "\x80".encode().decode("latin-1")]:
        answer = catalogue.ask(f"{path}?{parameter}={nasty}")
        assert answer.status_code in {200, 400}, nasty
        assert answer.json()


@pytest.mark.parametrize(
    "query", ["%00=1", "%ff", "=", "&&&", "lang", "a[]=1", "%ED%A0%80=%ED%A0%80", "lang=da;sort=x"]
)
def test_a_malformed_query_is_a_400_or_means_nothing(catalogue: Site, query: str) -> None:
    assert catalogue.ask(f"/v1/entries?{query}").status_code in {200, 400}


Headers = list[tuple[bytes, bytes]]


def sent(
    site: Site, path: bytes, query: bytes = b"", headers: Headers | None = None
) -> tuple[int, dict[bytes, bytes], Any]:
    """The answer to a request whose bytes no client library would send."""
    answer: list[Message] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path.decode("utf-8", "replace"),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": headers or [],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }

    async def receive() -> Message:
        await anyio.lowlevel.checkpoint()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        await anyio.lowlevel.checkpoint()
        answer.append(message)

    site.portal.call(site.app, scope, receive, send)
    body = b"".join(message.get("body", b"") for message in answer[1:])
    return answer[0]["status"], dict(answer[0]["headers"]), json.loads(body)


@pytest.mark.parametrize("query", [b"lang=\xff", b"\xff\xfe=1", b"letter=\xc3\x85", b"lang=da&letter=\xed\xa0\x80"])
def test_raw_bytes_in_a_query_are_read_or_refused(catalogue: Site, query: bytes) -> None:
    status, headers, body = sent(catalogue, b"/v1/entries", query)

    assert status in {200, 400}
    assert body
    assert all(b"\n" not in value for value in headers.values())


@pytest.mark.parametrize("host", [b"[", b"\xff", b"a b", b"", b'evil.example"><script>', b"[::1]:x", b"a@b:99999"])
def test_a_strange_host_changes_nothing(catalogue: Site, host: bytes) -> None:
    usual = sent(catalogue, b"/v1/entries", b"lang=da&limit=1", [(b"host", b"test")])
    strange = sent(catalogue, b"/v1/entries", b"lang=da&limit=1", [(b"host", host)])

    assert strange[0] == 200
    assert strange[2] == usual[2]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([b"accept-language", b"accept-encoding", b"if-none-match", b"x-request-id", b"host", b"origin"]),
    st.binary(max_size=200).filter(lambda value: not {10, 13, 0} & set(value)),
)
def test_no_header_breaks_an_answer(catalogue: Site, name: bytes, value: bytes) -> None:
    headers = [(name, value), (name, value)]
    if name == b"accept-encoding":
        headers.append((b"accept-encoding", b"identity;q=1, *;q=0"))
    if name == b"if-none-match":
        headers = [(name, b'"x", ' + value.replace(b"*", b""))]

    status, told, _ = sent(catalogue, b"/healthz" if name == b"accept-encoding" else b"/v1/kinds", b"", headers)

    assert status == 200
    assert told[b"x-request-id"]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(TEMPLATES),
    st.text(min_size=1, max_size=20),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
)
def test_no_path_and_no_query_breaks_an_answer(
    catalogue: Site, template: str, word: str, query: dict[str, str]
) -> None:
    path = quote(template.format(word), errors="surrogatepass")
    answer = catalogue.get(f"http://test{path}?{urlencode(query, errors='surrogatepass')}")

    assert answer.status_code in {200, 308, 400, 404, 410}


def test_ten_kilobytes_of_garbage_and_five_hundred_ranges_are_answered(catalogue: Site) -> None:
    assert catalogue.ask("/v1/kinds", "\xfe;q=,," * 2000 + ",sv").status_code == 200
    assert catalogue.ok("/v1/entries/service", ",".join(["qaa"] * 500) + ",sv")["match"] == "default"
