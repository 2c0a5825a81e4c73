"""Files that the server built and somebody destroys: they are noticed, and built again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.catalogue.seals import is_whole
from tests.faults.conftest import Found
from tests.faults.servers import serving, until
from tests.faults.test_databases import garble
from tests.faults.witness import Witness


def the_file(folder: Path, ending: str = "generation") -> Path:
    (path,) = (folder / "data" / "generations").glob(f"*.{ending}")
    return path


@pytest.mark.long
@pytest.mark.parametrize(
    ("damage", "count"),
    [
        pytest.param(garble, 1, marks=pytest.mark.fault("The file that is served from is overwritten with nonsense")),
        pytest.param(Path.unlink, 1, marks=pytest.mark.fault("The file that is served from is deleted")),
        pytest.param(
            lambda path: os.truncate(path, 100),
            2,
            marks=pytest.mark.fault("The file that is served from is cut short; two processes serve it"),
        ),
    ],
)
def test_a_file_that_is_destroyed_while_it_is_served_is_built_anew(
    folder: Path, found: Found, damage: Callable[[Path], object], count: int
) -> None:
    with serving(folder, WORKERS=str(count)) as server, Witness(server) as witness:
        witness.send(3)
        until(lambda: witness.sees("right", 20))
        path = the_file(folder)

        damage(path)
        until(lambda: is_whole(path))
        until(lambda: witness.sees("right", 200))
        witness.send(3)
        found.tell("the file is built anew, and no answer comes from a damaged one", witness)


@pytest.mark.long
@pytest.mark.fault("Files are damaged while nothing is served")
def test_a_file_that_was_destroyed_before_the_start_is_built_anew(folder: Path, found: Found) -> None:
    for ending in ("generation", "search"):
        garble(the_file(folder, ending))
    with serving(folder) as server, Witness(server) as witness:
        assert server.status("/v1/search?q=tillid&lang=da") == 200
        witness.send(3)
        until(lambda: witness.sees("right", 50))
        found.tell("both files are built anew before anything is answered from them", witness)
    assert set(witness.seen) == {"right"}
