"""The gate that keeps inside /v1 to additions."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.api.breaking import breaking_changes

OLD: dict[str, Any] = {
    "paths": {
        "/things": {
            "get": {
                "operationId": "listThings",
                "parameters": [
                    {"in": "query", "name": "sort", "schema": {"type": "string", "enum": ["a", "b"]}},
                    {"in": "query", "name": "limit", "schema": {"type": "integer", "maximum": 10, "minimum": 1}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                    "404": {"content": {}},
                },
            },
            "post": {
                "operationId": "makeThing",
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {"201": {}},
            },
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "state": {"type": "string", "enum": ["on", "off"]},
                    "parent": {"anyOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]},
                    "parts": {"type": "array", "items": {"type": "integer"}},
                },
            }
        }
    },
}


@dataclass(frozen=True)
class Places:
    """Where a change can be made: anywhere, at the reading operation, in the schema that both operations use."""

    new: dict[str, Any]
    get: dict[str, Any]
    thing: dict[str, Any]


Change = Callable[[Places], Any]


def changed(change: Change) -> list[str]:
    new = copy.deepcopy(OLD)
    change(Places(new, new["paths"]["/things"]["get"], new["components"]["schemas"]["Thing"]))
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
        lambda at: at.thing["properties"].update(more={"type": "string"}),
    ],
)
def test_additions_break_nobody(change: Change) -> None:
    assert changed(change) == []
