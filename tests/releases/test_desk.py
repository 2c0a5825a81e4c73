"""Archives are published by a process of its own, one after the other, and never too many are held."""

from pathlib import Path

import anyio
import pytest

from app.releases.desk import MOST, Desk, FullError
from app.releases.orders import Made, Outcome
from tests.content.archives import pack
from tests.content.trees import grow
from tests.releases.test_receive import CHANGED, ORDER
from tests.sites import prepare

pytestmark = pytest.mark.anyio


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    prepare(url)
    return url


async def test_archives_that_come_together_become_releases_one_after_the_other(url: str, tmp_path: Path) -> None:
    desk = Desk(url)
    trees = [pack(grow(tmp_path / "1")), pack(grow(tmp_path / "2", {"da/concepts/trust.md": CHANGED}))]
    made: list[Outcome] = []

    async def publish(archive: bytes) -> None:
        made.append(await desk.publish(ORDER, archive))

    async with anyio.create_task_group() as tasks:
        for tree in trees:
            tasks.start_soon(publish, tree)

    assert [one.published.number for one in made if isinstance(one, Made)] == [1, 2]


def test_there_is_room_for_so_many_archives_and_again_when_one_is_done(url: str) -> None:
    desk = Desk(url)
    places = [desk.place() for _ in range(MOST)]
    for place in places:
        place.__enter__()

    with pytest.raises(FullError), desk.place():
        pass
    places[0].__exit__(None, None, None)
    with desk.place():
        pass


async def test_what_takes_too_long_is_ended(url: str, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="longer than"):
        await Desk(url, longest=0.1).publish(ORDER, pack(grow(tmp_path / "content")))


async def test_a_process_that_dies_is_told_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="BadUrlError"):
        await Desk("nonsense").publish(ORDER, b"")
