"""Errors as the API tells them: problem details (RFC 9457) in the reader's language, whatever went wrong."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from structlog.testing import capture_logs

from app.api.operations import Operations
from app.api.problems import every_problem
from app.domain.library import Move, Why
from app.languages.messages import translate
from app.main import create_app
from app.store.errors import BusyError
from tests.conftest import ROOT
from tests.sites import Serve, Site, running, site
from tests.store.libraries import concept, library, text

LANGS = {"en": "en", "da": "da", "nb": "nb", "sv": "sv", "fil": "tl"}
# Request -> (status, code, names in errors). {cursor} is one of another query.
REFUSED = {
    "GET /v1/entries?knid=model": (400, "unknown-parameter", ["knid"]),
    "GET /v1/entries?limit=1&limit=2": (400, "unknown-parameter", ["limit"]),
    "GET /healthz?verbose=1": (400, "unknown-parameter", ["verbose"]),
    "GET /v1/entries?limit=0": (400, "invalid-parameter", ["limit"]),
    "GET /v1/entries/service?include=everything": (400, "invalid-parameter", ["include"]),
    "GET /v1/entries/service/relations?type=enemy": (400, "invalid-parameter", ["type"]),
    "GET /v1/graph?type=narrower": (400, "invalid-parameter", ["type"]),
    "GET /v1/entries?cursor=AAAA": (400, "invalid-cursor", []),
    "GET /v1/nothing": (404, "not-found", []),
    "GET /nothing": (404, "not-found", []),
    "GET /v1/entries/": (404, "not-found", []),
    "GET /problems/no-such-problem": (404, "not-found", []),
    "GET /static/swagger.html": (404, "not-found", []),
    "GET /static/..%2Fapplication.py": (404, "not-found", []),
    "GET /static/UPPER": (404, "not-found", ["name"]),
    "GET /v1/entries/no-such-entry": (404, "entry-not-found", []),
    "GET /v1/graph?root=no-such-entry": (404, "entry-not-found", []),
    "GET /v1/series/no-such-series": (404, "series-not-found", []),
    "GET /v1/entries/service/figure": (404, "no-figure", []),
    "DELETE /v1/entries/service": (405, "method-not-allowed", []),
    "BREW /v1/entries": (405, "method-not-allowed", []),
    f"GET /v1/entries?letter={'x' * 9000}": (414, "uri-too-long", []),
}


def refuse(site: Site, request: str, accept_language: str = "en") -> tuple[Any, Any]:
    method, url = request.split(" ")
    answer = site.request(method, url, headers={"accept-language": accept_language, "x-request-id": "the-id"})
    return answer, answer.json()


@pytest.mark.parametrize("request_", REFUSED)
def test_a_refused_request_is_answered_with_a_problem(catalogue: Site, request_: str) -> None:
    status, code, named = REFUSED[request_]

    answer, problem = refuse(catalogue, request_)

    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert (answer.headers["content-language"], answer.headers["vary"]) == ("en", "Accept-Language")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-request-id"] == problem["request_id"] == "the-id"
    assert problem["type"] == f"/problems/{code}"
    assert problem["instance"] == request_.partition(" ")[2].partition("?")[0].replace("%2F", "/")
    assert [wrong["parameter"] for wrong in problem["errors"]] == named
    assert set(problem) == {
        *("type", "title", "status", "detail", "instance", "code", "request_id", "errors", "languages")
    }
    assert catalogue.ask(problem["type"]).status_code == 200


@pytest.mark.parametrize("request_", REFUSED)
def test_a_problem_is_told_in_every_language(catalogue: Site, request_: str) -> None:
    english = refuse(catalogue, request_)[1]
    for tag in ("da", "nb", "sv", "fil"):
        answer, problem = refuse(catalogue, request_, tag)

        assert answer.headers["content-language"] == LANGS[tag]
        assert problem["title"] == translate(LANGS[tag], english["title"]) != english["title"]
        assert problem["detail"] != english["detail"]
        assert all(wrong["detail"] not in english["detail"] for wrong in problem["errors"])
        assert problem["code"] == english["code"]


@pytest.mark.parametrize(
    ("query", "accept_language", "told_in", "varies"),
    [
        ("lang=sv", "da", "sv", False),
        ("lang=xx", "da", "da", True),
        ("", "fo", "da", True),
        ("", "ja", "en", True),
        ("", "*", "en", True),
        ("", "en, da;q=0.5", "en", True),
    ],
)
def test_a_problem_is_told_in_the_language_asked_for_or_in_english(
    catalogue: Site, query: str, accept_language: str, told_in: str, *, varies: bool
) -> None:
    answer = catalogue.ask(f"/v1/entries/no-such-entry?{query}", accept_language)

    assert answer.headers["content-language"] == told_in
    assert ("accept-language" in answer.headers.get("vary", "").lower()) is varies


def test_a_suggestion_is_made_only_where_one_is_near(catalogue: Site) -> None:
    def detail(name: str) -> str:
        (wrong,) = refuse(catalogue, f"GET /v1/kinds?{name}=1")[1]["errors"]
        return str(wrong["detail"])

    assert detail("langg") == "There is no parameter “langg” here. Did you mean “lang”?"
    assert detail("utm_source") == "There is no parameter “utm_source” here. There are: release, lang, stale."


@pytest.mark.parametrize("path", ["/v1/slugs/sv/no-such-slug", "/embed/sv/no-such-slug", "/v1/slugs/sv/x?include=y"])
def test_a_page_with_a_language_in_its_address_tells_problems_in_it(catalogue: Site, path: str) -> None:
    answer = catalogue.ask(path, "tl")

    assert answer.status_code >= 400
    assert (answer.headers["content-language"], "vary" in answer.headers) == ("sv", False)


@pytest.mark.parametrize(
    ("path", "detail"),
    [
        ("/v1/entries/servicepyramiden", "There is no entry “servicepyramiden”. Did you mean “service-pyramid”?"),
        ("/v1/entries/Service", "There is no entry “Service”. Did you mean “service”?"),
        ("/v1/entries/nothing-like-it", "There is no entry “nothing-like-it”."),
        ("/v1/entries/", "There is no page at this address, but there is one without the slash at its end."),
        ("/v1/nothing/", "There is no page at this address."),
        ("/healthz?x=1", "There is no parameter “x” here."),
        ("/v1/search?q=%20", "q: This is missing."),
    ],
)
def test_a_slip_in_an_address_is_answered_with_what_was_meant(catalogue: Site, path: str, detail: str) -> None:
    assert refuse(catalogue, f"GET {path}")[1]["detail"] == detail


def test_every_wrong_parameter_is_named_at_once(catalogue: Site) -> None:
    problem = refuse(catalogue, "GET /v1/entries?limit=x&stale=y&translated=z")[1]

    assert [wrong["parameter"] for wrong in problem["errors"]] == ["stale", "translated", "limit"]


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("limit=x", "“x” is not a whole number."),
        ("limit=1.5", "“1.5” is not a whole number."),
        ("limit=" + "9" * 5000, f"“{'9' * 100}” is not a whole number."),
        ("limit=0", "“0” is less than 1."),
        ("limit=1000", "“1000” is more than 200."),
        ("translated=x", "“x” is not one of: true, false."),
        ("sort=x", "“x” is not one of: title, -updated_at, -views, position."),
        ("updated_since=x", "Give the date and time as in 2026-01-31T12:00:00Z."),
        ("updated_since=2026-01-31T12:00:00", "Give the date and time as in 2026-01-31T12:00:00Z."),
        ("letter=123456789", "This is longer than 8 characters."),
        ("lang=xx", "“xx” is not a language of this catalogue. It has: da, no, sv, tl."),
        ("kind=x", "“x” is not one of: concept, model, style."),
        ("sort=position", "Sorting by position needs a series."),
    ],
)
def test_a_wrong_value_is_told_with_what_to_write_instead(catalogue: Site, query: str, detail: str) -> None:
    problem = refuse(catalogue, f"GET /v1/entries?{query}")[1]

    (wrong,) = problem["errors"]
    assert wrong["detail"] == detail
    # By itself the sentence says what it is about.
    assert problem["detail"] in {detail, f"{query.partition('=')[0]}: {detail}"}
    assert wrong["parameter"] in problem["detail"]


@pytest.mark.parametrize("path", ["/v1/entries", "/healthz", "/docs", "/openapi.json", "/problems/not-found"])
def test_a_405_lists_every_method(catalogue: Site, path: str) -> None:
    answer = catalogue.post(path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_before_the_first_release_everything_but_health_is_a_503(tmp_path: Path) -> None:
    with site(None, tmp_path) as client:
        for path in ("/v1/entries", "/v1/slugs/da/x", "/readyz"):
            answer = client.ask(path, "da")
            assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
            assert answer.headers["retry-after"] == "5"
        assert client.ask("/healthz").json() == {"status": "ok"}
        assert client.ok("/version")["release"] is None


def test_a_withdrawn_entry_and_a_text_insisted_on_are_problems_too(serve: Serve) -> None:
    site = serve(library(concept("hope", text("da", "Håb")), moves=[Move(id="gone", why=Why.WITHDRAWN)]))

    withdrawn = site.ask("/v1/entries/gone", "en").json()
    missing = site.ask("/v1/entries/hope?lang=sv&fallback=none", "en").json()

    assert (withdrawn["code"], withdrawn["detail"]) == ("withdrawn", "The entry “gone” has been withdrawn.")
    assert (missing["code"], missing["languages"]) == ("not-translated", ["da"])


class Order(BaseModel):
    """A body, for want of an endpoint that takes one here."""

    count: int


@pytest.fixture
def faulty(serve: Serve) -> Iterator[Site]:
    """An application with endpoints that crash, that find the database occupied and that take a body."""
    site = serve(library(concept("hope", text("da", "Håb"))))
    front = create_app(site.settings)
    api = next(app for app in _applications(front) if isinstance(app, FastAPI))

    @api.get("/crash")
    async def crash() -> None:
        raise ZeroDivisionError("a secret")

    @api.get("/occupied")
    async def occupied() -> None:
        raise BusyError("database is locked")

    @api.post("/orders")
    async def order(order: Order) -> None:
        raise HTTPException(order.count)

    api.state.operations = Operations(api)
    with running(front, site.settings) as client:
        yield client


def _applications(app: Any) -> Iterator[Any]:
    while app is not None:
        yield app
        app = getattr(app, "app", None)


def test_a_crash_is_a_500_that_tells_nothing_but_the_request_id_which_stands_in_the_log(faulty: Site) -> None:
    with capture_logs() as logged:
        answer = faulty.ask("/crash", "sv", x_request_id="the-id")

    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")
    assert "the-id" in answer.json()["detail"]
    assert answer.headers["x-request-id"] == "the-id"
    assert not re.search("secret|ZeroDivision|Traceback|\\.py", answer.text)
    assert [line["request_id"] for line in logged if line["event"] == "request_failed"] == ["the-id"]


def test_an_occupied_database_is_not_told_as_one_that_is_away(faulty: Site) -> None:
    answer = faulty.ask("/occupied", "en")

    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "busy", "5")
    assert answer.json()["detail"] == (
        "The database is occupied by others at the moment. Nothing was changed; try again in 5 seconds."
    )


@pytest.mark.parametrize(
    ("body", "status", "code", "pointers"),
    [
        ('{"count": "x"}', 422, "invalid-body", ["/count"]),
        ("{}", 422, "invalid-body", ["/count"]),
        ("not json", 422, "invalid-body", ["/0"]),
        ('{"count": 413}', 413, "too-large", []),
        ('{"count": 418}', 400, "bad-request", []),
    ],
)
def test_a_body_that_cannot_be_used_is_a_problem_that_points_into_it(
    faulty: Site, body: str, status: int, code: str, pointers: list[str]
) -> None:
    answer = faulty.post("/orders", content=body, headers={"content-type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [wrong["pointer"] for wrong in answer.json()["errors"]] == pointers


def test_a_request_id_is_taken_over_where_it_is_harmless_and_made_where_not(catalogue: Site) -> None:
    with capture_logs() as logged:
        given = catalogue.ask("/healthz", x_request_id="abc-1._2").headers["x-request-id"]
        made = [
            catalogue.ask("/healthz", x_request_id=bad).headers["x-request-id"] for bad in ("", "a b", "x" * 65, "<")
        ]

    assert given == "abc-1._2"
    assert all(re.fullmatch("[0-9a-f]{16}", request_id) for request_id in made)
    assert len(set(made)) == len(made)
    assert json.dumps(logged)


@pytest.mark.parametrize("code", sorted({kind.code for kind in every_problem()}))
def test_every_problem_has_a_page(catalogue: Site, code: str) -> None:
    answer = catalogue.ask(f"/problems/{code}")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert f"<code>{code}</code>" in answer.text


def test_every_kind_of_problem_has_a_code_of_its_own_and_says_what_to_do() -> None:
    kinds = list(every_problem())

    assert len({kind.code for kind in kinds}) == len(kinds)
    assert all(kind.about and kind.title and 400 <= kind.status < 600 for kind in kinds)


def test_no_two_kinds_of_problems_say_the_same() -> None:
    problems = json.loads((ROOT / "app" / "api" / "examples.json").read_text())["problems"]
    said = [(lang, one["value"]["detail"]) for langs in problems.values() for lang, one in langs.items()]

    assert [one for one, times in Counter(said).items() if times > 1] == []
