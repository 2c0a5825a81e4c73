"""Ace by DAISY, which libraries and shops check e-books with, finds nothing in ours."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ACE = Path(os.environ["CLIENTS"], "node_modules/@daisy/ace-cli/bin/ace.js")

# Who has looked at the book and says that it is accessible: nobody has.
CERTIFIED = {"a11y:certifiedBy", "a11y:certifierCredential", "a11y:certifierReport", "dcterms:conformsTo"}


@pytest.mark.parametrize("query", ["lang=tl&kind=model", "lang=no&series=nine-service-styles"])
def test_ace_finds_nothing(query: str, fetch: Callable[[str], bytes], tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    book.write_bytes(fetch(f"/v1/exports/epub?{query}"))
    # It starts its browser without the switch that root needs; what is started instead adds it.
    browser = tmp_path / "browser"
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    browser.write_text(f'#!/bin/sh\nexec {chromium} --no-sandbox --disable-quic --disable-sync "$@"\n')
    browser.chmod(0o755)
    done = subprocess.run(
        ["node", str(ACE), "--silent", "--force", "--outdir", str(tmp_path / "report"), str(book)],
        env={**os.environ, "PUPPETEER_EXECUTABLE_PATH": str(browser), "HOME": str(tmp_path)},
        text=True,
        capture_output=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "report" / "report.json").read_text())

    assert report["earl:result"] == {"earl:outcome": "pass"}
    assert [one for one in report["assertions"] if one["earl:result"]["earl:outcome"] != "pass"] == []
    assert set(report["a11y-metadata"]["missing"]) <= CERTIFIED
    assert report["a11y-metadata"]["empty"] == []
