"""Reads what one language says: the front matter and the sections of one file."""

import re
from dataclasses import replace

from app.content.digests import digests_of
from app.content.drafts import TextDraft
from app.content.fields import Fields, is_identifier, read_mapping
from app.content.front_matter import split
from app.content.markdown import Body, read_body
from app.content.nodes import Node, Placed
from app.content.problems import Problem
from app.content.shared import SERIES
from app.domain.kinds import KINDS
from app.domain.kinds.model import Model
from app.domain.texts import PartText, TranslatedFrom

DIGEST = re.compile(r"[0-9a-f]{12}")


def read_text(path: str, text: str, *, lang: str, folder: str, identifier: str) -> tuple[TextDraft, list[Problem]]:
    """One file of `<lang>/<folder>/`; a draft stands even for a broken file, so that nobody is told it is missing."""
    empty = TextDraft(path=path, lang=lang, folder=folder, id=identifier)
    parts, problems = split(path, text)
    if parts is None:
        return empty, problems
    body, found = read_body(path, parts.body, parts.body_line)

    def read(fields: Fields) -> TextDraft:
        return _text(fields, body, lang=lang, folder=folder, identifier=identifier)

    draft = read_mapping(path, parts.front_matter, problems, read, parts.front_line)
    draft = draft or empty
    return replace(draft, digests=digests_of(draft)), problems + found


def _text(fields: Fields, body: Body, *, lang: str, folder: str, identifier: str) -> TextDraft:
    slug = fields.text("slug")
    if slug is not None and not re.fullmatch(r"[^\W_]+(?:-[^\W_]+)*", slug):
        fields.problem(f"`slug`: {str(slug)!r} is not an address", "Write words joined by hyphens.", slug)
    pref_label, definition = _words(fields, "pref_label", required=True), _words(fields, "definition", required=True)
    return TextDraft(
        path=fields.path,
        lang=lang,
        folder=folder,
        id=identifier,
        pref_label=pref_label or Placed("", fields.line),
        alt_labels=fields.texts("alt_labels"),
        definition=definition or Placed("", fields.line),
        scope_note=_words(fields, "scope_note"),
        editorial_note=_words(fields, "editorial_note"),
        slug=slug,
        parts=_parts(fields) if folder != SERIES and KINDS[folder] is Model else {},
        planned=_planned(fields) if folder == SERIES else {},
        translated_from=_translated_from(fields),
        pieces=body.pieces,
        links=body.links,
    )


def _words(fields: Fields, key: str, *, required: bool = False) -> Placed | None:
    text = fields.text(key, required=required)
    if text is not None and "](" in text:
        fields.problem(f"`{key}` holds a link", "Write plain text here; links belong in the sections.", text)
    return text


def _parts(fields: Fields) -> dict[Placed, PartText]:
    parts = fields.fields("parts")
    if parts is None:
        return {}
    return {name: part for name, node in parts.rest() if (part := _part(parts, name, node))}


def _part(fields: Fields, name: Placed, node: Node) -> PartText | None:
    inner = fields.fields_of(node, name)
    if inner is None:
        return None
    label, text = _words(inner, "label", required=True), _words(inner, "text")
    lanes = inner.fields("variants")
    variants: dict[str, str] = {}
    for lane, written in lanes.rest() if lanes else ():
        variants[lane] = inner.text_of(written, lane) or ""
    inner.close()
    return PartText(label=label or "", text=text, variants=variants)


def _planned(fields: Fields) -> dict[Placed, Placed]:
    planned = fields.fields("planned")
    if planned is None:
        return {}
    return {name: label for name, node in planned.rest() if (label := planned.text_of(node, name))}


def _translated_from(fields: Fields) -> TranslatedFrom | None:
    stamp = fields.fields("translated_from")
    if stamp is None:
        return None
    below = stamp.fields("sections")
    sections = {str(name): _digest(below, name, node) for name, node in below.rest()} if below else {}
    sources = [(str(lang), _digest(stamp, lang, node)) for lang, node in stamp.rest()]
    if len(sources) != 1 or not all(map(is_identifier, sections)):
        stamp.problem("`translated_from` is not what `stamp` writes", "Remove it, then run `stamp`.")
        return None
    return TranslatedFrom(lang=sources[0][0], digest=sources[0][1], sections=sections)


def _digest(fields: Fields, key: Placed, node: Node) -> str:
    text = fields.text_of(node, key)
    if text is not None and not DIGEST.fullmatch(text):
        fields.problem(f"{str(text)!r} is not a digest", "Remove `translated_from`, then run `stamp`.", text)
    return str(text)
