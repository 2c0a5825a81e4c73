"""The API against its own OpenAPI document: schemathesis sends what fits it and what does not, and believes nothing."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis import Case, Response
from schemathesis.config import SchemathesisConfig

from tests.api.recorder import ENDS
from tests.conftest import ROOT
from tests.content.archives import PACKERS
from tests.content.trees import BASE, grow
from tests.feedback.desks import FREE, token
from tests.sites import Site
from tests.sites import site as a_site

# What only the catalogue knows: a document made for every catalogue cannot list it.
KNOWN = {
    "lang": ["da", "no", "nb", "sv", "tl", "fil"],
    "series": ["nine-service-styles", "service-and-service-management"],
    "root": ["service", "service-pyramid"],
    "id": ["service", "service-pyramid"],
    # By position only within a series.
    "sort": ["title", "-updated_at"],
}
# What only an answer before gives, or what only one message may have.
GIVEN = {"cursor", "since", "before", "release", "if-match", "idempotency-key"}
# A schema cannot say of a time that it must lie in the future; how its year begins comes near.
STILL_TO_COME = "^(2[1-9]|[3-8])"
# Whose paths start so.
EDITORS, READERS = "/v1/admin/", "(?!/v1/admin/)"


def document(below: str, *, given: bool = False) -> dict[str, Any]:
    """What the committed document says of paths that match *below*, with the values that the catalogue knows."""
    # A key that is made as in the examples must not be over one day, nor one with a time that is made up.
    text = re.sub(rf'"(2027|{ENDS})-', '"2125-', (ROOT / "docs" / "openapi.json").read_text())
    told: dict[str, Any] = json.loads(text)
    key, message = (told["components"]["schemas"][name]["properties"] for name in ("KeyIn", "FeedbackIn"))
    key["expires_at"]["anyOf"][0]["pattern"] = STILL_TO_COME
    # What a message is about; empty is as good as nothing.
    message["entry"]["anyOf"][0]["enum"] = [*KNOWN["id"], ""]
    message["lang"]["anyOf"][0]["enum"] = [*KNOWN["lang"], ""]
    told["paths"] = {path: methods for path, methods in told["paths"].items() if re.match(below, path)}
    for path, operation in ((path, one) for path, methods in told["paths"].items() for one in methods.values()):
        parameters = [one for one in operation.get("parameters", ()) if given or one["name"] not in GIVEN]
        for parameter in parameters:
            # An editor asks for messages about whatever there was.
            if parameter["name"] in KNOWN and not path.startswith(EDITORS):
                schema = parameter["schema"]
                schema.get("items", schema).update(enum=KNOWN[parameter["name"]])
                schema.pop("$ref", None)
            if parameter["name"] == "url":
                # oEmbed has an answer of its own for a request without it, so the framework must let it pass.
                parameter["required"] = True
                parameter["schema"]["minLength"] = 1
        operation["parameters"] = parameters
        # Every request has the key; tests/api/test_admin.py tries every operation without one.
        operation.pop("security", None)
        # A form may hold whatever fields a page sends, so nothing in it is wrong; tests/feedback tries them.
        forms = operation.get("requestBody", {"content": {}})["content"]
        if "application/json" in forms:
            forms.pop("application/x-www-form-urlencoded", None)
    return told


# An address that is too long is refused before anybody looks for what else is wrong with it.
REFUSED = [400, 401, 403, 404, 405, 413, 414, 415, 422, 429]
CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "negative_data_rejection": {"expected-statuses": REFUSED},
        },
        "operations": [
            {
                "include-path": "/oembed",
                # What the standard of oEmbed says about a format that is not there.
                "checks": {
                    "not_a_server_error": {"expected-statuses": ["2xx", "4xx", 501]},
                    "negative_data_rejection": {"expected-statuses": [*REFUSED, 501]},
                },
            }
        ],
    }
)
FEW = settings(max_examples=6, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
readers = schemathesis.openapi.from_dict(document(READERS), config=CONFIG)
editors = schemathesis.openapi.from_dict(document(EDITORS), config=CONFIG)


for media_type, packer in PACKERS.items():
    archive = packer(*((path, text.encode()) for path, text in BASE.items()))
    schemathesis.openapi.media_type(media_type, st.just(archive))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small catalogue that may be changed, without limits, and a key in every request that may do everything."""
    folder = tmp_path_factory.mktemp("contract")
    with a_site(grow(folder / "content"), folder, **FREE) as client:
        client.headers["authorization"] = f"Bearer {token(client)}"
        yield client


@readers.parametrize()
@FEW
def test_every_answer_is_one_that_the_document_tells(case: Case[Any], catalogue: Site) -> None:
    case.validate_response(sent(catalogue, case))


@editors.parametrize()
@FEW
def test_so_is_every_answer_to_an_editor(case: Case[Any], desk: Site) -> None:
    case.validate_response(sent(desk, case))


@pytest.mark.parametrize(("who", "below"), [("catalogue", READERS), ("desk", "/v1/(admin|feedback)")])
def test_so_is_every_answer_on_the_way_along_the_links(who: str, below: str, request: pytest.FixtureRequest) -> None:
    site = request.getfixturevalue(who)
    # A cursor that was made up is refused.
    config = SchemathesisConfig.from_dict({"checks": {"positive_data_acceptance": {"enabled": False}}})
    linked = schemathesis.openapi.from_dict(document(below, given=True), config=config)

    class Walk(linked.as_state_machine()):  # type: ignore[misc]  # it is made of the document
        def call(self, case: Case[Any], **_how: Any) -> Response:
            return Response.from_any(sent(site, case))

    Walk.run(settings=settings(FEW, max_examples=10, stateful_step_count=6))


def sent(site: Site, case: Case[Any]) -> httpx.Response:
    """The answer to the request that *case* describes in the words of another client library."""
    asked = case.as_transport_kwargs(base_url="http://test")
    body: dict[str, Any] = {"json": asked["json"]} if "json" in asked else {}
    if asked.get("data") is not None:
        # A form comes as pairs, everything else as bytes.
        body = {"data" if isinstance(asked["data"], dict) else "content": asked["data"]}
    headers = [
        (name.encode(), str(value).encode("utf-8", "surrogateescape")) for name, value in asked["headers"].items()
    ]
    return site.request(asked["method"], asked["url"], params=asked.get("params"), headers=headers, **body)
