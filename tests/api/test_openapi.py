"""The OpenAPI document: committed, true and complete."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.problems import every_problem
from tests.api.breaking import breaking_changes
from tests.conftest import ROOT
from tests.sites import Site

COMMITTED: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())


@pytest.fixture(scope="module")
def document(catalogue: Site) -> dict[str, Any]:
    told: dict[str, Any] = catalogue.ok("/openapi.json")
    return told


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_committed_document_is_what_the_program_says(document: dict[str, Any]) -> None:
    assert document == COMMITTED, "Run `make openapi` and look at the difference."


def test_nothing_is_broken_for_clients_of_the_committed_document(document: dict[str, Any]) -> None:
    assert list(breaking_changes(COMMITTED, document)) == []


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(document).validate()


def test_operation_ids_are_unique_and_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    counted = Counter(operation["operationId"] for _, operation in operations(document))

    assert [name for name, count in counted.items() if count > 1] == []
    assert [name for name, operation in operations(document) if not operation["description"]] == []


def test_every_parameter_is_described(document: dict[str, Any]) -> None:
    assert [
        f"{name} {parameter['name']}"
        for name, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ] == []


def test_every_problem_is_told_as_problem_details_and_every_answer_has_a_request_id(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        for status, told in operation["responses"].items():
            response = document["components"]["responses"][told["$ref"].split("/")[-1]] if "$ref" in told else told
            assert "X-Request-Id" in response["headers"], f"{name} {status}"
            # A range outside a file is refused by the file's length alone (RFC 9110 §15.5.17).
            if int(status) >= 400 and status != "416":
                assert set(response.get("content", ())) == {"application/problem+json"}, f"{name} {status}"


def test_every_problem_of_an_example_exists_and_every_read_names_those_it_can_meet(document: dict[str, Any]) -> None:
    codes = {kind.code for kind in every_problem()}
    for name, operation in operations(document):
        examples = [
            code
            for response in operation["responses"].values()
            for code in response.get("content", {}).get("application/problem+json", {}).get("examples", {})
        ]
        assert set(examples) <= codes
        if name.startswith("GET /v1/") and "/admin/" not in name:
            assert {"unknown-parameter"} <= set(examples), name


def test_members_are_always_there_but_for_those_that_include_adds(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    added = {"sections", "translations", "relations", "backlinks", "series", "sources", "figure"}

    for kind in ("ConceptOut", "StyleOut", "ModelOut"):
        assert set(schemas[kind]["properties"]) - set(schemas[kind]["required"]) == added & set(
            schemas[kind]["properties"]
        )
        assert schemas[kind]["additionalProperties"] is False
    for name in ("EntryItem", "SeriesOut", "EntryRef", "FigureOut", "Problem"):
        assert set(schemas[name]["properties"]) == set(schemas[name]["required"]), name


def test_an_entry_is_a_union_told_apart_by_kind(document: dict[str, Any]) -> None:
    schema = document["paths"]["/v1/entries/{entry_id}"]["get"]["responses"]["200"]["content"]["application/json"]

    assert schema["schema"]["discriminator"]["propertyName"] == "kind"
    assert set(schema["schema"]["discriminator"]["mapping"]) == {"concept", "model", "style"}


def test_lists_in_parameters_are_told_as_lists(document: dict[str, Any]) -> None:
    parameters = {parameter["name"]: parameter for parameter in document["paths"]["/v1/entries"]["get"]["parameters"]}

    assert (parameters["ids"]["style"], parameters["ids"]["explode"]) == ("form", False)
    assert parameters["ids"]["schema"]["type"] == "array"
    assert parameters["kind"]["schema"]["items"]["enum"] == ["concept", "model", "style"]


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_the_documentation_asks_no_other_origin(catalogue: Site, page: str) -> None:
    answer = catalogue.ask(page)

    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "connect-src 'self'" in answer.headers["content-security-policy"]
    assert "http://" not in answer.text
    assert "https://" not in answer.text


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("swagger-ui-bundle.js", "javascript"), ("swagger-ui.css", "text/css"), ("redoc.licence.txt", "text/plain")],
)
def test_the_files_of_the_documentation_are_served_from_here(catalogue: Site, name: str, media_type: str) -> None:
    answer = catalogue.ask(f"/static/{name}")

    assert answer.status_code == 200
    assert media_type in answer.headers["content-type"]
    assert catalogue.ask(f"/static/{name}", if_none_match=answer.headers["etag"]).status_code == 304


def test_the_pages_ask_for_files_that_are_there(catalogue: Site) -> None:
    for page in ("/docs", "/redoc"):
        named = re.findall('"(/static/[^"]+)"', catalogue.ask(page).text)
        assert named
        assert {catalogue.ask(name).status_code for name in named} == {200}


def test_what_is_committed_ends_with_a_line_break_and_is_indented() -> None:
    text = Path(ROOT / "docs" / "openapi.json").read_text()

    assert text == json.dumps(COMMITTED, ensure_ascii=False, indent=2) + "\n"
