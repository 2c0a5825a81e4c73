"""The process that builds a release's generation file: `python -m app.catalogue.builder FOLDER RELEASE`.

RELEASE is its number, or its name if it is staged.
"""

import os
import sys
from pathlib import Path

from app.catalogue.live import build_once
from app.catalogue.processes import telling_of_the_disk
from app.store.engine import open_engine

if __name__ == "__main__":
    os.nice(10)
    with telling_of_the_disk():
        folder, release = Path(sys.argv[1]), sys.argv[2]
        build_once(open_engine(os.environ["DATABASE_URL"]), folder, int(release) if release.isdecimal() else release)
