"""The site in a real browser; `make test-browser` installs what it takes and runs it."""

from tests.clients.conftest import FOLDER, server

__all__ = ["server"]

if not FOLDER:
    collect_ignore_glob = ["test_*.py"]
