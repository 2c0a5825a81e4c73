"""The fenced blocks of the guides, and how each kind of them is run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import ROOT

GUIDES = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_BLOCK = re.compile(
    r"(?:^<!-- (?P<mark>not run|answer to): (?P<why>[^\n]+) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_FILE = re.compile(r"`(?P<name>[\w./-]+\.\w+)`[^`\n]*:\n\n\Z")


@dataclass(frozen=True)
class Block:
    """One block: its language, its text, and what stands right before it.

    `<!-- not run: reason -->` is for the few that cannot be run, `<!-- answer to: request -->` for JSON that does not
    follow the request. A line that ends with a file's name in code and a colon makes the block that file.
    """

    guide: str
    line: int
    kind: str
    text: str
    why_not: str | None
    request: str | None
    file: str | None

    def __str__(self) -> str:
        return f"{self.guide}:{self.line}"


def blocks(guide: str) -> Iterator[Block]:
    """The blocks of a guide, in order."""
    markdown = (ROOT / guide).read_text()
    for found in _BLOCK.finditer(markdown):
        before = markdown[: found.start()]
        named = _FILE.search(before)
        yield Block(
            guide=guide,
            line=before.count("\n") + 1,
            kind=found["kind"],
            text=found["text"],
            why_not=found["why"] if found["mark"] == "not run" else None,
            request=found["why"] if found["mark"] == "answer to" else None,
            file=named["name"] if named else None,
        )


def everything() -> list[Block]:
    """The blocks of all guides."""
    return [block for guide in GUIDES for block in blocks(guide)]


def write(block: Block, folder: Path) -> None:
    """Make the file that a block says it is."""
    assert block.file is not None
    (folder / block.file).write_text(block.text)
