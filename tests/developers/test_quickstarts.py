"""The quickstart for frontends, block by block: built with what it installs, opened in Chromium, used as readers do."""

import http.server
import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.developers.conftest import Browse, Run
from tests.guides.blocks import Block, blocks

GUIDE = "docs/quickstart-frontends.md"
ITEMS = "[...document.querySelectorAll('li')].map((item) => [item.lang, item.textContent.trim()])"
HERE = "http://127.0.0.1:8000"


def section(heading: str) -> list[Block]:
    lines = (ROOT / GUIDE).read_text().splitlines()
    start = lines.index(f"## {heading}")
    end = next((number for number in range(start + 1, len(lines)) if lines[number].startswith("## ")), len(lines))
    return [block for block in blocks(GUIDE) if start < block.line <= end]


def write_files(heading: str, folder: Path, server: str) -> list[str]:
    """Makes the files of a section, for *server*; the commands that it shows beside installing, in order."""
    commands = []
    for block in section(heading):
        text = block.text.replace(HERE, server)
        if block.kind == "sh":
            commands += [line for line in text.splitlines() if not line.startswith("npm install")]
        else:
            assert block.file is not None, block
            (folder / block.file).write_text(text)
    return commands


def styles(server: str, lang: str, q: str = "") -> list[list[str]]:
    path = f"/v1/search?lang={lang}&kind=style&q={q}" if q else f"/v1/entries?lang={lang}&kind=style"
    with urllib.request.urlopen(f"{server}{path}") as answer:  # noqa: S310 -- our own server
        return [[item["lang"], item["pref_label"]] for item in json.load(answer)["items"]]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as files:
        threading.Thread(target=files.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{files.server_address[1]}/"
        files.shutdown()


def shown(count: int) -> dict[str, str]:
    return {"until": f"document.querySelectorAll('li').length === {count}"}


def test_plain_fetch(server: str, browse: Browse, tmp_path: Path) -> None:
    assert write_files("Plain fetch", tmp_path, server) == []
    found = styles(server, "sv", "klassiker")
    steps = [
        shown(len(styles(server, "sv"))),
        {"read": ITEMS},
        {"fill": "input", "text": "klassiker"},
        shown(len(found)),
        {"read": ITEMS},
    ]
    [seen] = browse([{"url": (tmp_path / "index.html").as_uri(), "steps": steps}])

    assert (seen["errors"], seen["read"]) == ([], [styles(server, "sv"), found])


@pytest.mark.parametrize(("heading", "lang", "other"), [("React", "tl", "da"), ("Vue", "no", "sv")])
def test_frameworks(  # noqa: PLR0917 -- fixtures
    server: str, browse: Browse, run: Run, project: Path, heading: str, lang: str, other: str
) -> None:
    for command in write_files(heading, project, server):
        run(*command.split(), cwd=project)
    found = styles(server, other, "service")
    steps = [
        shown(len(styles(server, lang))),
        {"read": ITEMS},
        {"choose": "select", "value": other},
        {"until": f"JSON.stringify({ITEMS}) === JSON.stringify({json.dumps(styles(server, other))})"},
        {"fill": "input", "text": "service"},
        {"until": f"JSON.stringify({ITEMS}) === JSON.stringify({json.dumps(found)})"},
        {"fill": "input", "text": "x" * 201},
        {"until": "document.querySelector('[role=alert]')"},
        {"read": "document.querySelector('[role=alert]').textContent"},
    ]
    with served(project / "dist") as address:
        [seen] = browse([{"url": address, "steps": steps}])

    assert seen["read"][0] == styles(server, lang)
    assert "200" in seen["read"][1]


def test_types(server: str, run: Run, project: Path) -> None:
    for command in write_files("With types", project, server):
        run(*command.split(), cwd=project)

    # A mistake is one to the compiler, too.
    client = project / "client.ts"
    client.write_text(client.read_text().replace('include: ["figure"]', 'include: ["figurs"]'))
    with pytest.raises(AssertionError, match="figurs"):
        run(*command.split(), cwd=project)


def test_links_of_a_section_lead_where_the_page_wants_them(server: str, browse: Browse) -> None:
    guide = (ROOT / "docs" / "integrators.md").read_text()
    script = re.search(r"```js\n(.*?)```", guide, re.DOTALL)
    assert script
    with urllib.request.urlopen(f"{server}/v1/entries/service-pyramid?lang=sv&include=sections") as answer:  # noqa: S310
        html = "".join(part["html"] for part in json.load(answer)["sections"])
    expression = (
        f"(() => {{ const article = document.createElement('article'); article.innerHTML = {json.dumps(html)};"
        f"{script[1]} return [...article.querySelectorAll('a')].map((link) => link.getAttribute('href')) }})()"
    )
    [seen] = browse([{"url": "about:blank", "steps": [{"read": expression}]}])

    assert seen["read"][0]
    assert {link.split("/")[1] for link in seen["read"][0]} == {"glossary"}
