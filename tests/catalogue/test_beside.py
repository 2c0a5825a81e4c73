"""Former releases at hand: work that many wait for is done once, and what is open makes room."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.catalogue.beside import MOST_OPEN, Beside
from app.catalogue.build import build
from app.catalogue.snapshot import Standing
from app.catalogue.turns import CrowdedError, Turns
from app.store.engine import open_engine
from app.store.history import find_release
from app.store.migrate import upgrade
from app.store.values import ReleaseInfo
from tests.store.libraries import concept, library, put, text


class Work:
    """Something that takes as long as it is told to, and counts how often it is done at the same time."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.begun = self.at_once = self.most_at_once = 0

    async def make(self) -> str:
        self.begun += 1
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await self.go_on.wait()
        self.at_once -= 1
        return "made"


async def refused() -> str:
    raise OSError("no room left")


@pytest.mark.anyio
async def test_what_several_wait_for_is_done_once() -> None:
    turns, work = Turns(at_once=1, most=4), Work()
    waiting = [asyncio.create_task(turns.wait("a", work.make)) for _ in range(3)]
    await asyncio.sleep(0)
    work.go_on.set()

    assert await asyncio.gather(*waiting) == ["made"] * 3
    assert work.begun == 1


@pytest.mark.anyio
async def test_others_have_their_turn_after_it_and_no_more_than_there_is_room_for() -> None:
    turns, work = Turns(at_once=2, most=3), Work()
    waiting = [asyncio.create_task(turns.wait(name, work.make)) for name in "abcd"]
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    work.go_on.set()
    came = await asyncio.gather(*waiting, return_exceptions=True)

    assert came[:3] == ["made"] * 3
    assert isinstance(came[3], CrowdedError)
    assert work.most_at_once == 2


@pytest.mark.anyio
async def test_it_goes_on_when_nobody_has_the_patience_to_wait() -> None:
    turns, work = Turns(at_once=1, most=1, patience=0.01), Work()
    with pytest.raises(CrowdedError):
        await turns.wait("a", work.make)
    work.go_on.set()

    assert await turns.wait("a", work.make) == "made"
    assert work.begun == 1


@pytest.mark.anyio
async def test_work_that_fails_is_told_to_those_who_wait_and_tried_anew_for_the_next() -> None:
    turns, work = Turns(at_once=1, most=1), Work()
    work.go_on.set()
    with pytest.raises(OSError, match="no room left"):
        await turns.wait("a", refused)

    assert await turns.wait("a", work.make) == "made"


@pytest.mark.anyio
async def test_those_who_wait_when_the_server_ends_are_told_to_come_again() -> None:
    turns, work = Turns(at_once=1, most=1), Work()
    waiting = asyncio.create_task(turns.wait("a", work.make))
    await asyncio.sleep(0)
    await turns.close()

    with pytest.raises(CrowdedError):
        await waiting


@pytest.fixture
def releases(tmp_path: Path) -> list[Path]:
    """The files of one release more than are kept open; that of release N at N - 1."""
    engine = open_engine(f"sqlite:///{tmp_path / 'store.db'}", threads=1)
    upgrade(engine)
    for number in range(1, MOST_OPEN + 2):
        put(engine, library(concept("a", text("da", f"A{number}"))), on=number)
    files = [build(engine, tmp_path / "generations", number) for number in range(1, MOST_OPEN + 2)]
    assert find_release(engine, 1).number == 1
    engine.dispose()
    return files


class Shelf:
    """Former releases from these files; counts how often each is fetched, and makes those again that are gone."""

    def __init__(self, files: list[Path]) -> None:
        self.files = {number: (path, path.read_bytes()) for number, path in enumerate(files, 1)}
        self.fetched: list[int] = []
        self.former = Beside(self.find, self.fetch, standing=Standing.FORMER, base_url="", still=-1)

    def find(self, number: int) -> ReleaseInfo:
        at = datetime(2026, 1, number, tzinfo=UTC)
        return ReleaseInfo(number=number, digest="", created_at=at, message="", base=None, restores=None)

    async def fetch(self, info: ReleaseInfo) -> Path:
        self.fetched.append(info.number)
        path, content = self.files[info.number]
        path.write_bytes(content)
        return path


@pytest.mark.anyio
async def test_a_release_stays_open_until_others_were_asked_for_since(releases: list[Path]) -> None:
    shelf = Shelf(releases)
    for number in (1, 2, 1, *range(3, MOST_OPEN + 2), 1):
        assert (await shelf.former.release(number)).release == number
    assert shelf.fetched == [*range(1, MOST_OPEN + 2)]

    await shelf.former.release(2)
    assert shelf.fetched[-1] == 2


@pytest.mark.anyio
async def test_a_release_whose_file_was_tidied_away_by_another_process_is_built_again(releases: list[Path]) -> None:
    shelf = Shelf(releases)
    await shelf.former.release(1)
    releases[0].unlink()

    assert (await shelf.former.release(1)).release == 1
    assert shelf.fetched == [1, 1]
