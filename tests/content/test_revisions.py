"""An earlier tree can be had from git, so that a typo can be stamped over before anything is published."""

import subprocess
from pathlib import Path

import pytest

from app.content.reader import read
from app.content.revisions import RevisionError, tree_at
from app.content.stamp import former_digests, stamp
from app.content.tree import open_tree
from app.domain.texts import Status
from tests.content.trees import BASE, TRUST_NO, grow

DA = "da/concepts/trust.md"


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org")
    subprocess.run(["git", "-C", str(root), *identity, *arguments], check=True, capture_output=True)


def test_a_typo_since_the_last_commit_leaves_translations_current_after_a_minor_stamp(tmp_path: Path) -> None:
    content = grow(tmp_path / "content", {"no/concepts/trust.md": TRUST_NO}, stamped=True)
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "Begin")
    (content / DA).write_text(BASE[DA].replace("Den kan", "Den, kan"), encoding="utf-8")

    stamp(content, ["trust"], former=former_digests(tree_at(content, "HEAD")))

    library = read(open_tree(content)).library
    assert library is not None
    assert library.entries["trust"].texts["no"].status is Status.CURRENT


@pytest.mark.parametrize(
    ("revision", "message"), [("--output=x", "is not a revision"), ("HEAD", "not a git repository")]
)
def test_what_is_no_revision_is_told(tmp_path: Path, revision: str, message: str) -> None:
    with pytest.raises(RevisionError, match=message):
        tree_at(tmp_path, revision)


def test_a_machine_without_git_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(RevisionError, match="git is not installed"):
        tree_at(tmp_path, "HEAD")
