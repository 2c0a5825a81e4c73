"""Anki's own backend opens our decks: once to learn from, and again without adding anything."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PYTHON = Path(os.environ["CLIENTS"], "python")
# In a process of its own: Anki brings its own versions of libraries that the program uses.
SCRIPT = """\
import json, sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

folder, *packages = sys.argv[1:]
collection = Collection(f"{folder}/collection.anki2")
imports = []
for package in packages:
    request = ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    names = ("new", "updated", "duplicate", "conflicting", "missing_notetype", "missing_deck", "empty_first_field")
    imports.append({name: len(getattr(log, name)) for name in names if len(getattr(log, name))})
cards = [collection.get_card(number) for number in collection.find_cards("", order="c.due asc")]
shown = cards[0].render_output()
print(json.dumps({
    "imports": imports,
    "notes": collection.note_count(),
    "decks": sorted(deck.name for deck in collection.decks.all_names_and_ids()),
    "fronts": [card.note()["front"] for card in cards],
    "question": shown.question_text,
    "answer": shown.answer_text,
    "sounds": [str(tag) for tag in shown.question_av_tags + shown.answer_av_tags],
    "found": len(collection.find_notes("tag:series::*")),
    "sound": collection.fix_integrity()[1],
}))
collection.close()
"""


@pytest.fixture
def learn(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """What Anki has after it imported these packages, one after the other."""

    def run(*packages: bytes) -> dict[str, Any]:
        paths = []
        for number, package in enumerate(packages):
            paths.append(tmp_path / f"{number}.apkg")
            paths[-1].write_bytes(package)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(tmp_path), *map(str, paths)],
            env={**os.environ, "PYTHONPATH": str(PYTHON)},
            text=True,
            capture_output=True,
            check=True,
            timeout=120,
        )
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return found

    return run


def test_anki_imports_a_series_once(fetch: Callable[[str], bytes], learn: Callable[..., dict[str, Any]]) -> None:
    package = fetch("/v1/exports/anki?lang=sv&series=nine-service-styles")
    series = json.loads(fetch("/v1/series/nine-service-styles?lang=sv"))
    found = learn(package, package)

    assert found["imports"] == [{"new": 9}, {"duplicate": 9}]
    assert found["fronts"] == [part["pref_label"] for part in series["parts"]]
    assert found["decks"] == ["Default", "Servicekunskap", f"Servicekunskap::{series['pref_label']}"]
    assert (found["notes"], found["found"], found["sounds"], found["sound"]) == (9, 9, [], True)
    assert f'<div class="term" lang="sv">{series["parts"][0]["pref_label"]}</div>' in found["question"]
    assert "Licens: CC-BY-4.0" in found["answer"]


def test_anki_takes_the_whole_after_a_part_for_what_is_new(
    fetch: Callable[[str], bytes], learn: Callable[..., dict[str, Any]]
) -> None:
    part, whole = (fetch(f"/v1/exports/anki?lang=da{query}") for query in ("&kind=style", ""))
    found = learn(part, whole, part)

    assert found["imports"][1] == {"new": found["notes"] - 9, "duplicate": 9}
    assert found["imports"][2] == {"duplicate": 9}
