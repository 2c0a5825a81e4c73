"""Several programs on one PostgreSQL: they take turns where they must, and none makes the others' readers wait."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
from sqlalchemy import text

from app.store.engine import open_engine, reading
from app.store.history import releases
from app.store.schema import head
from tests.conftest import ROOT
from tests.content.trees import grow
from tests.operations.conftest import Start
from tests.operations.programs import PROGRAM, Readers, environment, release, trust, until


def test_programs_that_start_at_once_migrate_and_publish_one_after_the_other(tmp_path: Path, database: str) -> None:
    told = []
    for number in range(2):
        folder = tmp_path / f"host-{number}"
        grow(folder / "content", stamped=True)
        told.append(environment(folder, database))

    started = [
        subprocess.Popen([*PROGRAM, *command], env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for env in told
        for command in (["migrate"], ["publish"])
    ]
    said = [process.communicate(timeout=120)[0].decode() for process in started]

    assert [process.returncode for process in started] == [0] * len(started), said
    engine = open_engine(database, threads=1)
    with reading(engine) as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [head()]
    assert [info.number for info in releases(engine)] == [1]
    engine.dispose()
    assert sorted("already says exactly this" in one for one in said) == [False] * 3 + [True]


def test_every_replica_serves_a_new_release_and_no_request_fails_meanwhile(start: Start, database: str) -> None:
    release(database, trust("Tillid"))
    replicas = [start(), start(WORKERS=2)]
    assert [replica.label() for replica in replicas] == ["Tillid", "Tillid"]

    with Readers(*replicas, *replicas) as readers:
        number = release(database, trust("Tiltro"))
        until(lambda: all(replica.get("/version").json()["release"] == number for replica in replicas))
        until(lambda: all(replica.label() == "Tiltro" for replica in replicas))

    assert set(readers.outcomes) == {"200"}, readers.outcomes
    assert {label for labels in readers.labels.values() for label in labels} <= {"Tillid", "Tiltro"}
    assert readers.labels[str(replicas[0].base_url)][0] == "Tillid"


def test_workers_behind_one_port_count_together_and_what_is_scraped_never_goes_back(
    start: Start, database: str
) -> None:
    release(database, trust("Tillid"))
    replica = start(WORKERS=2)

    def counted() -> dict[str, float]:
        found = {}
        # Each on a connection of its own, so that any of the workers may take it.
        for line in httpx.get(f"{replica.base_url}/metrics").text.splitlines():
            name, _, number = line.rpartition(" ")
            if name in {'knowledge_problems_total{code="entry-not-found"}', "knowledge_processes", "knowledge_release"}:
                found[name.partition("{")[0]] = float(number)
        return found

    seen: list[float] = []
    for number in range(40):
        assert httpx.get(f"{replica.base_url}/v1/entries/nothing-{number}").status_code == 404
        seen.append(counted().get("knowledge_problems_total", 0))

    assert seen == sorted(seen)
    until(lambda: counted() == {"knowledge_problems_total": 40, "knowledge_processes": 2, "knowledge_release": 1})


def test_a_message_sent_to_two_replicas_at_once_with_one_key_is_kept_once(start: Start, database: str) -> None:
    release(database, trust("Tillid"))
    replicas = [start(), start()]

    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda number: replicas[number % 2].tell(f"Message {number // 4}"), range(16)))

    assert {answer.status_code for answer in answers} == {201}
    for group in range(4):
        receipts = {answer.json()["receipt"] for answer in answers[group * 4 : group * 4 + 4]}
        assert len(receipts) == 1
