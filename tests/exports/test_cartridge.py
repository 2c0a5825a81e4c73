"""Common Cartridges: their manifest as IMS's schemas for 1.1 have it, and pages that lead to one another."""

import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from tests.content.trees import TRUST_NO
from tests.exports.packed import archive
from tests.sites import Serve, Site

CP = "{http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest}"
# ccv1p1_imscp_v1p2_v1p0.xsd and ccv1p1_lommanifest_v1p0.xsd: which children an element has, in which order.
CHILDREN = {
    f"{CP}manifest": f"{CP}metadata {CP}organizations {CP}resources",
    f"{CP}organizations": f"({CP}organization)?",
    f"{CP}organization": f"({CP}title )?{CP}item",
    f"{CP}resources": f"({CP}resource ?)*",
    f"{CP}resource": f"({CP}file ?)*",
    f"{CP}file": "",
    f"{LOM}lom": f"({LOM}general )?({LOM}rights)?",
    f"{LOM}general": f"({LOM}(title|language|description) ?)*",
    f"{LOM}rights": f"{LOM}copyrightAndOtherRestrictions {LOM}description",
    f"{LOM}copyrightAndOtherRestrictions": f"{LOM}value",
    f"{LOM}title": f"{LOM}string",
    f"{LOM}description": f"{LOM}string",
}
IDENTIFIER = re.compile(r"[A-Za-z_][\w.-]*")


def manifest(package: zipfile.ZipFile) -> ET.Element:
    return ET.fromstring(package.read("imsmanifest.xml"))


def entries(root: ET.Element) -> list[ET.Element]:
    return root.findall(f"./{CP}organizations/{CP}organization/{CP}item/{CP}item/{CP}item")


@pytest.fixture(scope="module")
def cartridge(catalogue: Site) -> zipfile.ZipFile:
    return archive(catalogue, "common-cartridge?lang=sv&series=nine-service-styles")


def test_its_manifest_is_built_as_the_schemas_have_it(cartridge: zipfile.ZipFile) -> None:
    root = manifest(cartridge)
    metadata = root.find(f"{CP}metadata")
    assert metadata is not None

    assert [child.tag for child in metadata] == [f"{CP}schema", f"{CP}schemaversion", f"{LOM}lom"]
    assert [child.text for child in metadata][:2] == ["IMS Common Cartridge", "1.1.0"]
    for element in root.iter():
        if element.tag in CHILDREN:
            pattern = re.sub(r"[{}]", lambda brace: f"\\{brace[0]}", CHILDREN[element.tag])
            assert re.fullmatch(pattern, " ".join(child.tag for child in element)), element.tag
    identifiers = [element.attrib["identifier"] for element in root.iter() if "identifier" in element.attrib]
    assert len(identifiers) == len(set(identifiers))
    assert [name for name in identifiers if not IDENTIFIER.fullmatch(name)] == []


def test_one_organisation_follows_the_series(catalogue: Site, cartridge: zipfile.ZipFile) -> None:
    root = manifest(cartridge)
    series = catalogue.ok("/v1/series/nine-service-styles?lang=sv")
    [organisation] = root.findall(f"./{CP}organizations/{CP}organization")

    assert organisation.attrib["structure"] == "rooted-hierarchy"
    [top] = organisation.findall(f"{CP}item")
    assert [child.tag for child in top] == [f"{CP}item"]
    assert top.findtext(f"{CP}item/{CP}title") == series["pref_label"]
    assert [item.findtext(f"{CP}title") for item in entries(root)] == [part["pref_label"] for part in series["parts"]]


def test_every_item_has_a_page_and_every_page_an_item(cartridge: zipfile.ZipFile) -> None:
    root = manifest(cartridge)
    resources = {resource.attrib["identifier"]: resource for resource in root.iter(f"{CP}resource")}
    files = [file.attrib["href"] for file in root.iter(f"{CP}file")]

    assert {item.attrib["identifierref"] for item in entries(root)} == set(resources)
    assert {resource.attrib["type"] for resource in resources.values()} == {"webcontent"}
    assert [resource.attrib["href"] for resource in resources.values()] == files
    assert sorted(cartridge.namelist()) == sorted(["imsmanifest.xml", *files])


def test_pages_lead_only_to_what_lies_beside_them_and_load_nothing(cartridge: zipfile.ZipFile) -> None:
    names = {name.removeprefix("entries/") for name in cartridge.namelist()}
    for name in names - {"imsmanifest.xml"}:
        page = cartridge.read(f"entries/{name}").decode()
        assert set(re.findall(r'href="(?!https?:)([^"#]+)', page)) <= names
        assert re.findall(r'<script|<link|\bsrc="', page) == []


def test_every_item_tells_its_language_and_its_licence(serve: Serve) -> None:
    files = {
        "no/concepts/trust.md": TRUST_NO,
        "_shared/concepts/loyalty.yaml": "source_lang: da\nlicence: CC0-1.0\n",
    }
    package = archive(serve(files), "common-cartridge?lang=no")
    root = manifest(package)
    told = {
        item.findtext(f"{CP}title"): (item.findtext(f".//{LOM}language"), item.findtext(f".//{LOM}rights//{LOM}string"))
        for item in entries(root)
    }
    general = f"{CP}metadata/{LOM}lom/{LOM}general/{LOM}language"

    assert told == {"Loyalitet": ("da", "CC0-1.0"), "Tillit": ("nb", "CC-BY-4.0")}
    assert [element.text for element in root.findall(general)] == ["nb", "da"]
    assert '<html lang="da">' in package.read("entries/loyalty.html").decode()
    assert "Denne teksten finnes ikke" in package.read("entries/loyalty.html").decode()
