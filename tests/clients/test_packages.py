"""Packages in programs that nobody here wrote: scorm-again in Chromium, axe, and EPUBCheck."""

import io
import os
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.clients.conftest import Browse

Fetch = Callable[[str], bytes]


def test_scorm_again_runs_the_course_to_its_end(fetch: Fetch, browse: Browse, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(fetch("/v1/exports/scorm?lang=sv&series=nine-service-styles"))) as package:
        package.extractall(tmp_path)
    page = f"file://{tmp_path}/index.html"
    course, *violations = browse(
        [
            {"step": "course", "folder": str(tmp_path)},
            *({"step": "accessible", "url": page, "width": width} for width in (320, 1024)),
        ]
    )
    first, second = course["visits"]

    assert (course["errors"], violations) == ([], [[], []])
    assert (first["core"]["lesson_status"], first["core"]["exit"]) == ("incomplete", "suspend")
    assert second["opened"] == first["core"]["lesson_location"]
    assert second["already"] == 5
    assert second["core"]["lesson_status"] == "completed"
    assert second["log"] == ["LMSInitialize", "LMSFinish"]
    assert re.fullmatch(r"\d{2,4}:[0-5]\d:[0-5]\d", second["core"]["session_time"])
    assert len(second["core"]["lesson_location"]) <= 255
    assert second["suspend"] == 6 * second["total"] <= 4096
    assert course["alone"] == 1
    assert course["requests"] == [page]


def test_the_pages_of_a_cartridge_are_accessible_where_they_lie(fetch: Fetch, browse: Browse, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(fetch("/v1/exports/common-cartridge?lang=tl&kind=model"))) as package:
        package.extractall(tmp_path)
    page = f"file://{tmp_path}/entries/service-pyramid.html"
    steps = [
        {"step": "accessible", "url": page, "width": width, "scheme": scheme}
        for width, scheme in ((320, "dark"), (1024, "light"))
    ]

    assert browse(steps) == [[], []]


def test_epubcheck_has_nothing_to_say(fetch: Fetch, tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    for query in ("lang=tl", "lang=sv&series=nine-service-styles"):
        book.write_bytes(fetch(f"/v1/exports/epub?{query}"))
        done = subprocess.run(
            ["java", "-jar", os.environ["EPUBCHECK"], str(book)], text=True, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "No errors or warnings detected" in done.stdout + done.stderr
