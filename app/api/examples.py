"""Examples for the contract: what the catalogue that comes with the program answers, recorded from it."""

import json
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("examples.json")
_PROBLEMS: Final = "application/problem+json"


def add_examples(told: dict[str, Any]) -> None:
    """Put the recorded requests and answers, in every language, into an OpenAPI document."""
    # Read once for a document, and not kept.
    recorded: dict[str, Any] = json.loads(_FILE.read_text())
    told["components"]["examples"] = {
        f"{code}.{lang}": example for code, by_lang in recorded["problems"].items() for lang, example in by_lang.items()
    }
    for methods in told["paths"].values():
        for operation in methods.values():
            _add_to_parameters(operation, recorded["parameters"])
            _add_to_contents(operation, recorded["operations"].get(operation["operationId"], {}))
    for response in told["components"]["responses"].values():
        examples = response["content"][_PROBLEMS]["examples"]
        for code in list(examples):
            by_lang = recorded["problems"].get(code, {})
            if by_lang:
                del examples[code]
            for lang in by_lang:
                examples[f"{code}.{lang}"] = {"$ref": f"#/components/examples/{code}.{lang}"}


def _add_to_parameters(operation: dict[str, Any], recorded: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        name = parameter["name"]
        examples = recorded.get(f"{operation['operationId']} {name}", recorded.get(name))
        if examples and not _speaks_for_itself(parameter["schema"]):
            parameter["examples"] = examples


def _speaks_for_itself(schema: dict[str, Any]) -> bool:
    """Whether it says what may stand there."""
    return not {"enum", "$ref"}.isdisjoint(schema.get("items", schema)) or schema.get("type") == "boolean"


def _add_to_contents(operation: dict[str, Any], recorded: dict[str, Any]) -> None:
    for content in operation.get("requestBody", {"content": {}})["content"].values():
        if "body" in recorded:
            content["examples"] = recorded["body"]
    for status, by_media_type in recorded.get("answers", {}).items():
        for media_type, content in operation["responses"][status]["content"].items():
            examples = by_media_type.get(media_type.partition(";")[0])
            if examples:
                content["examples"] = examples
