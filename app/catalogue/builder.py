"""The process that builds a release's generation file: `python -m app.catalogue.builder FOLDER RELEASE`."""

import os
import sys
from pathlib import Path

from app.catalogue.live import build_once
from app.catalogue.processes import telling_of_the_disk
from app.store.engine import open_engine

if __name__ == "__main__":
    os.nice(10)
    with telling_of_the_disk():
        build_once(open_engine(os.environ["DATABASE_URL"]), Path(sys.argv[1]), int(sys.argv[2]))
