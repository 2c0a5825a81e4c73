from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from app.feedback.tables import DAY_COUNTS, FEEDBACK
from app.store.engine import open_engine, writing
from tests.feedback.desks import FREE, HOPE
from tests.sites import Site
from tests.sites import site as a_site


@pytest.fixture(scope="package")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with a_site(HOPE, tmp_path_factory.mktemp("desk"), **FREE) as client:
        yield client


@pytest.fixture
def site(desks: Site) -> Site:
    """A site without limits that nobody has written to."""
    engine = open_engine(desks.settings.database_url, threads=1)
    with writing(engine) as connection:
        for table in (FEEDBACK, DAY_COUNTS):
            connection.execute(delete(table))
    engine.dispose()
    return desks
