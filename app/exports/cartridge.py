"""IMS Common Cartridge 1.1 (2011): a web page an entry, and a manifest that puts them in order."""

import zipfile
from pathlib import Path
from urllib.parse import quote

from app.articles import Article, Figures, article, style
from app.diagrams import Theme
from app.diagrams.svg import escape
from app.exports.archive import write_zip
from app.exports.packaging import Package, package
from app.exports.selection import Selection


def write(selection: Selection, path: Path) -> None:
    """Write the cartridge: its manifest and its pages."""
    made = package(selection)
    pages = {_href(entry.id): page(made, entry).encode() for entry in made.articles}
    write_zip(path, {"imsmanifest.xml": manifest(made).encode(), **pages}, compression=zipfile.ZIP_DEFLATED)


def manifest(made: Package) -> str:
    """`imsmanifest.xml`; every item says in the words of IEEE LOM which language it is in and under which licence."""
    tag, title = escape(made.locale.tag), escape(made.title)
    languages = dict.fromkeys([made.locale.tag, *(entry.locale.tag for entry in made.articles)])
    spoken = "".join(f"<lomimscc:language>{escape(language)}</lomimscc:language>" for language in languages)
    items = "".join(_item(made, entry) for entry in made.articles)
    resources = "".join(_resource(entry) for entry in made.articles)
    return f"""\
<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="SK-{made.id}" xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
  xmlns:lomimscc="http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="\
http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1 \
http://www.imsglobal.org/profile/cc/ccv1p1/ccv1p1_imscp_v1p2_v1p0.xsd \
http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest \
http://www.imsglobal.org/profile/cc/ccv1p1/LOM/ccv1p1_lommanifest_v1p0.xsd">
  <metadata>
    <schema>IMS Common Cartridge</schema>
    <schemaversion>1.1.0</schemaversion>
    <lomimscc:lom>
      <lomimscc:general>
        <lomimscc:title>{_string(tag, title)}</lomimscc:title>
        {spoken}
        <lomimscc:description>{_string(tag, escape(made.about))}</lomimscc:description>
      </lomimscc:general>
      {_rights(made, made.licence)}
    </lomimscc:lom>
  </metadata>
  <organizations>
    <organization identifier="ORG" structure="rooted-hierarchy">
      <item identifier="ROOT"><item identifier="ALL"><title>{title}</title>
{items}</item></item>
    </organization>
  </organizations>
  <resources>
{resources}</resources>
</manifest>
"""


def page(made: Package, entry: Article) -> str:
    """The page of an entry, complete in itself; it leads to the others as long as they lie beside it."""

    def href(entry_id: str, section: str) -> str | None:
        if not made.has(entry_id):
            return None
        return f"{quote(entry_id)}.html" + (f"#{quote(section)}" if section else "")

    return (
        f'<!doctype html>\n<html lang="{escape(entry.locale.tag)}"><head><meta charset="utf-8"/>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f"<title>{escape(entry.label)}</title><style>{style(Theme.AUTO)}</style></head>"
        f"<body><main>{article(entry, href, figures=Figures.BOTH)}</main></body></html>\n"
    )


def _item(made: Package, entry: Article) -> str:
    name, tag = escape(entry.id), escape(entry.locale.tag)
    return (
        f'<item identifier="I-{name}" identifierref="R-{name}"><title>{escape(entry.label)}</title>'
        f"<metadata><lomimscc:lom><lomimscc:general><lomimscc:language>{tag}</lomimscc:language></lomimscc:general>"
        f"{_rights(made, entry.licence)}</lomimscc:lom></metadata></item>\n"
    )


def _resource(entry: Article) -> str:
    name, href = escape(entry.id), escape(_href(entry.id))
    return f'<resource identifier="R-{name}" type="webcontent" href="{href}"><file href="{href}"/></resource>\n'


def _rights(made: Package, licence: str) -> str:
    restricted = "<lomimscc:copyrightAndOtherRestrictions><lomimscc:value>yes</lomimscc:value>"
    return (
        f"<lomimscc:rights>{restricted}</lomimscc:copyrightAndOtherRestrictions>"
        f"<lomimscc:description>{_string(escape(made.locale.tag), escape(licence))}</lomimscc:description>"
        "</lomimscc:rights>"
    )


def _string(tag: str, text: str) -> str:
    return f'<lomimscc:string language="{tag}">{text}</lomimscc:string>'


def _href(entry_id: str) -> str:
    return f"entries/{quote(entry_id)}.html"
