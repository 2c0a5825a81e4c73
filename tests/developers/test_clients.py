"""Clients that generators make of the OpenAPI document: they compile strictly, and what they get is what there is."""

import json
import shutil
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.developers.conftest import FOLDER, HERE, Run

DOCUMENT = ROOT / "docs" / "openapi.json"
PROGRAMS = HERE / "programs"
TSC = (
    *("tsc", "--strict", "--target", "es2022", "--lib", "es2023,dom,dom.iterable", "--types", "node"),
    *("--module", "commonjs", "--moduleResolution", "node10", "--esModuleInterop", "--outDir", "built"),
)


@pytest.fixture(scope="session")
def expected(server: str) -> dict[str, Any]:
    """What each program prints, asked without any client."""

    def ask(path: str) -> Any:
        with urllib.request.urlopen(f"{server}{path}") as answer:  # noqa: S310 -- our own server
            return json.load(answer)

    entry = ask("/v1/entries/service-pyramid?lang=sv&include=sections,figure")
    hit = ask("/v1/search?lang=sv&q=kundetilfredshed")["items"][0]
    return {
        "labels": [item["pref_label"] for item in ask("/v1/entries?lang=sv&kind=style&limit=8")["items"]],
        "figure": entry["figure"]["figure"],
        "sections": [section["title"] for section in entry["sections"]],
        "fallback": ["tl", "da", "missing"],
        "hit": [hit["id"], hit["matched"]["why"]],
        "problem": [404, "entry-not-found", "Hindi nahanap"],
        "message": ["received", "question", "tl"],
    }


def test_openapi_typescript_with_openapi_fetch(server: str, expected: dict[str, Any], run: Run, project: Path) -> None:
    shutil.copy(PROGRAMS / "openapi_fetch.ts", project)
    run("openapi-typescript", DOCUMENT, "-o", "schema.d.ts", cwd=project)
    run(*TSC, "openapi_fetch.ts", cwd=project)

    assert json.loads(run("node", "built/openapi_fetch.js", server, cwd=project)) == expected


def test_hey_api_openapi_ts(server: str, expected: dict[str, Any], run: Run, project: Path) -> None:
    shutil.copy(PROGRAMS / "hey_api.ts", project)
    run("openapi-ts", "-i", DOCUMENT, "-o", "sdk", "-c", "@hey-api/client-fetch", cwd=project)
    run(*TSC, "hey_api.ts", cwd=project)

    assert json.loads(run("node", "built/hey_api.js", server, cwd=project)) == expected


def test_openapi_python_client(server: str, expected: dict[str, Any], run: Run, tmp_path: Path) -> None:
    shutil.copy(PROGRAMS / "python_client.py", tmp_path)
    config = PROGRAMS / "python_client.yaml"
    told = run(
        *("openapi-python-client", "generate", "--path", DOCUMENT, "--meta", "none", "--config", config),
        *("--output-path", tmp_path / "service_knowledge"),
    )
    assert "WARNING" not in told
    # The generator's own code is not as strict as the program that uses it.
    run("mypy", "--strict", "--follow-imports=silent", "python_client.py", cwd=tmp_path)

    assert json.loads(run(FOLDER / "venv" / "bin" / "python", "python_client.py", server, cwd=tmp_path)) == expected
