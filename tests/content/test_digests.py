"""Digests move with what they cover, and with nothing else."""

import re
from pathlib import Path

import pytest

from app.content.digests import digest
from app.content.reader import read
from app.content.tree import open_tree
from app.domain.library import Library
from tests.content.trees import BASE, grow

TRUST, SHARED = "da/concepts/trust.md", "_shared/concepts/trust.yaml"


def library(root: Path, changes: dict[str, str | None]) -> Library:
    found = read(open_tree(grow(root, changes))).library
    assert found is not None
    return found


def moved(tmp_path: Path, path: str, old: str, new: str) -> set[str]:
    """Which digests are others after the change."""
    before = library(tmp_path / "before", {})
    after = library(tmp_path / "after", {path: BASE[path].replace(old, new)})
    one, other = before.entries["trust"], after.entries["trust"]
    pairs = {
        "library": (before.digest, after.digest),
        "entry": (one.revision, other.revision),
        "text": (one.source.digest, other.source.digest),
        "text revision": (one.source.revision, other.source.revision),
        **{
            section.id: (section.digest, now.digest)
            for section, now in zip(one.source.sections, other.source.sections, strict=True)
        },
    }
    return {name for name, (was, now) in pairs.items() if was != now}


CHANGES = [
    (TRUST, "giver", "skaber", {"library", "text", "text revision", "what-it-is"}),
    (TRUST, "Grænser", "Grænse", {"library", "text", "text revision", "limits"}),
    (TRUST, "definition: At", "definition: Det at", {"library", "text", "text revision"}),
    (TRUST, "---\n##", "scope_note: Kort.\n---\n##", {"library", "text", "text revision"}),
    (TRUST, "---\n##", "editorial_note: Kort.\n---\n##", {"library", "text", "text revision"}),
    (TRUST, "---\n##", "alt_labels: [tiltro]\n---\n##", {"library", "text revision"}),
    (TRUST, "---\n##", "slug: tiltro\n---\n##", {"library", "text revision"}),
    (TRUST, "Tillid giver", "Tillid\n  giver", {"library", "text revision"}),
    (TRUST, "---\n##", "# a comment\n---\n##", set()),
    (SHARED, "source_lang: da", "source_lang: da\nlicence: MIT", {"library", "entry"}),
    (SHARED, "related", "broader", {"library", "entry"}),
    ("no/_locale.yaml", "Norsk", "Norsk bokmål", {"library"}),
    ("_shared/catalogue.yaml", "[da, no]", "[no, da]", {"library"}),
]


@pytest.mark.parametrize(("path", "old", "new", "expected"), CHANGES)
def test_a_change_moves_the_digests_that_cover_it(
    tmp_path: Path, path: str, old: str, new: str, expected: set[str]
) -> None:
    assert moved(tmp_path, path, old, new) == expected


def test_a_digest_is_twelve_hexadecimal_digits_over_folded_nfc_text() -> None:
    assert re.fullmatch("[0-9a-f]{12}", digest("Å"))
    assert digest("A\u030a  b\n c") == digest("Å b c")
    assert digest("a", "b") != digest("a b")
    assert digest("a", None) != digest("a", "")
    assert digest("a", "b") != digest("b", "a")


def test_the_digest_of_a_known_text_never_changes() -> None:
    # printf '["Tillid", "At regne med nogen.", null]' | sha256sum
    assert digest("Tillid", "At regne med nogen.", None) == "b758ac05986f"
