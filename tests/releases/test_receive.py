"""From an archive to a release, or to words that tell its sender why not."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine

from app.content.bounds import Bounds
from app.releases import receive as receiving
from app.releases.orders import Broken, Failed, Made, Moved, Order, Outcome, Phase, Refused, Step, Trouble
from app.releases.progress import Teller
from app.releases.receive import MOST_PROBLEMS, receive
from app.releases.worker import main
from app.store.engine import open_engine
from app.store.history import releases
from app.store.load import load
from app.store.publish import known_ids
from tests.content.archives import TAR, pack, tar
from tests.content.trees import BASE, TRUST_NO, grow
from tests.sites import prepare
from tests.store.libraries import day

ORDER = Order(
    media_type=TAR, message="From afar", actor="key:1", after=None, is_rehearsal=False, bounds=Bounds(ratio=1000)
)
CHANGED = BASE["da/concepts/trust.md"].replace("Den kan", "Den må")
Send = Callable[..., Outcome]


@pytest.fixture
def heard() -> list[Step]:
    return []


@pytest.fixture
def send(engine: Engine, heard: list[Step], tmp_path: Path) -> Send:
    """Sends the small tree with changes; `how` changes the order."""

    def send(changes: dict[str, str | None] | None = None, **how: object) -> Outcome:
        root = grow(tmp_path / "content", changes)
        for path, text in (changes or {}).items():
            if text is None:
                (root / path).unlink()
        order = msgspec.structs.replace(ORDER, **how)
        return receive(engine, order, pack(root), clock=lambda: day(1), teller=Teller(heard.append))

    return send


def test_a_sound_tree_becomes_a_release_once(engine: Engine, send: Send) -> None:
    first, again = send(), send()

    assert isinstance(first, Made)
    assert isinstance(again, Made)
    assert (first.published.number, first.published.created, first.warnings) == (1, True, ())
    assert (again.published.number, again.published.created) == (1, False)
    assert releases(engine)[0].message == "From afar"
    assert sorted(load(engine).library().entries) == ["loyalty", "trust"]


def test_a_rehearsal_makes_no_release(engine: Engine, send: Send) -> None:
    outcome = send(is_rehearsal=True)

    assert isinstance(outcome, Made)
    assert (outcome.published.number, outcome.published.created, outcome.published.texts.added) == (1, True, 2)
    assert releases(engine) == ()


def test_how_far_it_has_come_is_told_phase_by_phase(send: Send, heard: list[Step]) -> None:
    send()

    begun = {step.phase: step for step in reversed(heard)}
    assert [*begun][::-1] == [Phase.UNPACKING, Phase.READING, Phase.CHECKING, Phase.WRITING]
    assert {(step.done, step.total) for step in begun.values()} == {(0, None)}
    ended = {step.phase: (step.done, step.total) for step in heard if step.total is not None}
    assert {phase: done == total for phase, (done, total) in ended.items()} == dict.fromkeys(
        (Phase.READING, Phase.CHECKING, Phase.WRITING), True
    )
    assert ended[Phase.READING] == (len(BASE), len(BASE))


def test_a_rehearsal_writes_nothing_and_says_so(send: Send, heard: list[Step]) -> None:
    send(is_rehearsal=True)

    assert heard[-1].phase is Phase.CHECKING


def test_what_begins_anew_is_told_again_once_it_is_further_than_before(heard: list[Step]) -> None:
    teller = Teller(heard.append)
    teller.begin(Phase.WRITING)
    for done, total in [(500, 1000), (40, 1000), (51, 100), (520, 1040), (1040, 1040), (0, 0)]:
        teller.count(done, total)

    assert [(step.done, step.total) for step in heard] == [(0, None), (500, 1000), (1040, 1040)]


def test_no_tree_makes_more_lines_than_anybody_waits_for(heard: list[Step]) -> None:
    teller = Teller(heard.append)
    teller.begin(Phase.READING)
    for done in range(1, 50_001):
        teller.count(done, 50_000)

    assert len(heard) == 102
    assert heard[-1] == Step(phase=Phase.READING, done=50_000, total=50_000)


def test_warnings_come_with_the_release(send: Send, tmp_path: Path) -> None:
    grow(tmp_path / "content", {"no/concepts/trust.md": TRUST_NO}, stamped=True)
    outcome = send({"da/concepts/trust.md": CHANGED})

    assert isinstance(outcome, Made)
    assert [(one.path, one.severity) for one in outcome.warnings] == [("no/concepts/trust.md", "warning")]


def test_every_error_of_the_tree_is_told_with_its_place(engine: Engine, send: Send) -> None:
    outcome = send({"da/concepts/trust.md": "---\npref_label: Tro\ndefinitoin: x\n---\n"})

    assert isinstance(outcome, Broken)
    assert (outcome.errors, outcome.warnings) == (2, 0)
    told = [(one.path, one.line, one.pointer, one.cure) for one in outcome.problems]
    assert ("da/concepts/trust.md", 3, "/definitoin", "Did you mean `definition`?") in told
    assert releases(engine) == ()


def test_no_more_problems_are_told_than_anybody_reads(send: Send) -> None:
    lines = "".join(f"x{number}: 1\n" for number in range(MOST_PROBLEMS + 5))
    outcome = send({"_shared/concepts/trust.yaml": f"source_lang: da\n{lines}"})

    assert isinstance(outcome, Broken)
    assert len(outcome.problems) == MOST_PROBLEMS < outcome.errors


def test_an_id_that_was_published_does_not_vanish_without_a_word(send: Send) -> None:
    assert isinstance(send(), Made)

    alone = {"_shared/concepts/loyalty.yaml": None, "da/concepts/loyalty.md": None}
    outcome = send({**alone, "_shared/concepts/trust.yaml": "source_lang: da\n"})

    assert isinstance(outcome, Broken)
    assert any("loyalty" in one.message for one in outcome.problems)


def test_nor_one_that_is_published_while_the_tree_is_read(
    engine: Engine, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    def known_before_another_publishes(engine: Engine) -> frozenset[str]:
        found = known_ids(engine)
        monkeypatch.undo()
        more = {"_shared/concepts/hope.yaml": "source_lang: da\nrelations: {related: [trust]}\n"}
        text = "---\npref_label: Håb\ndefinition: At vente det bedste.\n---\n"
        assert isinstance(send({**more, "da/concepts/hope.md": text}), Made)
        return found

    monkeypatch.setattr(receiving, "known_ids", known_before_another_publishes)
    outcome = send()

    assert isinstance(outcome, Broken)
    assert [(one.path, one.message) for one in outcome.problems] == [
        ("_shared/moved.yaml", "published id hope is gone without a word")
    ]


def test_a_release_follows_only_on_the_one_that_was_counted_on(send: Send) -> None:
    assert send(after=(1,)) == Moved(active=None)
    assert isinstance(send(), Made)
    assert send({"da/concepts/trust.md": CHANGED}, after=(2,)) == Moved(active=1)
    assert isinstance(send({"da/concepts/trust.md": CHANGED}, after=(1, 2)), Made)


def test_what_is_no_archive_is_refused_with_its_member(engine: Engine, heard: list[Step]) -> None:
    def outcome(data: bytes) -> Outcome:
        return receive(engine, ORDER, data, clock=lambda: day(1), teller=Teller(heard.append))

    assert outcome(b"") == Refused(
        message="The body is not a tar.gz archive, or it is broken (it ends too early).", member=None
    )
    assert outcome(tar(("../x", b""))) == Refused(message="A path in the archive leaves it.", member="../x")


def test_a_database_that_cannot_be_used_is_told(tmp_path: Path, heard: list[Step]) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}", threads=1)
    outcome = receive(
        engine, ORDER, pack(grow(tmp_path / "content")), clock=lambda: day(1), teller=Teller(heard.append)
    )
    engine.dispose()

    assert isinstance(outcome, Failed)
    assert outcome.why is Trouble.AWAY
    assert "service-knowledge migrate" in outcome.message


def test_the_process_reads_an_order_and_an_archive_and_writes_the_outcome(database_url: str, tmp_path: Path) -> None:
    asked, said = msgspec.json.encode(ORDER) + b"\n" + pack(grow(tmp_path)), io.BytesIO()

    main(database_url, io.BytesIO(asked), said)

    outcome = msgspec.json.decode(said.getvalue().splitlines()[-1], type=Outcome)
    assert isinstance(outcome, Made)
    assert outcome.published.number == 1


def test_memory_that_does_not_suffice_refuses_the_archive(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    prepare(url)
    many = "".join(f"k{number}: [{'a, ' * 50}]\n" for number in range(6000))
    files = [(f"_shared/concepts/c{number}.yaml", many.encode()) for number in range(30)]
    script = (
        "import resource, sys; from app.releases import worker\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (100 << 20, 100 << 20))\n"
        "worker.main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, url],
        input=msgspec.json.encode(ORDER) + b"\n" + tar(*files),
        capture_output=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stderr.decode()[-2000:]
    assert msgspec.json.decode(done.stdout.splitlines()[-1], type=Outcome) == Refused(
        message="The archive takes more memory than there is for it.", member=None
    )
