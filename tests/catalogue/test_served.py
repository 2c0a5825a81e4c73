"""What a host served last is found again, if it is of the same database and this program can read it."""

from pathlib import Path

import pytest

from app.catalogue.generation import file_name
from app.catalogue.served import last_served, remember

URL = "postgresql://somebody:secret@db.example:5433/knowledge"


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """A generation file that was served last."""
    path = tmp_path / file_name(3, "0" * 64)
    path.touch()
    remember(path, URL)
    return path


def test_what_was_served_last_is_found_by_whoever_asks_with_whatever_password(served: Path) -> None:
    assert last_served(served.parent, URL) == served
    assert last_served(served.parent, "postgres://other@db.example:5433/knowledge") == served
    assert "secret" not in (served.parent / "served.json").read_text()


@pytest.mark.parametrize(
    "url", ["postgresql://db.example:5433/other", "postgresql://db.example/knowledge", "sqlite:///x"]
)
def test_what_came_from_another_database_is_not_served(served: Path, url: str) -> None:
    assert last_served(served.parent, url) is None


@pytest.mark.parametrize("noted", [b"", b"{}", b"nonsense", b"\xff"])
def test_a_note_that_cannot_be_read_is_none(served: Path, noted: bytes) -> None:
    (served.parent / "served.json").write_bytes(noted)

    assert last_served(served.parent, URL) is None


def test_a_file_that_is_gone_or_of_another_format_is_not_served(served: Path) -> None:
    served.unlink()
    assert last_served(served.parent, URL) is None

    other = served.with_name("release-3-0000000000000000-0.generation")
    other.touch()
    remember(other, URL)
    assert last_served(served.parent, URL) is None
    assert last_served(served.parent / "nowhere", URL) is None
