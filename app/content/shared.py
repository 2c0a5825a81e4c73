"""Reads what is true in every language: entries, series, the catalogue, languages and moved ids."""

import re

from babel.localedata import exists as cldr_knows

from app.content.diagram import read_diagram
from app.content.drafts import Catalogue, LocaleDraft, MoveDraft, SharedDraft
from app.content.fields import Fields, is_identifier
from app.content.nodes import Node, Placed
from app.domain.kinds import KINDS
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.library import Why

SERIES = "series"
# Folders that hold one file an id, under `_shared` and under each language.
FOLDERS = (*KINDS, SERIES)

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_SPDX = re.compile(r"[A-Za-z0-9.+-]+")


def read_shared(fields: Fields, *, folder: str, identifier: str) -> SharedDraft:
    """One file of `_shared/<folder>/`."""
    source_lang = fields.text("source_lang", required=True)
    sources = fields.texts("sources")
    if folder == SERIES:
        parts = fields.identifiers("parts", required=True)
        return SharedDraft(
            path=fields.path, folder=folder, id=identifier, source_lang=source_lang, sources=sources, parts=parts
        )
    relations = fields.fields("relations")
    broader: tuple[Placed, ...] = ()
    related: tuple[Placed, ...] = ()
    if relations is not None:
        broader, related = relations.identifiers("broader"), relations.identifiers("related")
        relations.close()
    leaders: tuple[Placed, ...] = ()
    diagram = None
    if KINDS[folder] is Style:
        leaders = fields.texts("leaders", required=True)
    if KINDS[folder] is Model:
        structure = fields.fields("diagram", required=True)
        diagram = read_diagram(structure) if structure else None
    return SharedDraft(
        path=fields.path,
        folder=folder,
        id=identifier,
        source_lang=source_lang,
        broader=broader,
        related=related,
        sources=sources,
        licence=_licence(fields, required=False),
        leaders=leaders,
        diagram=diagram,
    )


def _licence(fields: Fields, *, required: bool) -> str | None:
    licence = fields.text("licence", required=required)
    if licence is None or _SPDX.fullmatch(licence):
        return licence
    fields.problem(f"`licence`: {str(licence)!r} is not an SPDX id", "Write for example `licence: CC-BY-4.0`.", licence)
    return None


def read_catalogue(fields: Fields) -> Catalogue:
    """`_shared/catalogue.yaml`."""
    licence = _licence(fields, required=True) or ""
    default_lang, site_order = fields.text("default_lang", required=True), fields.texts("site_order", required=True)
    required = fields.fields("required_sections")
    sections = {}
    if required is not None:
        sections = {folder: required.identifiers(folder) for folder in FOLDERS}
        required.close()
    return Catalogue(
        path=fields.path,
        licence=licence,
        default_lang=default_lang,
        site_order=site_order,
        required_sections={folder: ids for folder, ids in sections.items() if ids},
    )


def read_locale(fields: Fields, *, lang: str) -> LocaleDraft:
    """`<lang>/_locale.yaml`."""
    data_locale = fields.text("data_locale", required=True)
    if data_locale and not cldr_knows(data_locale.replace("-", "_")):
        cure = "Write what CLDR calls it, such as `no` or `fil`."
        fields.problem(f"CLDR has no locale {str(data_locale)!r}", cure, data_locale)
    covers = fields.texts("covers")
    return LocaleDraft(
        path=fields.path,
        lang=lang,
        tag=_tag(fields, fields.text("tag", required=True)),
        data_locale=data_locale or "",
        autonym=fields.text("autonym", required=True) or "",
        title=fields.text("title", required=True) or "",
        description=fields.text("description", required=True) or "",
        covers=tuple(_tag(fields, tag) for tag in covers),
        fallback=fields.texts("fallback") if fields.has("fallback") else None,
    )


def _tag(fields: Fields, tag: Placed | None) -> str:
    if tag is not None and not _TAG.fullmatch(tag):
        fields.problem(f"{str(tag)!r} is not a BCP 47 language tag", "Write for example `nb` or `sv-FI`.", tag)
    return tag or ""


def read_moves(fields: Fields) -> dict[str, MoveDraft]:
    """`_shared/moved.yaml`, by former id."""
    return {move.key: move for name, node in fields.rest() if (move := _move(fields, name, node))}


def _move(fields: Fields, key: Placed, node: Node) -> MoveDraft | None:
    lang, slash, identifier = key.rpartition("/")
    if not is_identifier(identifier) or (slash and not _TAG.fullmatch(lang)):
        fields.problem(f"{str(key)!r} is neither an id nor `lang/id`", "Write the id as it was.", key)
        return None
    inner = fields.fields_of(node, key)
    if inner is None:
        return None
    why, to = inner.one_of("why", [why.value for why in Why], required=True), inner.identifier("to")
    inner.close()
    if why is None:
        return None
    withdrawn = Why(why) is Why.WITHDRAWN
    if slash and not withdrawn:
        inner.problem(f"{str(key)!r}: one language's text can only be withdrawn", "Write `why: withdrawn`.", why)
        return None
    if (to is None) != withdrawn:
        cure = "Remove `to`." if to else "Write `to: the-id` that it became."
        inner.problem(f"{str(key)!r} is {why}, so `to` {'is not used' if to else 'is missing'}", cure, why)
        return None
    return MoveDraft(path=fields.path, key=key, why=Why(why), to=to)
