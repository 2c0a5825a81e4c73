"""Files that this host built are looked at before they are served from: a damaged one is made anew."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from app.catalogue.seals import is_whole
from tests.content.trees import TRUST_NO, grow
from tests.sites import Serve, Site, live, site

LABELS = {"da": "Tillid", "no": "Tillit"}


def empty(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:5000])


def flip(path: Path) -> None:
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    dice = Random(len(content))  # noqa: S311 - it need not be secret
    for _ in range(200):
        content[dice.randrange(len(content))] ^= dice.randrange(1, 256)
    path.write_bytes(content)


def swap_languages(path: Path) -> None:
    """Damage that no database notices: what one language says stands under the other."""
    path.chmod(0o644)
    content = path.read_bytes()
    assert len(b"Tillid") == len(b"Tillit")
    path.write_bytes(content.replace(b"Tillid", b"%%%%%%").replace(b"Tillit", b"Tillid").replace(b"%%%%%%", b"Tillit"))


DAMAGES = [empty, cut, flip, swap_languages, Path.unlink]
Damage = Callable[[Path], object]


def the_file(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(f"**/{pattern}")
    return found


def labels(site: Site) -> dict[str, str]:
    return {lang: site.ok(f"/v1/entries/trust?lang={lang}")["pref_label"] for lang in LABELS}


def hits(site: Site) -> list[str]:
    return [item["id"] for item in site.ok("/v1/search?lang=da&q=tillit")["items"]]


@pytest.mark.parametrize(
    ("pattern", "damage"),
    [*(("*.generation", damage) for damage in DAMAGES), ("*.generation.seal", Path.unlink), ("*.search", flip)],
)
def test_what_is_damaged_before_the_start_is_made_anew(tmp_path: Path, pattern: str, damage: Damage) -> None:
    tree = grow(tmp_path / "content", {"no/concepts/trust.md": TRUST_NO}, stamped=True)
    with site(tree, tmp_path):
        damage(the_file(tmp_path, pattern))

    with site(None, tmp_path) as again:
        assert labels(again) == LABELS
        if pattern == "*.search":
            assert hits(again) == ["trust"]
    assert is_whole(the_file(tmp_path, pattern.removesuffix(".seal")))


@pytest.mark.parametrize(
    ("pattern", "damage"), [("*.generation", swap_languages), ("*.generation", Path.unlink), ("*.search", flip)]
)
def test_what_is_damaged_while_it_is_served_is_made_anew_at_the_next_look(
    serve: Serve, pattern: str, damage: Damage
) -> None:
    site = serve({"no/concepts/trust.md": TRUST_NO}, cache_bytes=0)
    folder = site.settings.data_dir
    assert hits(site) == ["trust"]

    damage(the_file(folder, pattern))
    site.portal.call(live(site.app).refresh)

    assert labels(site) == LABELS
    assert hits(site) == ["trust"]
    assert is_whole(the_file(folder, pattern))


def test_a_file_that_is_only_touched_stays_in_use(serve: Serve) -> None:
    site = serve({"no/concepts/trust.md": TRUST_NO})
    before = live(site.app).snapshot

    os.utime(the_file(site.settings.data_dir, "*.generation"))
    site.portal.call(live(site.app).refresh)

    assert live(site.app).snapshot is before


def test_until_a_damaged_file_is_replaced_readers_are_asked_to_wait(serve: Serve) -> None:
    site = serve({"no/concepts/trust.md": TRUST_NO}, cache_bytes=0)
    path = the_file(site.settings.data_dir, "*.generation")
    path.chmod(0o644)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))

    answer = site.ask("/v1/entries/trust?lang=da")

    assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
    assert answer.headers["retry-after"] == "2"
    site.portal.call(live(site.app).refresh)
    assert labels(site) == LABELS


@pytest.mark.parametrize("damage", [empty, flip, Path.unlink])
def test_a_damaged_export_is_written_anew(tmp_path: Path, damage: Damage) -> None:
    tree = grow(tmp_path / "content", {"no/concepts/trust.md": TRUST_NO}, stamped=True)
    with site(tree, tmp_path, cache_bytes=0) as first:
        whole = first.get("/v1/exports/csv")
        damage(the_file(tmp_path, "exports/*.csv"))
        again = first.get("/v1/exports/csv")
        damage(the_file(tmp_path, "exports/*.csv"))
    with site(None, tmp_path) as second:
        restarted = second.get("/v1/exports/csv")

    assert whole.content == again.content == restarted.content
    assert whole.headers["etag"] == again.headers["etag"] == restarted.headers["etag"]


def test_what_a_killed_process_left_unfinished_goes_after_a_while(serve: Serve) -> None:
    site = serve()
    folder = site.settings.data_dir / "generations"
    old, new = folder / ".release-1-x-3.generation.4711", folder / ".release-2-x-3.generation.4712"
    for path in (old, new):
        path.touch()
    os.utime(old, (time.time() - 7200,) * 2)

    site.publish(grow(folder.parent / "next", {"da/concepts/trust.md": TRUST_NO}, stamped=False))

    assert not old.exists()
    assert new.exists()
