"""The process that writes one export: `python -m app.exports.builder GENERATION BASE_URL FORMAT WANTED TARGET`.

It is a process of its own, of lower priority, so that writing a hundred thousand entries keeps no reader waiting.
"""

import os
import sys
from pathlib import Path

import msgspec

from app.catalogue.generation import Generation
from app.catalogue.processes import telling_of_the_disk
from app.catalogue.seals import seal
from app.catalogue.snapshot import Snapshot
from app.exports import EXPORTS
from app.exports.selection import Selection, Wanted


def main(generation: str, base_url: str, name: str, wanted: str, target: str) -> None:
    """Write the export beside its name first, so that a half-written one never has it."""
    snapshot = Snapshot(Generation(Path(generation)), base_url=base_url)
    draft = Path(f"{target}.{os.getpid()}.draft")
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        EXPORTS[name].write(Selection(snapshot, msgspec.json.decode(wanted, type=Wanted)), draft)
        seal(draft, Path(target))
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


if __name__ == "__main__":
    with telling_of_the_disk():
        main(*sys.argv[1:])
