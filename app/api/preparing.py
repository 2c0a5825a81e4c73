"""The process that makes both files of a small release: `python -m app.api.preparing FOLDER NUMBER`.

One after the other in two processes they would take half as long again, most of it to import the same.
"""

import os
import sys
from pathlib import Path

from app.api.indexing import make
from app.catalogue.builder import build_once
from app.catalogue.processes import telling_of_the_disk
from app.store.engine import open_engine

if __name__ == "__main__":
    os.nice(10)
    with telling_of_the_disk():
        make(build_once(open_engine(os.environ["DATABASE_URL"]), Path(sys.argv[1]), int(sys.argv[2])))
