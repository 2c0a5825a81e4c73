"""The README and the guides are true: what they show can be run, what there is stands in them."""

import json
import re
from pathlib import Path

import pytest
from typer.main import get_command

from app.cli.program import program
from app.settings import Settings
from tests.conftest import ROOT
from tests.sites import Site

README = (ROOT / "README.md").read_text()
INTEGRATORS = (ROOT / "docs" / "integrators.md").read_text()


def rows(markdown: str, heading: str) -> list[list[str]]:
    """The cells of the table whose first column is called *heading*."""
    table = re.search(rf"^\| {heading} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", markdown, re.MULTILINE)
    assert table, heading
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()]


def test_the_readme_lists_every_setting_with_its_default() -> None:
    documented = {name.strip("`"): default.strip("`") for name, default, _ in rows(README, "setting")}
    defaults = {
        name.upper(): "(empty)"
        if field.default == ""
        else str(field.default).lower()
        if isinstance(field.default, bool)
        else str(field.default)
        for name, field in Settings.model_fields.items()
    }

    assert documented == defaults


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_does(name: str) -> None:
    assert Settings.model_fields[name].description


def test_the_readme_lists_every_command_and_no_other() -> None:
    named = set(
        re.findall(r"`(?:service-knowledge )?([a-z]+)\b[^`]*`", " ".join(row[0] for row in rows(README, "command")))
    )

    assert named == set(get_command(program()).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", [row[0].strip("`") for row in rows(README, "request")])
def test_the_requests_of_the_readme_are_answered(catalogue: Site, path: str) -> None:
    assert catalogue.ask(path).status_code == 200


def test_the_answer_in_the_readme_is_the_answer(catalogue: Site) -> None:
    command = re.search(r"curl -H 'Accept-Language: (.*?)' http://127.0.0.1:8000(\S+)", README)
    shown = re.search(r"```json\n(\{\n.*?\n\})\n```", README, re.DOTALL)
    assert command
    assert shown

    entry = catalogue.ok(command[2], command[1])

    assert json.loads(shown[1]).items() <= entry.items()


@pytest.mark.parametrize("command", re.findall(r"curl.*?http://127\.0\.0\.1:8000(\S+?)'?\n", INTEGRATORS))
def test_the_requests_of_the_guide_are_answered_as_it_says(catalogue: Site, command: str) -> None:
    answer = catalogue.ask(command)

    assert answer.status_code == (400 if "limti" in command else 200)


def test_the_guide_names_every_member_that_include_adds(catalogue: Site) -> None:
    parameters = catalogue.ok("/openapi.json")["paths"]["/v1/entries/{entry_id}"]["get"]["parameters"]
    members = next(one for one in parameters if one["name"] == "include")["schema"]["items"]["enum"]

    sentence = re.search(r"`include` adds members: (.*?)\.", INTEGRATORS, re.DOTALL)
    assert sentence
    assert re.findall(r"`(\w+)`", sentence[1]) == members


LINKS = [
    (guide.relative_to(ROOT), link)
    for guide in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for link in re.findall(r"\]\((?!https?:|entry:|#|mailto:)([^)#\s]+)", guide.read_text())
]


@pytest.mark.parametrize(("guide", "link"), LINKS, ids=[f"{guide} {link}" for guide, link in LINKS])
def test_the_guides_link_to_files_that_are_there(guide: Path, link: str) -> None:
    assert (ROOT / guide).parent.joinpath(link).exists()
