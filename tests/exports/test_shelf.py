"""Exports over HTTP: which part, which bytes, what is kept."""

import pytest

from tests.sites import Site


def test_a_part_of_the_catalogue_can_be_had(catalogue: Site) -> None:
    styles = catalogue.get("/v1/exports/csv?lang=nb&kind=style").text.splitlines()
    parts = catalogue.get("/v1/exports/csv?lang=sv&series=nine-service-styles").text.splitlines()
    chosen = catalogue.get("/v1/exports/csv?lang=tl&id=empathy,servicegen").text.splitlines()

    assert (len(styles), len(parts), len(chosen)) == (10, 10, 3)
    assert all(line.split(",")[2] == "no" for line in styles[1:])


def test_the_works_of_a_part_are_those_that_it_cites(catalogue: Site) -> None:
    works = [work["id"] for work in catalogue.get("/v1/exports/csl.json?id=empathy-map").json()]

    assert works
    assert set(works) <= {
        source["key"] for source in catalogue.ok("/v1/entries/empathy-map?include=sources")["sources"]
    }


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("csv?lang=xx", 400, "invalid-parameter"),
        ("csv?kind=xx", 400, "invalid-parameter"),
        ("csv?series=xx", 400, "invalid-parameter"),
        ("csv?id=nobody", 400, "invalid-parameter"),
        ("csv?id=" + ",".join(f"e{number}" for number in range(101)), 400, "invalid-parameter"),
        ("csv?langs=da", 400, "unknown-parameter"),
        ("xlsx", 404, "not-found"),
        ("csv?release=999", 404, "release-not-found"),
        ("csv?release=last", 400, "invalid-parameter"),
    ],
)
def test_what_cannot_be_had_is_told(catalogue: Site, query: str, status: int, code: str) -> None:
    answer = catalogue.get(f"/v1/exports/{query}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_ranges_and_conditions_are_honoured(catalogue: Site) -> None:
    whole = catalogue.get("/v1/exports/ndjson")
    part = catalogue.ask("/v1/exports/ndjson", range="bytes=10-19")
    same = catalogue.ask("/v1/exports/ndjson", if_none_match=whole.headers["etag"])
    beyond = catalogue.ask("/v1/exports/ndjson", range="bytes=999999999-")

    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert not whole.headers["etag"].startswith("W/")
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", whole.headers["etag"])
    assert beyond.status_code == 416


def test_a_file_cannot_run_anything_in_a_browser(catalogue: Site) -> None:
    headers = catalogue.get("/v1/exports/csl.json").headers

    assert headers["content-security-policy"].startswith("sandbox")
    assert headers["content-disposition"] == 'attachment; filename="service-knowledge-1.json"'
