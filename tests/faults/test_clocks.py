"""A clock that is set by years while the server runs: nothing is lost, and nobody keeps what is old."""

from itertools import chain
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.conftest import Found
from tests.faults.servers import LABELS, program, serving, tree, until
from tests.faults.test_disks import NEW
from tests.faults.witness import Witness

LIBRARY = next(chain(Path("/usr/lib").glob("**/faketime/libfaketime.so.1"), [None]))


@pytest.mark.long
@pytest.mark.skipif(LIBRARY is None, reason="libfaketime is not here")
@pytest.mark.fault("The clock jumps eleven years ahead, twenty-two back, and a release is published then")
def test_a_clock_that_jumps_costs_nothing(folder: Path, tmp_path: Path, found: Found) -> None:
    clock = tmp_path / "clock"
    clock.write_text("+0d")
    fake: dict[str, Any] = {
        "LD_PRELOAD": str(LIBRARY),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "COUNT_SECONDS": "0.3",
    }
    with serving(folder, **fake) as server, Witness(server) as witness:
        witness.send(5)
        cached = httpx.get(f"{server.url}/v1/exports/csv").headers["last-modified"]
        for offset in ("+4000d", "-4000d"):
            clock.write_text(offset)
            until(lambda: witness.sees("right", 100))
            witness.send(5)
        assert server.log.count("clock_jumped") == 2
        witness.labels = {lang: {LABELS[lang], NEW[lang]} for lang in LABELS}
        tree(tmp_path / "next", NEW, entries=3)
        assert program(folder, "publish", CONTENT_DIR=str(tmp_path / "next"), **fake).returncode == 0
        until(lambda: server.status("/v1/entries/entry-1") == 200)
        answer = httpx.get(f"{server.url}/v1/exports/csv", headers={"if-modified-since": cached})
        assert (answer.status_code, NEW["sv"] in answer.text) == (200, True)
        found.tell("no message is purged, and the new release is later than the old one", witness)
    assert set(witness.seen) == {"right"}
