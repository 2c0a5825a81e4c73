"""The OpenAPI document: what the framework derives from the routes, and what it cannot know."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.answers import UNCHANGED
from app.api.current import PIN_PROBLEMS
from app.api.examples import add_examples
from app.api.outputs.feedback import FeedbackIn
from app.api.outputs.progress import ProgressOut
from app.api.problems import HeadTooLarge, InternalError, Problem, ProblemOut, RequestTimeout, UriTooLong, documented
from app.catalogue.pinned import PIN

_ABOUT: Final = """\
Concepts, styles and models of service, in several languages, cross-linked and searchable.

**Language.** `?lang=` or `Accept-Language`, matched as CLDR does (`nb` finds `no`, `fil` finds `tl`). Where a text does
not exist in the language asked for, the nearest one is served, and every object says which language it is in (`lang`).

**Errors** are problem details (RFC 9457) with a stable `code`. Nothing in a query is ignored silently.

**Examples** are answers of the catalogue that comes with the program; this server may have another.

**Caching.** Every read has an `ETag`; `?lang=` answers are the same for everybody.

**Releases.** Every read takes `release=`: the answer is that of a former release, for ever the same, and links to
today's with `rel="latest-version"`.
"""
# Tag -> what its operations are for, in the order in which a newcomer needs them.
TAGS: Final = {
    "Entries": "Concepts, styles and models: lists of them, one of them, and what belongs to one.",
    "Search": "From words to entries, in any of the languages, inflected, misspelt or in part; and while typing.",
    "Series": "Entries in an order to read them in, the same in every language.",
    "Browsing": "Languages, kinds, the alphabet, the graph, and how far the translations have come.",
    "Exports": "The whole catalogue as files, and what has changed since.",
    "Embedding": "Entries in other people's pages: a page without anything around it, and oEmbed.",
    "Feedback": "Readers' questions and reports to the editors. Never public.",
    "Admin": "For editors and operators, with a key: messages, keys, releases, and who did what.",
    "Operations": "Whether the server lives, what it runs, and what its problems mean.",
}
# operationId -> name of the link -> (operationId to go on with, its parameters by runtime expression).
LINKS: Final[dict[str, dict[str, tuple[str, dict[str, str]]]]] = {
    "getEntry": {
        "Translations": ("listTranslations", {"entry_id": "$response.body#/id"}),
        "Relations": ("listRelations", {"entry_id": "$response.body#/id"}),
    },
    "getEntryBySlug": {"Entry": ("getEntry", {"entry_id": "$response.body#/id"})},
    "listEntries": {
        "FirstEntry": ("getEntry", {"entry_id": "$response.body#/items/0/id"}),
        "NextPage": ("listEntries", {"cursor": "$response.body#/page/next_cursor"}),
    },
    "search": {
        "BestHit": ("getEntry", {"entry_id": "$response.body#/items/0/id"}),
        "NextPage": ("search", {"cursor": "$response.body#/page/next_cursor"}),
    },
    "listSeries": {"FirstSeries": ("getSeries", {"series_id": "$response.body#/items/0/id"})},
    "listChanges": {"MoreChanges": ("listChanges", {"since": "$response.body#/cursor"})},
    "sendFeedback": {
        "Message": (
            "getFeedback",
            {"message_id": "$response.body#/id", "receipt": "$response.body#/receipt"},
        ),
        "Erasure": (
            "eraseFeedback",
            {"message_id": "$response.body#/id", "receipt": "$response.body#/receipt"},
        ),
    },
    "publishRelease": {"Changes": ("compareReleases", {"number": "$response.body#/number"})},
}
# Pydantic's name for a bound of a number that may be left out -> JSON Schema's.
_BOUNDS: Final = {"ge": "minimum", "le": "maximum", "gt": "exclusiveMinimum", "lt": "exclusiveMaximum"}
# What may happen wherever a request goes.
_EVERYWHERE: Final[tuple[type[Problem], ...]] = (RequestTimeout, UriTooLong, HeadTooLarge, InternalError)
_HEADERS: Final = {
    "X-Request-Id": "The id of the request, the one that was sent or a new one.",
    "ETag": "Names the release and digests the answer; send it back as `If-None-Match`.",
    "Cache-Control": "How long browsers and shared caches may keep the answer.",
    "Link": "The same in the other languages (`rel=alternate`, `hreflang`); of a former release also the same as of "
    "today (`rel=latest-version`, RFC 5829).",
    "Vary": "`Accept-Language` where that header decided; never where `?lang=` did.",
    "Language-Variant": "For shared caches: the choice that `Accept-Language` came to; all who share it share answers.",
    "Content-Location": "The address that always gives this language, where `Accept-Language` decided.",
    "Location": "Where it is now.",
}


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of *app*."""
    told = get_openapi(
        title=app.title,
        version=app.version,
        description=_ABOUT,
        routes=app.routes,
        contact={"name": "Whoever runs this server"},
        license_info={
            "name": "MIT for the program, CC BY 4.0 for the content unless an entry's `licence` says otherwise",
            "identifier": "MIT AND CC-BY-4.0",
        },
        servers=[{"url": "/", "description": "This server."}],
        tags=[{"name": name, "description": description} for name, description in TAGS.items()],
    )
    # Nothing needs a key but what says so.
    told["security"] = []
    schemas = told["components"]["schemas"]
    for name, model in (("Problem", ProblemOut), ("FeedbackIn", FeedbackIn), ("ProgressOut", ProgressOut)):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update({**schema.pop("$defs", {}), name: schema})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for name, schema in schemas.items():
        if name.endswith("In"):
            _leave_out_empty_defaults(schema)
    for operation in operations(told):
        _complete(operation)
    told["components"]["responses"] = _shared_problems(told)
    add_examples(told)
    return told


