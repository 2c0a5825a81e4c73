"""Disks that are full or may only be read: reads go on, and nothing is acknowledged that is not stored."""

from pathlib import Path

import pytest

from tests.faults import namespaces
from tests.faults.conftest import Found
from tests.faults.servers import LABELS, program, serving, tree, until
from tests.faults.witness import Witness

NEW = {"da": "Tiltro", "no": "Tiltru", "sv": "Tillit", "tl": "Pagtitiwala"}
FULL = "503 disk-unwritable"


@namespaces.needed
@pytest.mark.long
@pytest.mark.fault("The disk is full while messages come and a release is published; later there is room")
def test_on_a_full_disk_reads_go_on_and_nothing_is_acknowledged_in_vain(
    template: Path, tmp_path: Path, found: Found
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    wrapper = namespaces.small_disk(folder, template, 24)
    with serving(folder, wrapper=wrapper) as server, Witness(server) as witness:
        disk = namespaces.as_seen_by(server.process.pid, folder)
        inside = namespaces.inside(server.process.pid)
        witness.send(5)
        _fill(disk / "filler")

        for _ in range(2000):
            witness.send(size=3000)
            if witness.refused[FULL] >= 5:
                break
        assert set(witness.refused) == {FULL}
        tree(tmp_path / "next", NEW, entries=40)
        failed = program(folder, "publish", wrapper=inside, CONTENT_DIR=str(tmp_path / "next"))
        assert failed.returncode == 1
        assert "Make room on its disk" in failed.stderr
        assert "Traceback" not in failed.stderr + failed.stdout
        assert witness.seen["right"]

        (disk / "filler").unlink()
        witness.send(5)
        witness.labels = {lang: {LABELS[lang], NEW[lang]} for lang in LABELS}
        published = program(folder, "publish", wrapper=inside, CONTENT_DIR=str(tmp_path / "next"))
        assert published.returncode == 0, published.stderr
        until(lambda: server.status("/v1/entries/entry-1") == 200)
        found.tell("`publish` said what to do; once there was room, messages and the release went in", witness)
    assert set(witness.refused) == {FULL}


@namespaces.needed
@pytest.mark.long
@pytest.mark.fault("Database and files may only be read, from the start on")
def test_on_a_read_only_disk_everything_is_read_and_messages_are_refused(folder: Path, found: Found) -> None:
    with serving(folder) as server, Witness(server) as witness:
        witness.send(3)
        server.kill()
    with serving(folder, wrapper=namespaces.read_only(folder)) as server, Witness(server) as witness:
        witness.send(3)
        until(lambda: witness.seen["right"] > 20)
        found.tell("reads as always", witness)
    assert (witness.acknowledged, sum(witness.refused.values())) == ([], 3)
    assert "Traceback" not in server.log


@pytest.mark.long
@pytest.mark.fault("Nobody can write the log: standard error is a full disk")
def test_who_cannot_log_answers_all_the_same(folder: Path, found: Found) -> None:
    with serving(folder, errors=Path("/dev/full"), LOG_LEVEL="info") as server, Witness(server) as witness:
        witness.send(5)
        assert server.status("/v1/entries/nobody") == 404
        until(lambda: witness.seen["right"] > 300)
        found.tell("every line is lost, no answer", witness)
        assert server.terminate() in {0, -15}
    assert (len(witness.acknowledged), set(witness.seen)) == (5, {"right"})


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 10, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
