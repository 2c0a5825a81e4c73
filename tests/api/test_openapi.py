"""The OpenAPI document: committed, true and complete."""

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.api.contract import LINKS, TAGS
from app.api.problems import every_problem
from tests.api.breaking import breaking_changes, followed
from tests.api.recorder import LANGS
from tests.api.recordings import FILE, recorded
from tests.conftest import ROOT
from tests.sites import Site

COMMITTED: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
# What was taken from clients on purpose, in the gate's own words; the changelog says why and what to do.
TAKEN: frozenset[str] = frozenset()


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


def test_nothing_was_taken_from_clients_by_the_last_change_of_the_committed_document() -> None:
    before = version_before()
    if before is None:
        pytest.skip("This is no checkout with a history.")

    assert set(breaking_changes(before, COMMITTED)) <= TAKEN


def version_before() -> dict[str, Any] | None:
    """The committed document before it was last changed; None without git or its history."""
    for change in git("log", "-2", "--format=%H", "--", "docs/openapi.json").split():
        before: dict[str, Any] = json.loads(git("show", f"{change}:docs/openapi.json"))
        if before != COMMITTED:
            return before
    return None


def git(*words: str) -> str:
    try:
        return subprocess.run(["git", *words], cwd=ROOT, text=True, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return ""


def test_the_examples_are_what_the_catalogue_answers(catalogue: Site, tmp_path: Path) -> None:
    told, now = (dict(leaves(one)) for one in (json.loads(FILE.read_text()), recorded(catalogue, tmp_path)))
    others = {place: (told.get(place), now.get(place)) for place in told.keys() | now.keys()}

    assert {place: both for place, both in others.items() if both[0] != both[1]} == {}, "Run `make examples`."


def leaves(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """What stands in *value*, by JSON Pointer."""
    if isinstance(value, dict | list) and value:
        for name, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(member, f"{place}/{name}")
    else:
        yield place, value


def test_every_answer_has_an_example_in_every_language_if_it_is_in_one(document: dict[str, Any]) -> None:
    without = {
        f"{name} {status} {media_type}"
        for name, operation in operations(document)
        for status, response in operation["responses"].items()
        if status.startswith("2")
        for media_type, content in response.get("content", {}).items()
        # A page for people beside what programs get is the same in other words.
        if media_type != "text/html" or len(response["content"]) == 1
        if not is_told(content.get("examples", {}), is_spoken=is_negotiated(operation))
    }

    assert without == set()


def test_every_body_that_is_text_has_an_example(document: dict[str, Any]) -> None:
    without = {
        f"{name} {media_type}"
        for name, operation in operations(document)
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items()
        # A content tree is packed.
        if content["schema"].get("format") != "binary" and not content.get("examples")
    }

    assert without == set()


def test_every_parameter_that_does_not_say_what_may_stand_there_has_an_example(document: dict[str, Any]) -> None:
    without = {
        f"{name} {parameter['name']}"
        for name, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if not has_choices(parameter["schema"])
        if "default" not in parameter["schema"]
        if not (parameter.get("examples") or examples_within(parameter["schema"]))
    }

    assert without == set()


def test_parameters_that_are_words_have_examples_in_every_language(document: dict[str, Any]) -> None:
    words = {"q", "slug", "letter", "lang", "accept-language", "url"}
    spoken = {
        (parameter["name"], f"{name} {sorted(parameter.get('examples', ()))}")
        for name, operation in operations(document)
        for parameter in operation.get("parameters", ())
        if parameter["name"] in words
    }

    assert {name for name, _ in spoken} == words
    assert [told for _, told in sorted(spoken) if not told.endswith(f" {sorted(LANGS)}")] == []


def test_every_problem_of_the_document_is_shown_as_it_is_told_in_every_language(document: dict[str, Any]) -> None:
    shown: dict[str, set[str]] = {}
    for _, operation in operations(document):
        for response in operation["responses"].values():
            problems = followed(document, response).get("content", {}).get("application/problem+json", {})
            for example in problems.get("examples", {}):
                code, _, lang = example.partition(".")
                shown.setdefault(code, set()).add(lang)

    # That is refused before its language has been read.
    assert shown.pop("head-too-large") == {"en"}
    assert {code: langs for code, langs in shown.items() if langs != set(LANGS)} == {}


def is_told(examples: dict[str, Any], *, is_spoken: bool) -> bool:
    return set(LANGS) <= set(examples) if is_spoken else bool(examples)


def is_negotiated(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "accept-language" for parameter in operation.get("parameters", ()))


def has_choices(schema: dict[str, Any]) -> bool:
    """Whether a schema lists what may stand there."""
    told = schema.get("items", schema)
    return "enum" in told or "$ref" in told or schema.get("type") == "boolean"


def examples_within(schema: dict[str, Any]) -> bool:
    return "examples" in schema or "example" in schema


def test_every_example_is_one_of_its_schema(document: dict[str, Any]) -> None:
    schemas = {**document, "$schema": "https://json-schema.org/draft/2020-12/schema"}
    checked = 0
    for name, operation in operations(document):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        contents = [one for body in bodies for one in followed(document, body).get("content", {}).values()]
        for told in (*contents, *operation.get("parameters", ())):
            for example in (followed(document, one) for one in told.get("examples", {}).values()):
                validator = Draft202012Validator({**schemas, **told["schema"]})
                assert [error.message for error in validator.iter_errors(example["value"])] == [], name
                checked += 1
    assert checked > 400


def test_links_lead_to_operations_with_parameters_that_they_have(document: dict[str, Any]) -> None:
    by_id = {operation["operationId"]: operation for _, operation in operations(document)}
    linked = {
        name: link
        for name, operation in by_id.items()
        for response in operation["responses"].values()
        for link in response.get("links", {}).values()
    }

    assert set(linked) == set(LINKS)
    for link in linked.values():
        assert set(link["parameters"]) <= {one["name"] for one in by_id[link["operationId"]]["parameters"]}


def test_every_tag_is_told_and_used(document: dict[str, Any]) -> None:
    used = {tag for _, operation in operations(document) for tag in operation["tags"]}

    assert [tag["name"] for tag in document["tags"] if tag["description"]] == list(TAGS)
    assert used == set(TAGS)


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
            response = followed(document, told)
            assert "X-Request-Id" in response["headers"], f"{name} {status}"
            if int(status) >= 400:
                assert set(response.get("content", ())) == {"application/problem+json"}, f"{name} {status}"


def test_every_problem_of_an_example_exists_and_every_read_names_those_it_can_meet(document: dict[str, Any]) -> None:
    codes = {kind.code for kind in every_problem()}
    for name, operation in operations(document):
        # An example in a language is called by its code and the language.
        examples = {
            example.partition(".")[0]
            for told in operation["responses"].values()
            for example in followed(document, told)
            .get("content", {})
            .get("application/problem+json", {})
            .get("examples", {})
        }
        assert examples <= codes
        if name.startswith("GET /v1/") and "/admin/" not in name:
            assert "unknown-parameter" in examples, name


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
