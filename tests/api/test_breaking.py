"""The gate that keeps inside /v1 to additions."""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.api.breaking import breaking_changes, main

OLD: dict[str, Any] = {
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "parameters": [
                    {"in": "query", "name": "sort", "schema": {"type": "string", "enum": ["a", "b"], "default": "a"}},
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 10, "minimum": 1}},
                ],
                "responses": {
                    "200": {
                        "headers": {"ETag": {}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    },
                    "404": {"$ref": "#/components/responses/missing"},
                },
            },
            "post": {
                "operationId": "makeThing",
                "security": [{"Key": []}],
                "x-required-scopes": ["write"],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"201": {}},
            },
        }
    },
    "components": {
        "responses": {"missing": {"content": {"application/problem+json": {"schema": {"type": "object"}}}}},
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 9, "format": "slug"},
                    "notes": {"type": "object", "additionalProperties": {"type": "string"}},
                    "state": {"type": "string", "enum": ["on", "off"]},
                    "parent": {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
                    "parts": {"type": "array", "items": {"type": "integer"}},
                },
            }
        },
    },
}


@dataclass(frozen=True)
class Places:
    """Where a change can be made: anywhere, at the reading or the writing operation, in the schema that both use."""

    new: dict[str, Any]
    get: dict[str, Any]
    post: dict[str, Any]
    thing: dict[str, Any]


Change = Callable[[Places], Any]


