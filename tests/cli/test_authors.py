"""What authors do: check, stamp, new, status."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.content.trees import grow

TRUST = "da/concepts/trust.md"
LOYALTY = "da/concepts/loyalty.md"


def rewrite(tree: Path, path: str, old: str, new: str) -> None:
    text = (tree / path).read_text()
    assert old in text
    (tree / path).write_text(text.replace(old, new))


def test_a_sound_tree_is_counted(run: Run) -> None:
    checked = run("check", "--strict")

    assert (checked.exit_code, checked.stdout, checked.stderr) == (0, "2 entries, 3 texts, 0 series: no errors.\n", "")


def test_every_mistake_is_told_with_its_place_and_cure(run: Run, tree: Path) -> None:
    rewrite(tree, TRUST, "definition:", "definitoin:")
    rewrite(tree, LOYALTY, "pref_label: Loyalitet\n", "")

    checked = run("check")

    assert checked.exit_code == 1
    assert checked.stdout == ""
    assert f"{tree}/{TRUST}:3:" in checked.stderr
    assert "definition" in checked.stderr
    assert f"{tree}/{LOYALTY}" in checked.stderr
    assert "3 errors, 1 warnings" in checked.stderr


def test_two_entries_with_one_address_in_two_languages_are_a_mistake(run: Run, tree: Path) -> None:
    grow(tree, {"no/concepts/loyalty.md": "---\npref_label: Troskap\nslug: tillid\ndefinition: D.\n---\n"})
    run("stamp", "--all")

    checked = run("check")

    assert checked.exit_code == 1
    assert "its address 'tillid' is that of" in checked.stderr


def test_mistakes_can_be_had_as_json(run: Run, tree: Path) -> None:
    assert json.loads(run("check", "--json").stdout) == []
    rewrite(tree, TRUST, "definition:", "definitoin:")

    checked = run("check", "--json")
    problems = json.loads(checked.stdout)

    assert checked.exit_code == 1
    assert {"path", "line", "pointer", "severity", "message", "cure"} == problems[0].keys()
    assert TRUST in {problem["path"] for problem in problems}


def test_warnings_fail_the_check_only_if_that_is_asked_for(run: Run, tree: Path) -> None:
    rewrite(tree, TRUST, "Tillid giver loyalitet.", "Tillid giver troskab.")

    assert run("check").exit_code == 0
    strict = run("check", "--strict")

    assert strict.exit_code == 1
    assert "0 errors, " in strict.stderr


@pytest.mark.parametrize("command", [["check"], ["status"], ["publish"], ["stamp", "--all"], ["new", "concept", "x"]])
def test_a_content_tree_that_is_not_there_is_told(run: Run, command: list[str]) -> None:
    result = run(*command, "--content", "nowhere")

    assert result.exit_code == 1
    assert "There is no content tree at nowhere." in result.stderr
    assert "CONTENT_DIR" in result.stderr


@pytest.mark.parametrize("command", ["check", "publish", "status"])
def test_a_database_that_is_none_is_told_as_a_sentence(run: Run, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://user:secret@host/db")

    result = run(command)

    assert result.exit_code == 1
    assert "DATABASE_URL" in result.stderr
    assert "secret" not in result.stderr
    assert "Traceback" not in result.stderr


def test_a_stale_translation_is_current_again_once_it_is_stamped(run: Run, tree: Path) -> None:
    rewrite(tree, TRUST, "Den kan brydes.", "Den kan ikke repareres.")
    assert "outdated 1" in run("status").stdout

    stamped = run("stamp", "no/trust")

    assert (stamped.exit_code, stamped.stdout) == (0, "no/concepts/trust.md\n1 stamped, 0 as they were.\n")
    assert "outdated" not in run("status", "--open").stdout.partition("da:")[0]
    assert run("stamp", "--all").stdout == "0 stamped, 1 as they were.\n"


def test_after_a_typo_in_the_source_translations_that_were_current_stay_current(run: Run, tree: Path) -> None:
    run("publish")
    rewrite(tree, TRUST, "Den kan brydes.", "Den kan brydes!")

    assert run("stamp", "trust", "--minor").stdout == "no/concepts/trust.md\n1 stamped, 0 as they were.\n"


def test_a_typo_can_be_told_by_an_earlier_revision_where_nothing_is_published(run: Run, tree: Path) -> None:
    for command in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=E", "-c", "user.email=e@example.org", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(tree), *command], check=True)
    rewrite(tree, TRUST, "Den kan brydes.", "Den kan brydes!")

    assert run("stamp", "trust", "--minor", "--was", "HEAD").stdout.endswith("1 stamped, 0 as they were.\n")


def test_a_deep_check_reads_for_the_language_too(run: Run, tree: Path) -> None:
    english = "This is what every customer would have wanted to hear from the company at once, and it was not said. "
    rewrite(tree, TRUST, "Den kan brydes.", english * 3)

    assert "reads as English" not in run("check").stderr
    assert "reads as English" in run("check", "--deep").stderr


def test_a_deep_check_without_its_detector_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.cli.content.can_detect", lambda: False)

    result = run("check", "--deep")

    assert result.exit_code == 1
    assert "requirements-dev.lock" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Name what to stamp, or say --all."),
        (["trust", "--was", "HEAD"], "--was goes with --minor."),
        (["trust", "--minor", "--was", "HEAD"], "not a git repository"),
        (["trust", "--all"], "Name what to stamp, or say --all."),
        (["no/nothing"], "nothing"),
        (["trust", "--minor"], "service-knowledge migrate"),
    ],
)
def test_a_stamp_that_cannot_be_given_is_told(run: Run, arguments: list[str], told: str) -> None:
    result = run("stamp", *arguments)

    assert result.exit_code == 1
    assert told in result.stderr


def test_a_new_entry_and_a_new_translation_are_begun(run: Run, tree: Path) -> None:
    entry = run("new", "concept", "hope")
    translation = run("new", "translation", "no/loyalty")
    norwegian = run("new", "style", "the-quiet", "--source-lang", "no")

    assert entry.stdout.split() == [str(tree / "_shared/concepts/hope.yaml"), str(tree / "da/concepts/hope.md")]
    assert translation.stdout.split() == [str(tree / "no/concepts/loyalty.md")]
    assert norwegian.stdout.split()[1] == str(tree / "no/styles/the-quiet.md")
    assert run("check").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [(["song", "x"], "there is no kind 'song'"), (["concept", "trust"], "taken"), (["translation", "no/x"], "'x'")],
)
def test_what_cannot_be_begun_is_told(run: Run, arguments: list[str], told: str) -> None:
    result = run("new", *arguments)

    assert result.exit_code == 1
    assert told in result.stderr


def test_nothing_is_done_on_content_with_errors(run: Run, tree: Path) -> None:
    rewrite(tree, TRUST, "definition:", "definitoin:")

    for command in ("status", "publish"):
        result = run(command)
        assert result.exit_code == 1
        assert "Nothing was done: the content has errors." in result.stderr


def test_status_shows_every_entry_and_every_language(run: Run) -> None:
    shown = run("status").stdout

    assert [line.split() for line in shown.splitlines()] == [
        ["Entry", "Kind", "da", "no"],
        ["loyalty", "concept", "source", "–"],
        ["trust", "concept", "source", "✓"],
        ["da:", "2", "source,", "0", "current,", "0", "outdated,", "0", "missing"],
        ["no:", "0", "source,", "1", "current,", "0", "outdated,", "1", "missing"],
    ]


def test_status_can_be_narrowed_to_what_is_open(run: Run) -> None:
    assert "trust" not in run("status", "--open").stdout


def test_every_command_explains_itself(run: Run) -> None:
    overview = run("--help")

    assert overview.exit_code == 0
    for command in (
        "check",
        "stamp",
        "new",
        "status",
        "publish",
        "releases",
        "rollback",
        "migrate",
        "serve",
        "openapi",
    ):
        assert command in overview.stdout
        assert run(command, "-h").exit_code == 0
