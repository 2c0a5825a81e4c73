"""What there is stands in the guides, and what the guides name is there: parameters, problems, commands, settings, …"""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app.api.families import FAMILIES
from app.api.problems import every_problem
from app.cli.program import program
from app.settings import Settings
from tests.conftest import ROOT
from tests.docs.reference import PAGE, page

DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text())
# The changelog tells of what was, too.
GUIDES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
# What is no setting of the server, but of something that is run beside it.
OTHERS_VARIABLES = {"FASTAPI_OTEL_AUTO_CONFIGURE", "OTEL_EXPORTER_OTLP_ENDPOINT", "LC_MESSAGES"}
# What is misspelt to show what comes of it.
MISSPELT = {"limti"}
EVERY_GUIDE = pytest.mark.parametrize("guide", GUIDES, ids=[str(guide.relative_to(ROOT)) for guide in GUIDES])


def test_the_reference_tells_every_parameter_and_every_problem_as_they_are() -> None:
    assert PAGE.read_text() == page(DOCUMENT), "Run `make openapi`."


def test_the_readme_names_every_command_below_another() -> None:
    readme = (ROOT / "README.md").read_text()
    commands: dict[str, Any] = get_command(program()).commands  # type: ignore[attr-defined]
    below = [f"{name} {sub}" for name, group in commands.items() for sub in getattr(group, "commands", ())]

    assert below
    assert [name for name in below if f"{name}`" not in readme] == []


@EVERY_GUIDE
def test_commands_that_a_guide_names_are_there_with_their_options(guide: Path) -> None:
    for command in re.findall(r"(?:`|^|/)service-knowledge +([^`\n|>#]+)", guide.read_text(), re.MULTILINE):
        words = command.replace("[", " ").replace("]", " ").split()
        found: Any = get_command(program())
        while words and words[0] in getattr(found, "commands", ()):
            found = found.commands[words.pop(0)]
        assert not getattr(found, "commands", None) or not words or words[0].startswith("-"), f"{guide.name}: {command}"
        options = {name for parameter in found.params for name in parameter.opts} | {"--help"}
        assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options, (
            f"{guide.name}: {command}"
        )


@EVERY_GUIDE
def test_settings_that_a_guide_names_are_there(guide: Path) -> None:
    named = set(re.findall(r"`([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b", guide.read_text()))

    assert {name for name in named if name.lower() not in Settings.model_fields} <= OTHERS_VARIABLES


@EVERY_GUIDE
def test_metrics_that_a_guide_names_are_there(guide: Path) -> None:
    named = set(re.findall(r"\bknowledge_[a-z_]+", guide.read_text()))

    assert {re.sub("_(bucket|sum|count)$", "", name) for name in named} <= set(FAMILIES)


@EVERY_GUIDE
def test_problems_that_a_guide_names_are_there(guide: Path) -> None:
    text = guide.read_text()
    named = re.findall(r'\b[45]\d\d `([a-z-]+)`|"code": "([a-z-]+)"|/problems/([a-z-]+)', text)

    assert {one for names in named for one in names if one} <= {kind.code for kind in every_problem()}


@EVERY_GUIDE
def test_addresses_and_their_parameters_that_a_guide_names_are_there(guide: Path) -> None:
    for path, query in addresses(unescape(guide.read_text())):
        operations = [methods for template, methods in DOCUMENT["paths"].items() if fits(template, path)]
        assert operations, f"{guide.name}: {path}"
        known = {
            parameter["name"]
            for methods in operations
            for operation in methods.values()
            for parameter in operation.get("parameters", ())
        }
        assert {part.partition("=")[0] for part in query.split("&") if part} <= known | MISSPELT, (
            f"{guide.name}: {path}?{query}"
        )


def addresses(text: str) -> Iterator[tuple[str, str]]:
    """The paths below /v1 with their queries, as far as neither is left open."""
    for path, query in re.findall(r"(/v1/[\w./{}%-]*)(?:\?([\w=&,.%{}+-]*))?", text):
        whole = path.rstrip("./")
        # `/v1/admin/…` and the like.
        if path.endswith("/") or f"{path}…" in text or f"{path}*" in text or f"{path}$" in text:
            continue
        yield whole, query


def fits(template: str, path: str) -> bool:
    """Whether *path* is an address of *template*, with its placeholders or something instead of them."""
    pattern = re.sub(r"\\\{[^}]*\\\}", r"(?:\\{[^}/]*\\}|[^/]+?)", re.escape(template))
    return re.fullmatch(pattern, path) is not None
