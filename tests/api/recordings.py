"""The examples of the contract: requests in every language, and what the shipped catalogue answers to them.

`make examples` writes the answers to app/api/examples.json, from where they go into the OpenAPI document; a test asks
again and compares.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.api.recorded_deeds import Editor, a_desk, deeds
from tests.api.recorded_problems import in_the_catalogue, of_a_failing_server, of_a_writer, of_an_editor
from tests.api.recorded_reads import messages, parameters, reads
from tests.api.recorder import Recorder
from tests.conftest import CONTENT, ROOT
from tests.sites import Site, site

FILE = ROOT / "app" / "api" / "examples.json"


def recorded(client: Site, folder: Path) -> dict[str, Any]:
    """The examples as *client* answers them, and servers in *folder* that things may be done to."""
    book = Recorder()
    reads(client, book)
    in_the_catalogue(client, book)
    for name in ("desk", "failing"):
        (folder / name).mkdir()
    with a_desk(CONTENT, folder / "desk") as desk:
        messages(desk, book)
        of_a_writer(desk, book)
        editor = Editor(desk, book, CONTENT, folder)
        deeds(editor)
        of_an_editor(editor, book)
    of_a_failing_server(CONTENT, folder / "failing", book)
    return {"parameters": parameters(client), "operations": book.operations, "problems": book.problems}


def main() -> None:
    """Write the examples anew."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with site(CONTENT, folder) as client:
            told = recorded(client, folder)
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    sys.stdout.write(f"{FILE.relative_to(ROOT)} is written; now `make openapi`.\n")


if __name__ == "__main__":
    main()
