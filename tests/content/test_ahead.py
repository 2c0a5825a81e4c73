"""A large tree is read by several processes; nobody can tell."""

import os
import signal
from pathlib import Path

import pytest

from app.content import ahead, crew
from app.content.ahead import read_ahead
from app.content.layout import lay_out
from app.content.reader import read
from app.content.tree import MemoryTree, open_tree
from tests.content.trees import BASE, grow


def files(number: int) -> dict[str, str]:
    """Entries, every seventh of whose texts has a mistake of its own."""
    tree = {}
    for place in range(number):
        wrong = ("", "wrong: 1\n", "slug: a b\n", "- \n", "pref_label: [x]\n")[place % 7 % 5]
        tree[f"_shared/concepts/many-{place}.yaml"] = "source_lang: da\n"
        tree[f"da/concepts/many-{place}.md"] = (
            f"---\npref_label: Mange {place}\ndefinition: Nummer {place}.\n{wrong}---\n## Hvorfor {{#why}}\n\nFordi "
            f"[tillid](entry:trust) {place}.\n"
        )
    return tree


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "hands", lambda: 2)
    monkeypatch.setattr(ahead, "_CHUNK", 20)


@pytest.mark.usefixtures("several")
def test_a_tree_is_the_same_however_many_read_it(tmp_path: Path) -> None:
    tree = open_tree(grow(tmp_path, files(90)))
    (tmp_path / "da/concepts/many-3.md").write_bytes(b"\xff\xfe not text")
    (tmp_path / "da/concepts/many-4.md").write_bytes(b"x" * 2_000_000)
    (tmp_path / "da/concepts/many-5.md").unlink()
    (tmp_path / "da/concepts/many-5.md").symlink_to("/etc/passwd")
    layout = lay_out(tree.paths())

    kept = read_ahead(tree, layout, few=10)

    assert set(kept) == {place.path for place in layout.places if place.lang} - {
        "da/concepts/many-4.md",
        "da/concepts/many-5.md",
    }
    assert read(tree, kept=kept) == read(tree, kept={})


@pytest.mark.usefixtures("several")
def test_what_changed_since_it_was_read_ahead_is_read_again(tmp_path: Path) -> None:
    tree = open_tree(grow(tmp_path, files(40)))
    kept = read_ahead(tree, lay_out(tree.paths()), few=10)
    changed = tmp_path / "da/concepts/trust.md"
    changed.write_text(changed.read_text().replace("Tillid", "Fortrolighed"))

    assert read(tree, kept=kept) == read(tree, kept={})


@pytest.mark.usefixtures("several")
def test_where_a_process_dies_the_rest_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = open_tree(grow(tmp_path, files(60)))
    original = crew._Member.give
    given = []

    def killed(member: crew._Member) -> bytes:
        given.append(original(member))
        if len(given) == 2:
            os.kill(member._process.pid, signal.SIGKILL)
            member._process.wait()
        return given[-1]

    monkeypatch.setattr(crew._Member, "give", killed)

    kept = read_ahead(tree, lay_out(tree.paths()), few=10)

    assert 0 < len(kept) < 62
    assert read(tree, kept=kept) == read(tree, kept={})


@pytest.mark.usefixtures("several")
def test_few_texts_and_those_in_memory_are_not_handed_out(tmp_path: Path) -> None:
    tree = open_tree(grow(tmp_path))
    memory = MemoryTree({path: text.encode() for path, text in ({**BASE, **files(30)}).items()})

    assert read_ahead(tree, lay_out(tree.paths())) == {}
    assert read_ahead(memory, lay_out(memory.paths()), few=10) == {}
