"""docs/reference.md: every parameter and every problem in a table, made from the contract by `make openapi`."""

import json
from collections import defaultdict
from typing import Any, Final

from app.api.application import create_api
from app.api.problems import every_problem
from app.settings import Settings
from tests.conftest import ROOT

PAGE: Final = ROOT / "docs" / "reference.md"
_PLACES: Final = {"path": "In the path", "query": "In the query", "header": "In the head"}
# More of the paths that have a parameter say less.
_MOST_PATHS: Final = 4
_HEAD: Final = """\
# Reference

Every parameter and every problem of the API, from its contract, which has the bodies and answers, too
([openapi.json](openapi.json)). `make openapi` writes this page.
"""
_PROBLEMS: Final = """\

## Problems

`code` is stable, and `type` is the address of a page below `/problems/` that says what stands here. How they look,
and in which language they are told, is in the [integrators' guide](integrators.md#errors).

| code | status | when, and what to do |
| --- | ---: | --- |
"""


def page(document: dict[str, Any]) -> str:
    """The page that tells of *document*."""
    tables = "".join(_table(where, title, document) for where, title in _PLACES.items())
    create_api(Settings())
    problems = sorted((kind.status, kind.code, kind.about) for kind in every_problem())
    return f"{_HEAD}{tables}{_PROBLEMS}" + "".join(
        f"| `{code}` | {status} | {about} |\n" for status, code, about in problems
    )


def _table(where: str, title: str, document: dict[str, Any]) -> str:
    paths: dict[tuple[str, str], list[str]] = defaultdict(list)
    examples: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for path, methods in document["paths"].items():
        for parameter in (one for operation in methods.values() for one in operation.get("parameters", ())):
            if parameter["in"] == where:
                told = (parameter["name"], _described(parameter))
                paths[told].append(path)
                examples[told].update(dict.fromkeys(_examples(parameter)))
    rows = "".join(
        f"| `{name}` | {_at(paths[name, about])} | {about} | {', '.join(examples[name, about])} |\n"
        for name, about in sorted(paths)
    )
    return f"\n## {title}\n\n| name | at | means | for example |\n| --- | --- | --- | --- |\n{rows}"


def _at(paths: list[str]) -> str:
    several = list(dict.fromkeys(paths))
    shown = ", ".join(f"`{path}`" for path in several[:_MOST_PATHS])
    return shown if len(several) <= _MOST_PATHS else f"{shown} and {len(several) - _MOST_PATHS} more"


def _described(parameter: dict[str, Any]) -> str:
    schema = parameter["schema"]
    default = schema.get("default", "")
    words = str(parameter["description"]).replace("|", "\\|")
    return f"{words} Without it: `{json.dumps(default).strip(chr(34))}`." if default != "" else words


def _examples(parameter: dict[str, Any]) -> list[str]:
    """What may stand there, in a few languages where it is a word."""
    schema = parameter["schema"]
    values = [one["value"] for one in parameter.get("examples", {}).values()] or schema.get("examples", [])
    values = values or schema.get("items", schema).get("enum", [])
    return [f"`{json.dumps(value, ensure_ascii=False).strip(chr(34))}`" for value in values]


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(page(json.loads((ROOT / "docs" / "openapi.json").read_text())))


if __name__ == "__main__":
    main()
