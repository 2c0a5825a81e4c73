"""The site in headless Chromium: in both schemes and at 320 pixels, by keyboard, and without JavaScript."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

# The ten main pages: every kind of page there is, each in one of the languages.
PAGES = (
    "/tl",
    "/da/servicepyramiden",
    "/sv/klassikern",
    "/no/service-blueprinting",
    "/sv/a-z",
    "/no/kinds/style",
    "/tl/kinds/model",
    "/da/series/nine-service-styles",
    "/sv/search?q=kundn%C3%B6jdhet",
    "/da/graph?root=service-pyramid",
    "/no/bibliography",
)
BUDGET = 60_000


def browse(server: str, steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Goes through *steps* in Chromium; SHOTS names a folder for pictures of the pages."""
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("site.mjs"))],
        input=json.dumps({"server": server, "shots": os.environ.get("SHOTS"), "steps": steps}),
        env={**os.environ, "CHROMIUM": os.environ.get("CHROMIUM") or str(shutil.which("chromium"))},
        text=True,
        check=False,
        capture_output=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_every_kind_of_page_is_accessible_fits_the_screen_and_stays_in_its_budget(
    server: str, scheme: str, width: int
) -> None:
    found = browse(server, [{"step": "look", "path": path, "scheme": scheme, "width": width} for path in PAGES])

    for path, seen in zip(PAGES, found, strict=True):
        assert (path, seen["violations"], seen["errors"], seen["foreign"]) == (path, [], [], [])
        assert seen["overflow"] <= 0, path
        assert seen["bytes"] < BUDGET, path


def test_a_newcomer_finds_the_pyramid_changes_language_and_embeds_it_by_keyboard(server: str) -> None:
    [seen] = browse(
        server,
        [
            {
                "step": "newcomer",
                "home": "/tl",
                "trail": ["Mga modelo", "Piramide ng serbisyo", "Svenska"],
                "use": "Använd den här artikeln",
                "copy": "Kopiera",
            }
        ],
    )

    assert seen["lang"] == "sv"
    assert f'src="{server}/embed/sv/servicepyramiden"' in seen["embed"]
    assert (seen["status"], seen["errors"]) == (200, [])


def test_suggestions_come_while_typing_and_are_chosen_by_keyboard(server: str) -> None:
    [seen] = browse(server, [{"step": "suggestions", "home": "/da", "typed": "servicepyramid"}])

    assert seen["chosen"] == seen["active"] == "offer-0"
    assert "forslag" in seen["said"]
    assert seen["closed"] == "false"
    assert (seen["title"], seen["errors"]) == ("Servicepyramiden", [])


def test_searching_reading_and_writing_to_the_editors_take_no_javascript(server: str) -> None:
    step = {"step": "plain", "home": "/no", "query": "tillit", "hit": "", "use": "Skriv til redaksjonen"}
    [seen] = browse(server, [{**step, "message": "Takk for en god tekst."}])

    assert "Takk for en god tekst." in seen["told"]


def test_the_map_is_walked_by_keyboard(server: str) -> None:
    [seen] = browse(server, [{"step": "map", "path": "/sv/graph?root=service-pyramid", "to": "Intern marknadsföring"}])

    assert seen["errors"] == []
    assert seen["title"]
