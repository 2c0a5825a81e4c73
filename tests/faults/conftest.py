"""One published catalogue that every fault gets a copy of, and the table of what was tried and what held."""

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.settings import Settings
from tests.conftest import ROOT
from tests.faults.servers import copied, program, tree
from tests.faults.witness import Witness
from tests.operations.conftest import cluster, database, wire
from tests.sites import make_files

__all__ = ["cluster", "database", "wire"]

PAGE = ROOT / "docs" / "reliability.md"
# Every fault is tried, and told, by `make reliability`; `make test` tries those that take a few seconds.
ALL = os.environ.get("FAULTS") == "all"
_HEAD = ("| fault | answers meanwhile | wrong | messages | what held |", "| --- | --- | ---: | --- | --- |")
_BEGIN, _END = "<!-- faults: begin -->", "<!-- faults: end -->"


@dataclass
class Found:
    """What became of one fault."""

    fault: str
    held: bool = False
    said: str = ""
    witnesses: tuple[Witness, ...] = ()
    lost: int = 0

    def tell(self, said: str, *witnesses: Witness) -> None:
        """What it came to, and what *witnesses* saw meanwhile; nothing may be wrong or lost."""
        for witness in witnesses:
            witness.stop()
        self.said, self.witnesses, self.lost = said, witnesses, sum(witness.lost() for witness in witnesses)
        assert [witness.wrong for witness in witnesses if witness.wrong] == []
        assert self.lost == 0
        self.held = True

    def row(self) -> str:
        """Its line of the table."""
        if not self.witnesses:
            return f"| {self.fault} | | | | not tried: {self.said} |"
        refused = sum((witness.seen + witness.refused for witness in self.witnesses), Counter[str]())
        wrong = sum(len(witness.wrong) for witness in self.witnesses)
        acknowledged = sum(len(witness.acknowledged) for witness in self.witnesses)
        answers = [
            f"{refused['right']:,} right",
            *(f"{n:,} × {what}" for what, n in sorted(refused.items()) if what not in {"right", "wrong"}),
        ]
        verdict = self.said if self.held else f"**did not hold**: {self.said}"
        return (
            f"| {self.fault} | {', '.join(answers)} | {wrong} | "
            f"{acknowledged:,} acknowledged, {self.lost} lost | {verdict} |"
        )


@dataclass
class _Run:
    rows: list[Found] = field(default_factory=list)


_run = _Run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the long ones to `make reliability`."""
    for item in items:
        if item.get_closest_marker("long") and not ALL:
            item.add_marker(pytest.mark.skip(reason="tried by `make reliability`"))


def pytest_sessionfinish() -> None:
    """Write the table, if all was tried."""
    if not ALL or not _run.rows:
        return
    before, _, rest = PAGE.read_text().partition(_BEGIN)
    former, _, after = rest.partition(_END)
    # A run of some of them leaves the rows of the others.
    rows = {row.split(" | ")[0].removeprefix("| "): row for row in former.strip().splitlines()[2:]}
    rows |= {found.fault: found.row() for found in _run.rows}
    PAGE.write_text("\n".join([before + _BEGIN, *_HEAD, *rows.values(), _END + after]))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the catalogue, published, and its files."""
    folder = tmp_path_factory.mktemp("faults") / "template"
    tree(folder / "content")
    published = program(folder, "publish")
    assert published.returncode == 0, published.stderr
    make_files(Settings(database_url=f"sqlite:///{folder}/store.db", data_dir=folder / "data"), 1)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """The same for one test."""
    return copied(template, tmp_path / "folder")


@pytest.fixture
def found(request: pytest.FixtureRequest) -> Iterator[Found]:
    """Takes down what became of the test's fault, which its marker names."""
    marker = request.node.get_closest_marker("fault")
    told = Found(marker.args[0])
    _run.rows.append(told)
    try:
        yield told
    finally:
        if not told.held and not told.said:
            told.said = "see the test's own words"
