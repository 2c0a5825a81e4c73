"""Databases that are damaged, or gone: what is served stays served, and a message is refused rather than lost."""

import shutil
from pathlib import Path
from random import Random

import pytest

from tests.faults.conftest import Found
from tests.faults.servers import copied, program, serving, until
from tests.faults.witness import Witness


def garble(path: Path) -> None:
    """Put nonsense over all of a file, in place."""
    with path.open("r+b") as file:
        file.write(Random(7).randbytes(path.stat().st_size))  # noqa: S311 - it need not be secret


@pytest.mark.long
@pytest.mark.fault(
    "The database is overwritten with nonsense while it is used; the server is started anew on it; a backup is put back"
)
def test_a_damaged_database_costs_no_read_and_no_acknowledged_message(
    folder: Path, tmp_path: Path, found: Found
) -> None:
    with serving(folder) as server, Witness(server) as witness:
        witness.send(10)
        assert server.terminate() in {0, -15}
        copied(folder, tmp_path / "backup")
        server.again()
        garble(folder / "store.db")
        witness.send(10)
        until(lambda: witness.sees("right", 20))
        during = dict(witness.refused)

        server.terminate()
        server.again()
        witness.send(1)
        until(lambda: witness.sees("right", 20))

        server.terminate()
        for path in folder.glob("store.db*"):
            path.unlink()
        shutil.copy(tmp_path / "backup" / "store.db", folder)
        server.again()
        witness.send(3)
        found.tell("reads go on, also after a start; messages are refused until the backup is there", witness)
        assert len(witness.acknowledged) == 13
        assert sum(during.values()) == 10


@pytest.mark.long
@pytest.mark.fault("The database's file is deleted while it is used; later it is put back")
def test_a_deleted_database_takes_no_messages_with_it(folder: Path, tmp_path: Path, found: Found) -> None:
    with serving(folder) as server, Witness(server) as witness:
        witness.send(10)
        (folder / "store.db").rename(tmp_path / "away.db")
        witness.send(5)
        until(lambda: witness.sees("right", 20))
        (tmp_path / "away.db").rename(folder / "store.db")
        witness.send(5)
        found.tell("messages are refused while it is away, not written into nowhere", witness)
    assert (len(witness.acknowledged), dict(witness.refused)) == (15, {"503 database-unreachable": 5})


@pytest.mark.long
def test_a_server_that_has_nothing_but_nonsense_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_bytes(b"nonsense " * 10_000)

    ended = program(tmp_path, "serve")

    assert ended.returncode == 1
    assert "restore a backup" in ended.stderr
    assert "Traceback" not in ended.stderr
