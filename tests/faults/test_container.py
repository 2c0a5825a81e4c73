"""What the image promises, without an engine: the program runs as user 10001 and writes to its volume alone."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.faults import namespaces
from tests.faults.conftest import Found
from tests.faults.servers import program, serving, until
from tests.faults.witness import Witness

ENGLISH = os.environ | {"LC_ALL": "C"}
# As in the Dockerfile; nobody has a home.
IMAGE: dict[str, Any] = {"HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}


@namespaces.needed
@namespaces.needed_by_nobody
@pytest.mark.long
@pytest.mark.fault("Nothing but the volume and /tmp may be written, and the user, 10001, has no capability")
def test_the_program_needs_no_rights_and_one_volume(folder: Path, found: Found) -> None:
    wrapper = namespaces.contained(folder)
    for path in folder.glob("store.db*"):
        path.unlink()
    for place in (ROOT, ROOT / "app", Path("/var/tmp"), Path("/dev/shm")):  # noqa: S108 - it must be refused
        refused = subprocess.run(
            [*wrapper, "touch", place / "x"], check=False, capture_output=True, text=True, env=ENGLISH
        )
        assert refused.stderr == f"touch: cannot touch '{place}/x': Read-only file system\n"
        assert not (place / "x").exists()

    published = program(folder, "publish", wrapper=wrapper, **IMAGE)
    assert published.returncode == 0, published.stderr
    with serving(folder, wrapper=wrapper, **IMAGE) as server, Witness(server) as witness:
        witness.send(5)
        until(lambda: witness.sees("right", 50))
        assert server.status("/v1/search?q=tillid&lang=da") == 200
        assert server.status("/v1/exports/epub?lang=sv") == 200
        assert rights(namespaces.as_it_sees_itself(server.process.pid)) == ("10001", "0" * 16, "1")
        found.tell("`publish` and `serve` work as always, packages are made, messages kept", witness)
        assert server.terminate() in {0, -15}
    assert (set(witness.seen), len(witness.acknowledged)) == ({"right"}, 5)
    assert "Traceback" not in server.log


def rights(status: str) -> tuple[str | Any, ...]:
    """User, capabilities, and whether it can never get more, from what the kernel says of a process."""
    return tuple(re.findall(r"^(?:Uid|CapEff|NoNewPrivs):\t(\S+)", status, re.MULTILINE))
