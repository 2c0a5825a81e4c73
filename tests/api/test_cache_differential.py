"""Being fast changes no answer: a mix over everything there is gets the same with the memory and the short way to
endpoints as without them.
"""

import random
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.api.front import Front
from app.main import create_app
from tests.sites import Site, running

# By the name of a path parameter: values that exist in the shipped catalogue, and one that does not.
PLACES: dict[str, tuple[str, ...]] = {
    "entry_id": ("service-pyramid", "empathy", "the-aggregator", "nothing"),
    "series_id": ("service-and-service-management", "nothing"),
    "lang": ("sv", "nb", "xx"),
    "slug": ("servicepyramiden", "empati", "nothing"),
    "code": ("not-found", "nothing"),
}
LANGUAGES = (None, "sv", "nb-NO, sv;q=0.5", "fil", "ja", "da;q=0, *", "no, tl;q=0.9, sv;q=0.8", "")
CODINGS = (None, "br", "gzip", "zstd, br;q=0.9", "identity", "br;q=0, *;q=0")
CONDITIONS = (None, None, "*", '"0-x"', "same")
_OWN = frozenset({"x-request-id", "server-timing", "date"})
# What tells how a process is, which is different for two of them and from one moment to the next.
_OF_THE_PROCESS = frozenset({"/readyz", "/metrics"})


@pytest.fixture(scope="module")
def forgetful(catalogue: Site) -> Iterator[Site]:
    """The same catalogue with nothing kept, and every endpoint run by the framework itself."""
    settings = catalogue.settings.model_copy(update={"cache_bytes": 0})
    app = create_app(settings)
    assert isinstance(app, Front)
    app.handle = app.app
    with running(app, settings) as client:
        yield client


def test_a_mix_over_every_endpoint_gets_the_same_with_and_without_the_memory(catalogue: Site, forgetful: Site) -> None:
    mix = list(requests(catalogue.ok("/openapi.json"), random.Random(1)))  # noqa: S311
    assert len(mix) > 200

    for target, headers in mix:
        if headers.get("if-none-match") == "same":
            headers["if-none-match"] = forgetful.get(target, headers=headers).headers.get("etag", "*")
        expected = told(forgetful.get(target, headers=headers))
        for _ in range(2):
            assert told(catalogue.get(target, headers=headers)) == expected, (target, headers)


def requests(document: dict[str, Any], chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """For every operation that reads without a key: its addresses with some parameters, some headers."""
    for path, operations in document["paths"].items():
        operation = operations.get("get")
        if (
            operation is None
            or operation.get("security")
            or "/admin" in path
            or "/exports" in path
            or path in _OF_THE_PROCESS
        ):
            continue
        if path == "/metrics":  # counts the very requests of this test
            continue
        for target in addresses(path):
            for query in ("", *(f"?{pair}" for pair in pairs(operation)), "?unknown=1", "?lang=xx"):
                yield target + query, headers(chance)


def addresses(path: str) -> Iterator[str]:
    """The path with each value of its parameters."""
    found = re.search(r"\{(\w+)\}", path)
    if found is None:
        yield path
        return
    for value in PLACES.get(found[1], ("nothing",)):
        yield from addresses(path.replace(found[0], value, 1))


def pairs(operation: dict[str, Any]) -> Iterator[str]:
    """Each parameter of the query with a value of its kind."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query":
            schema = parameter["schema"]
            examples = schema.get("examples") or schema.get("enum") or schema.get("items", {}).get("enum")
            if schema.get("type") == "integer":
                examples = [3]
            yield f"{parameter['name']}={(examples or ['true'])[0]}"


def headers(chance: random.Random) -> dict[str, str]:
    """Some language, coding and condition; one id for all, for what an error is compressed to depends on it."""
    some = {
        "x-request-id": "mix",
        "accept-language": chance.choice(LANGUAGES),
        "accept-encoding": chance.choice(CODINGS),
        "if-none-match": chance.choice(CONDITIONS),
    }
    return {name: value for name, value in some.items() if value is not None}


def told(answer: httpx.Response) -> tuple[int, dict[str, str], bytes]:
    """All of an answer but what is its own."""
    # The id of a request, and what health has just measured.
    body = re.sub(rb'"request_id":"[^"]*"|"measured":[^,]*', b"", answer.content)
    # Either takes a byte more at one time than at another.
    own = _OWN | {"content-length"} if body != answer.content else _OWN
    return answer.status_code, {name: value for name, value in answer.headers.items() if name not in own}, body


def test_answers_do_not_depend_on_headers_that_the_memory_does_not_look_at(catalogue: Site, forgetful: Site) -> None:
    strange = {
        "host": "evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "ftp",
        "forwarded": "host=evil.example",
        "accept": "text/html",
        "cookie": "lang=sv",
        "origin": "https://evil.example",
        "user-agent": "x",
        "referer": "https://evil.example",
    }
    for path in catalogue.ok("/openapi.json")["paths"]:
        for target in addresses(path):
            plain = told(forgetful.get(target))
            if "no-store" not in plain[1].get("cache-control", ""):
                assert told(forgetful.get(target, headers=strange)) == plain, target