def _leave_out_empty_defaults(schema: dict[str, Any]) -> None:
    """Says of what may be left out no more than that: generators make members that have a default required."""
    for member in schema.get("properties", {}).values():
        if member.get("default", "") in {None, ""}:
            member.pop("default", None)


def operations(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every operation of a document."""
    for methods in told["paths"].values():
        yield from methods.values()


def _complete(operation: dict[str, Any]) -> None:
    """What every operation has in common, and what the framework says wrongly."""
    # The first sentence of the endpoint's docstring, rather than the function's name.
    operation["summary"] = re.split(r"(?<=[.?!])\s", operation["description"], maxsplit=1)[0].rstrip(".")
    responses = operation["responses"]
    if "application/json" in responses.get("422", {}).get("content", {}):
        del responses["422"]
    for parameter in operation.get("parameters", ()):
        _complete_parameter(parameter)
        if parameter["name"] == PIN:
            _add_problems(responses, PIN_PROBLEMS)
    _name_scopes(operation)
    if _is_negotiated(operation):
        responses.update({str(status): dict(response) for status, response in UNCHANGED.items()})
    for kind in _EVERYWHERE:
        responses.setdefault(str(kind.status), documented(kind)[kind.status])
    for status, response in responses.items():
        response.setdefault("headers", {}).update(_headers(operation, status))
        if status in {"200", "201"}:
            links = LINKS.get(operation["operationId"], {})
            response.update({"links": {name: _link(*link) for name, link in links.items()}} if links else {})


def _complete_parameter(parameter: dict[str, Any]) -> None:
    schema = parameter["schema"]
    if schema.pop("explode", None) is False:
        parameter.update(style="form", explode=False)
    for theirs, ours in _BOUNDS.items():
        if theirs in schema:
            schema[ours] = schema.pop(theirs)


def _add_problems(responses: dict[str, Any], kinds: Iterable[type[Problem]]) -> None:
    """Add *kinds* to what is documented, beside others of the same status."""
    for status, told in documented(*kinds).items():
        known = responses.setdefault(str(status), told)
        if known is not told:
            examples = told["content"]["application/problem+json"]["examples"]
            known["content"]["application/problem+json"]["examples"].update(examples)


def _name_scopes(operation: dict[str, Any]) -> None:
    """Scopes in words, and for programs beside `security`: only OAuth's schemes have a list of them to name."""
    for requirement in operation.get("security", ()):
        if requirement.get("Key"):
            operation["x-required-scopes"] = requirement["Key"]
            operation["description"] += f"\n\nNeeds a key with the scope `{'`, `'.join(requirement['Key'])}`."
            requirement["Key"] = []


def _link(operation_id: str, parameters: dict[str, str]) -> dict[str, Any]:
    return {"operationId": operation_id, "parameters": parameters}


def _is_negotiated(operation: dict[str, Any]) -> bool:
    return any(parameter["name"] == "accept-language" for parameter in operation.get("parameters", ()))


def _headers(operation: dict[str, Any], status: str) -> dict[str, Any]:
    names = ["X-Request-Id"]
    negotiated = _is_negotiated(operation)
    if status in {"200", "304", "308"} and "304" in operation["responses"]:
        names += ["ETag", "Cache-Control"]
    if status in {"200", "304", "308"} and negotiated:
        names.append("Link")
    if status == "200" and negotiated:
        names += ["Vary", "Content-Location", "Language-Variant"]
    if status == "308":
        names.append("Location")
    return {name: {"description": _HEADERS[name], "schema": {"type": "string"}} for name in names}


def _shared_problems(told: dict[str, Any]) -> dict[str, Any]:
    """Moves the answers that several operations have in common to where all can refer to them, named by their codes."""
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for _, name, response in _problems(told):
        named[name][json.dumps(response)] += 1
    # Of answers with the same codes but other headers, the commonest is shared and the others stay where they are.
    common = {name: versions.most_common(1)[0][0] for name, versions in sorted(named.items())}
    for (responses, status), name, response in list(_problems(told)):
        if json.dumps(response) == common[name]:
            responses[status] = {"$ref": f"#/components/responses/{name}"}
    return {name: json.loads(response) for name, response in common.items()}


def _problems(told: dict[str, Any]) -> Iterator[tuple[tuple[dict[str, Any], str], str, dict[str, Any]]]:
    """Where each answer that tells problems stands, a name made of their codes, and the answer."""
    for operation in operations(told):
        responses = operation["responses"]
        for status, response in responses.items():
            codes = response.get("content", {}).get("application/problem+json", {}).get("examples")
            if codes:
                yield (responses, status), f"{status}.{'.'.join(codes)}", response
