"""Examples for the contract: what the catalogue that comes with the program answers, recorded from it."""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

_FILE: Final = Path(__file__).with_name("examples.json")
_PROBLEMS: Final = "application/problem+json"


def add_examples(told: dict[str, Any]) -> None:
    """Put the recorded requests and answers, in every language, into an OpenAPI document."""
    recorded = _recorded()
    told["components"]["examples"] = {
        f"{code}.{lang}": example for code, by_lang in recorded["problems"].items() for lang, example in by_lang.items()
    }
    for methods in told["paths"].values():
        for operation in methods.values():
            reads = recorded["reads"].get(operation["operationId"])
            if reads:
                _content(operation["responses"]["200"])["examples"] = reads
            if operation["operationId"] == "sendFeedback":
                _add_messages(operation, recorded["messages"])
    for response in told["components"]["responses"].values():
        examples = response["content"][_PROBLEMS]["examples"]
        for code in list(examples):
            by_lang = recorded["problems"].get(code, {})
            if by_lang:
                del examples[code]
            for lang in by_lang:
                examples[f"{code}.{lang}"] = {"$ref": f"#/components/examples/{code}.{lang}"}


def _add_messages(operation: dict[str, Any], messages: dict[str, Any]) -> None:
    for content in operation["requestBody"]["content"].values():
        content["examples"] = {lang: {"value": message["body"]} for lang, message in messages.items()}
    answers = {lang: {"value": message["answer"]} for lang, message in messages.items()}
    _content(operation["responses"]["201"])["examples"] = answers


def _content(response: dict[str, Any]) -> dict[str, Any]:
    """What the program gets; a page for people beside it has no example."""
    content: dict[str, Any] = next(iter(response["content"].values()))
    return content


@cache
def _recorded() -> dict[str, Any]:
    recorded: dict[str, Any] = json.loads(_FILE.read_text())
    return recorded
