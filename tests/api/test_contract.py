"""The API against its own OpenAPI document: schemathesis sends what fits it and what does not, and believes nothing."""

import json
from typing import Any

import httpx
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import SchemathesisConfig

from tests.conftest import ROOT
from tests.sites import Site

# What only the catalogue knows: a document made for every catalogue cannot list it.
KNOWN = {
    "lang": ["da", "no", "nb", "sv", "tl", "fil"],
    "series": ["nine-service-styles", "service-and-service-management"],
    "root": ["service", "service-pyramid"],
    "id": ["service", "service-pyramid"],
    # By position only within a series.
    "sort": ["title", "-updated_at"],
}
# What only an answer before gives.
GIVEN = {"cursor", "since", "release"}


def document() -> dict[str, Any]:
    """The committed document, with the values that the shipped catalogue knows."""
    told: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
    for operations in told["paths"].values():
        for operation in operations.values():
            parameters = [one for one in operation.get("parameters", ()) if one["name"] not in GIVEN]
            for parameter in parameters:
                if parameter["name"] in KNOWN:
                    schema = parameter["schema"]
                    schema.get("items", schema).update(enum=KNOWN[parameter["name"]])
                    schema.pop("$ref", None)
                if parameter["name"] == "url":
                    # oEmbed has an answer of its own for a request without it, so the framework must let it pass.
                    parameter["required"] = True
            operation["parameters"] = parameters
    return told


# An address that is too long is refused before anybody looks for what else is wrong with it.
CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"negative_data_rejection": {"expected-statuses": [400, 401, 403, 404, 405, 413, 414, 415, 422, 429]}}}
)
# A form may hold whatever fields a page sends, and its address lies among those of messages; tests/feedback tries both.
schema = schemathesis.openapi.from_dict(document(), config=CONFIG).exclude(path=["/v1/feedback", "/v1/feedback/form"])


@schema.parametrize()
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_answer_is_one_that_the_document_tells(case: Case[Any], catalogue: Site) -> None:
    case.validate_response(sent(catalogue, case))


def sent(catalogue: Site, case: Case[Any]) -> httpx.Response:
    """The answer to the request that *case* describes in the words of another client library."""
    asked = case.as_transport_kwargs(base_url="http://test")
    body: dict[str, Any] = {"json": asked["json"]} if "json" in asked else {}
    if asked.get("data") is not None:
        # A form comes as pairs, everything else as bytes.
        body = {"data" if isinstance(asked["data"], dict) else "content": asked["data"]}
    headers = [
        (name.encode(), str(value).encode("utf-8", "surrogateescape")) for name, value in asked["headers"].items()
    ]
    return catalogue.request(
        asked["method"],
        asked["url"],
        params=asked.get("params"),
        headers=headers,
        **body,
    )
