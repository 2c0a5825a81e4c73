"""What the guides show is run: commands and programs against a real server, requests, answers, addresses in HTML."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.content.yaml import parse
from tests.conftest import CONTENT, ROOT
from tests.guides.blocks import GUIDES, Block, blocks, everything
from tests.servers import serving

# Kinds of block that are for the eye: trees of files, drawings, what a program prints.
FOR_THE_EYE = {"text"}
# Kinds that need more than Python; tests/developers runs them, and everything in the guide that is made of them.
FOR_BROWSERS = {"js", "jsx", "ts", "vue"}
QUICKSTART = "docs/quickstart-frontends.md"
# Names that the guides give to a server.
NAMES = ("http://127.0.0.1:8000", "https://HOST", "https://knowledge.example.org", "https://your-server.example")
# A text that the catalogue has and this server's has not, so that something stands in for it.
GAP = Path("tl/concepts/external-marketing.md")


class Place:
    """A server and a folder with a copy of the content beside it, in which commands are run."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder = address, folder
        self.said = ""
        self.environment = {
            **os.environ,
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "DATABASE_URL": f"sqlite:///{folder / 'store.db'}",
            "DATA_DIR": str(folder),
            "PUBLIC_BASE_URL": address,
            "LOG_LEVEL": "error",
            "COLUMNS": "200",
        }

    def here(self, text: str) -> str:
        """*text* with the address of this server for all of its names."""
        for name in NAMES:
            text = text.replace(name, self.address)
        return text

    def run(self, *words: str) -> str:
        done = subprocess.run(
            words, cwd=self.folder, env=self.environment, text=True, capture_output=True, timeout=600, check=False
        )
        assert done.returncode == 0, f"{words[-1]}\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("guides")
    shutil.copytree(CONTENT, folder / "content")
    (folder / "content" / GAP).unlink()
    (folder / "docs").symlink_to(ROOT / "docs")
    with serving(folder, folder / "content", FEEDBACK_PER_MINUTE="0") as address:
        yield Place(address, folder)


def shell(block: Block, place: Place) -> None:
    """All lines in one shell; releases and keys by those there are."""
    commands = place.here(block.text)
    if "skn_…" in commands or "$SERVICE_KNOWLEDGE_KEY" in commands:
        scopes = ("--scope", "releases:write", "--scope", "releases:read")
        made = place.run("service-knowledge", "keys", "create", "guide", *scopes)
        key = re.search(r"skn_\w+", made)
        assert key
        place.environment["SERVICE_KNOWLEDGE_KEY"] = key[0]
        commands = commands.replace("skn_…", key[0])
    active = str(httpx.get(f"{place.address}/version").json()["release"])
    commands = re.sub(r'(--after |If-Match: "|rollback )\d+', rf"\g<1>{active}", commands)
    # What the guide shows as a mistake is answered as one.
    how = "" if "limti" in commands else " --fail-with-body"
    place.said = place.run("bash", "-euo", "pipefail", "-c", commands.replace("curl ", f"curl -sS{how} "))


def program(block: Block, place: Place) -> None:
    place.said = place.run(sys.executable, "-W", "error::SyntaxWarning", "-c", place.here(block.text))


def answer(block: Block, place: Place) -> None:
    """What is shown is part of what was answered, to the command before or to the request that is named."""
    whole = httpx.get(f"{place.address}{block.request}").json() if block.request else json.loads(place.said)
    shown = json.loads(block.text)
    whole["type"] = whole.get("type", "").removeprefix(place.address)

    assert shown.items() <= whole.items()


def requests(block: Block, place: Place) -> None:
    for line in place.here(block.text).splitlines():
        method, path = line.split(maxsplit=1)
        assert httpx.request(method, f"{place.address}{path}").status_code == 200, line


def page(block: Block, place: Place) -> None:
    """Every address in the page is one of the server that it names."""
    html = place.here(block.text)
    addresses = re.findall(r'\b(?:src|srcset|href|action)="(http[^"]+)"', html)
    assert addresses, "a page without an address has nothing of ours in it"
    for address in addresses:
        assert httpx.options(address.replace("&amp;", "&")).status_code < 300, address
        if 'method="post"' not in html:
            assert httpx.get(address.replace("&amp;", "&")).status_code == 200, address


def data(block: Block, _place: Place) -> None:
    node, problems = parse(block.guide, block.text, block.line + 1)

    assert node is not None
    assert problems == []


RUNS: Mapping[str, Callable[[Block, Place], None]] = {
    "html": page,
    "http": requests,
    "json": answer,
    "markdown": lambda block, place: data(_front(block), place),
    "python": program,
    "sh": shell,
    "yaml": data,
}


def _front(block: Block) -> Block:
    matter = re.match(r"---\n(.*?)^---$", block.text, re.DOTALL | re.MULTILINE)
    assert matter, "a text begins with its front matter"
    return replace(block, text=matter[1])


def is_run_here(block: Block) -> bool:
    return block.why_not is None and block.guide != QUICKSTART and block.kind not in FOR_THE_EYE | FOR_BROWSERS


@pytest.mark.parametrize("guide", sorted({block.guide for block in everything() if is_run_here(block)}))
def test_everything_that_a_guide_shows_runs(place: Place, guide: str) -> None:
    for block in filter(is_run_here, blocks(guide)):
        try:
            RUNS[block.kind](block, place)
        except (AssertionError, ValueError, subprocess.SubprocessError) as error:
            raise AssertionError(f"{block}\n{error}") from error


@pytest.mark.parametrize("block", everything(), ids=str)
def test_every_block_says_what_it_is(block: Block) -> None:
    assert block.kind in {*RUNS, *FOR_THE_EYE, *FOR_BROWSERS}


def test_few_blocks_are_not_run_and_each_says_why() -> None:
    left_out = {str(block): block.why_not for block in everything() if block.why_not is not None}

    assert all(len(why.split()) >= 3 for why in left_out.values() if why)
    assert len(left_out) <= 10, left_out


def test_no_block_escapes() -> None:
    for guide in GUIDES:
        fences = re.findall(r"^ *```", (ROOT / guide).read_text(), re.MULTILINE)
        assert len(fences) == 2 * len(list(blocks(guide))), guide