def changed(change: Change) -> list[str]:
    new = copy.deepcopy(OLD)
    operations = new["paths"]["/things"]
    change(Places(new, operations["get"], operations["post"], new["components"]["schemas"]["Thing"]))
    return list(breaking_changes(OLD, new))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda at: at.new["paths"].clear(), ["/things is gone"]),
        (lambda at: at.new["paths"]["/things"].pop("get"), ["GET /things is gone"]),
        (lambda at: at.get.update(operationId="x"), ["GET /things: its operationId was listThings"]),
        (lambda at: at.get["parameters"].pop(), ["GET /things: parameter limit is gone"]),
        (
            lambda at: at.get["parameters"][0].update(required=True),
            ["GET /things: parameter sort is required now"],
        ),
        (
            lambda at: at.get["parameters"][0]["schema"]["enum"].pop(),
            ["GET /things: parameter sort: only a may be sent now"],
        ),
        (
            lambda at: at.get["parameters"][1]["schema"].update(maximum=5, minimum=0),
            ["GET /things: parameter limit: maximum is 5 now"],
        ),
        (
            lambda at: at.get["parameters"][1]["schema"].update(enum=[1], minimum=2),
            [
                "GET /things: parameter limit: only 1 may be sent now",
                "GET /things: parameter limit: minimum is 2 now",
            ],
        ),
        (lambda at: at.get["responses"].pop("200"), ["GET /things: 200 is gone"]),
        (
            lambda at: at.get["responses"]["200"]["content"].clear(),
            ["GET /things 200: application/json is gone"],
        ),
        (
            lambda at: at.thing["properties"].pop("name"),
            ["GET /things 200: member name is gone", "POST /things body: member name is gone"],
        ),
        (lambda at: at.thing["required"].clear(), ["GET /things 200: member name is optional now"]),
        (
            lambda at: at.thing["required"].append("state"),
            ["POST /things body: member state is required now"],
        ),
        (
            lambda at: at.thing["properties"]["name"].update(type=["string", "null"]),
            ["GET /things 200: name: string became null, string"],
        ),
        (
            lambda at: at.thing["properties"]["parts"]["items"].update(type="number"),
            [
                "GET /things 200: parts: items: integer became number",
                "POST /things body: parts: items: integer became number",
            ],
        ),
        (lambda at: at.get["responses"].update({"202": {}}), ["GET /things: 202 may be answered now"]),
        (lambda at: at.get["responses"]["200"]["headers"].clear(), ["GET /things 200: header ETag is gone"]),
        (
            lambda at: at.new["components"]["responses"]["missing"]["content"].clear(),
            ["GET /things 404: application/problem+json is gone"],
        ),
        (lambda at: at.get.update(security=[{"Key": []}]), ["GET /things: nothing is no longer enough"]),
        (lambda at: at.new.update(security=[{"Key": []}]), ["GET /things: nothing is no longer enough"]),
        (lambda at: at.post.update(security=[{"Other": []}]), ["POST /things: Key is no longer enough"]),
        (lambda at: at.post["x-required-scopes"].append("all"), ["POST /things: scope all is needed now"]),
        (lambda at: at.post["requestBody"].update(required=True), ["POST /things: a body is required now"]),
        (
            lambda at: at.get["parameters"][0].update(explode=False),
            ["GET /things: parameter sort is written in another way now"],
        ),
        (
            lambda at: at.get["parameters"][0]["schema"].update(default="b"),
            ["GET /things: parameter sort: left out, it meant a"],
        ),
        (
            lambda at: at.thing["properties"]["name"].update(maxLength=5),
            ["POST /things body: name: maxLength is 5 now"],
        ),
        (
            lambda at: at.thing["properties"]["name"].pop("maxLength"),
            ["GET /things 200: name: maxLength was 9"],
        ),
        (
            lambda at: at.thing["properties"]["name"].update(pattern="^a"),
            ["POST /things body: name: its pattern is another now"],
        ),
        (
            lambda at: at.thing["properties"]["name"].pop("format"),
            ["GET /things 200: name: its format is another now"],
        ),
        (
            lambda at: at.thing["properties"]["notes"].update(additionalProperties={"type": "integer"}),
            [
                "GET /things 200: notes: additionalProperties: string became integer",
                "POST /things body: notes: additionalProperties: string became integer",
            ],
        ),
        (
            lambda at: at.thing["properties"]["parent"]["anyOf"].append({"type": "string"}),
            [
                "GET /things 200: parent: null, object became null, object, string",
                "GET /things 200: parent: may be string now",
            ],
        ),
        (
            lambda at: at.thing["properties"]["parent"]["anyOf"].pop(),
            [
                "POST /things body: parent: null, object became object",
                "POST /things body: parent: null may not be sent any more",
            ],
        ),
        (
            lambda at: at.thing["properties"]["state"]["enum"].append("broken"),
            ["GET /things 200: state: may be other than on, off now"],
        ),
    ],
)
def test_what_is_taken_from_clients_is_told(change: Change, told: list[str]) -> None:
    assert changed(change) == told


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        lambda at: at.new["paths"].update({"/more": {}}),
        lambda at: at.get["parameters"].append({"in": "query", "name": "new", "schema": {}}),
        lambda at: at.get["parameters"][0]["schema"]["enum"].append("c"),
        lambda at: at.get["parameters"][1]["schema"].update(maximum=20),
        lambda at: at.get["responses"].pop("404"),
        lambda at: at.get["responses"].update({"410": {}}),
        lambda at: at.get["responses"]["200"]["headers"].update({"Link": {}}),
        lambda at: at.post["security"].append({}),
        lambda at: at.post["x-required-scopes"].clear(),
        lambda at: at.thing["properties"]["parent"]["anyOf"].reverse(),
        lambda at: at.thing["properties"].update(more={"type": "string"}),
    ],
)
def test_additions_break_nobody(change: Change) -> None:
    assert changed(change) == []


def test_answers_written_out_are_as_good_as_answers_referred_to() -> None:
    new = copy.deepcopy(OLD)
    new["paths"]["/things"]["get"]["responses"]["404"] = new["components"].pop("responses")["missing"]

    assert list(breaking_changes(OLD, new)) == []


def test_the_gate_tells_what_would_break_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = copy.deepcopy(OLD)
    del new["paths"]["/things"]["get"]
    files = [tmp_path / "old.json", tmp_path / "new.json"]
    for file, document in zip(files, (OLD, new), strict=True):
        file.write_text(json.dumps(document))

    assert main([str(files[0]), str(files[0])]) == 0
    assert main([str(file) for file in files]) == 1
    assert "  GET /things is gone\n" in capsys.readouterr().err
