"""What all tests may ask for: the shipped catalogue, running, and small catalogues of a test's own."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from app.domain.library import Library
from tests.content.trees import grow
from tests.databases import bare, blank_url, database_url, engine, new_database, postgres
from tests.feedback.desks import FREE
from tests.sites import Serve, Site, site

__all__ = [
    "anyio_backend",
    "bare",
    "blank_url",
    "catalogue",
    "database_url",
    "engine",
    "new_database",
    "postgres",
    "serve",
]

ROOT = Path(__file__).parent.parent
CONTENT = ROOT / "content"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The shipped content, served without limits, which all tests would share; nothing may be published to it."""
    with site(CONTENT, tmp_path_factory.mktemp("catalogue"), **FREE) as client:
        yield client


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves a library, or the small tree with changes, until the end of the test."""
    with ExitStack() as stack:
        numbers = iter(range(100))

        def start(source: Library | dict[str, str | None] | None = None, **settings: Any) -> Site:
            folder = tmp_path / f"site-{next(numbers)}"
            folder.mkdir()
            what = source if isinstance(source, Library) else grow(folder / "content", source, stamped=True)
            return stack.enter_context(site(what, folder, **settings))

        yield start
