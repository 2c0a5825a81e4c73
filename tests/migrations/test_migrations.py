import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pkgutil import walk_packages
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Engine, inspect, text

import app
from app.store.bare import Bare, open_bare
from app.store.base import Table
from app.store.engine import open_engine
from app.store.errors import NotMigratedError, SchemaTooNewError
from app.store.migrate import downgrade, upgrade
from app.store.schema import MIGRATIONS, check_schema, head

# Oldest first.
STEPS = tuple(reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions())))

for module in walk_packages(app.__path__, "app."):
    if module.name.endswith(".tables"):
        import_module(module.name)


@pytest.fixture
def blank(blank_url: str) -> Iterator[Engine]:
    engine = open_engine(blank_url, threads=4)
    yield engine
    engine.dispose()


@pytest.fixture
def bare(blank_url: str) -> Iterator[Bare]:
    bare = open_bare(blank_url)
    yield bare
    bare.close()


def picture(engine: Engine) -> Mapping[str, object]:
    """Everything the database can say about each of its tables, but for the one that Alembic counts in."""
    inspector = inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), getattr(column["type"], "collation", None), column["nullable"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": in_order(inspector.get_foreign_keys(table)),
            "checks": in_order(inspector.get_check_constraints(table)),
            "unique": in_order(inspector.get_unique_constraints(table)),
            "indexes": in_order(inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def in_order(named: Iterable[Mapping[str, object]]) -> list[str]:
    return sorted(json.dumps(one, default=str, sort_keys=True) for one in named)


def pretend(engine: Engine, *, revision: str, oldest_schema: str) -> None:
    """Leave the database as a newer program would."""
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
        connection.execute(text("UPDATE state SET oldest_schema = :to"), {"to": oldest_schema})


def test_upgrading_builds_exactly_what_the_tables_say(blank: Engine) -> None:
    upgrade(blank)
    upgraded = picture(blank)
    with blank.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Table.metadata) == []

    downgrade(blank, "base")
    Table.metadata.create_all(blank)

    assert upgraded == picture(blank)


def test_every_step_goes_up_down_and_up(blank: Engine) -> None:
    for step in STEPS:
        upgrade(blank, step.revision)
        there = picture(blank)
        downgrade(blank, str(step.down_revision or "base"))
        upgrade(blank, step.revision)
        assert picture(blank) == there

    downgrade(blank, "base")
    assert picture(blank) == {}


@pytest.mark.parametrize(("number", "step"), [*enumerate(STEPS, start=1)])
def test_steps_are_numbered_and_a_file_begins_with_its_number(number: int, step: Script) -> None:
    assert step.revision == f"{number:04}"
    assert step.down_revision == (f"{number - 1:04}" if number > 1 else None)
    assert step.path.rpartition("/")[2].startswith(f"{step.revision}_")


def test_migrating_again_does_nothing(blank: Engine, bare: Bare) -> None:
    upgrade(blank)
    pretend(blank, revision=head(), oldest_schema="0001")

    upgrade(blank)

    check_schema(bare)


def test_several_migrators_at_once_take_turns(blank_url: str) -> None:
    start = Barrier(4)

    def migrate(_number: int) -> None:
        engine = open_engine(blank_url, threads=1)
        start.wait()
        upgrade(engine)
        bare = open_bare(blank_url)
        check_schema(bare)
        bare.close()
        engine.dispose()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(migrate, range(4)))


def test_a_database_that_was_never_migrated_says_so(bare: Bare) -> None:
    with pytest.raises(NotMigratedError, match="at revision none, this program's at"):
        check_schema(bare)


def test_a_newer_schema_is_left_alone_while_this_program_can_still_work_with_it(blank: Engine, bare: Bare) -> None:
    upgrade(blank)
    pretend(blank, revision="9999", oldest_schema=head())

    upgrade(blank)

    check_schema(bare)


def test_a_schema_that_is_too_new_is_refused_with_what_to_do(blank: Engine, bare: Bare) -> None:
    upgrade(blank)
    pretend(blank, revision="9999", oldest_schema="9998")

    too_new = r"need a program that knows 9998.*\n  Run the newer program"
    with pytest.raises(SchemaTooNewError, match=too_new):
        upgrade(blank)
    with pytest.raises(SchemaTooNewError, match=too_new):
        check_schema(bare)
