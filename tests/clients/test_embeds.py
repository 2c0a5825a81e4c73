"""Embedded pages in Chromium: in a strict sandbox, under axe, as an element; and oEmbed through oembetter."""

import json
import os
import subprocess

import pytest

from tests.clients.conftest import Browse


@pytest.mark.parametrize(
    ("path", "width", "scheme_and_paper"),
    [
        ("sv/servicepyramiden", 320, ("light", "rgb(255, 255, 255)")),
        ("no/service-blueprinting", 320, ("dark", "rgb(18, 25, 31)")),
        ("da/servqual?theme=dark", 1000, ("light", "rgb(18, 25, 31)")),
        ("tl/nine-service-styles?theme=light", 320, ("dark", "rgb(255, 255, 255)")),
    ],
)
def test_a_page_is_at_home_in_a_sandbox(
    server: str, browse: Browse, path: str, width: int, scheme_and_paper: tuple[str, str]
) -> None:
    scheme, paper = scheme_and_paper
    step = {"step": "framed", "url": f"{server}/embed/{path}", "server": server, "width": width, "scheme": scheme}
    [seen] = browse([step])

    assert (seen["errors"], seen["requests"], seen["cookies"], seen["wide"]) == ([], [], [], 0)
    assert seen["colours"][0] == paper
    wordpress, lti, ours = seen["messages"][:3]
    assert (wordpress["message"], wordpress["secret"]) == ("height", "abc123")
    assert lti["subject"] == "lti.frameResize"
    assert wordpress["value"] == lti["height"] == ours["height"] > 200


def test_it_reads_without_javascript(server: str, browse: Browse) -> None:
    url = f"{server}/embed/da/service-pyramid"
    [seen] = browse([{"step": "framed", "url": url, "server": server, "width": 600, "script": False}])

    assert seen["text"] == "Servicepyramiden"
    assert seen["messages"] == []


def test_axe_finds_nothing(server: str, browse: Browse) -> None:
    pages = ["sv/servicepyramiden", "tl/empathy-map?theme=dark", "no/service-blueprinting", "da/nine-service-styles"]
    steps = [
        {"step": "accessible", "url": f"{server}/embed/{page}", "width": width, "scheme": scheme}
        for page in pages
        for width, scheme in ((320, "dark"), (1024, "light"))
    ]

    assert browse(steps) == [[]] * len(steps)


def test_the_element_grows_with_its_page_and_changes_with_its_attributes(server: str, browse: Browse) -> None:
    [seen] = browse([{"step": "element", "server": server, "id": "service-pyramid", "lang": "tl"}])

    assert (seen["title"], seen["other"], seen["errors"]) == ("Piramide ng serbisyo", "da", [])


def test_oembetter_discovers_the_frame(server: str) -> None:
    script = (
        "const o=require(process.env.CLIENTS+'/node_modules/oembetter')();"
        "o.fetch(process.argv[1],{},(error,answer)=>{if(error)throw error;console.log(JSON.stringify(answer))})"
    )
    done = subprocess.run(
        ["node", "-e", script, f"{server}/embed/sv/servicepyramiden"],
        check=True,
        text=True,
        capture_output=True,
        timeout=30,
        env=dict(os.environ),
    )

    assert json.loads(done.stdout)["title"] == "Servicepyramiden"
