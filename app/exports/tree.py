"""The content tree as it could have been written by hand: read again, it gives the same catalogue."""

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from app.catalogue.cards import Card
from app.domain.diagram import Diagram
from app.domain.kinds import KINDS
from app.domain.kinds.model import Model
from app.domain.kinds.style import Style
from app.domain.locales import Locale
from app.domain.texts import Text
from app.exports.archive import write_zip
from app.exports.selection import Selection
from app.languages.slugs import slugify

_PLAIN = re.compile(r"[a-z][a-z0-9_-]*")
_FOLDERS = {kind.kind: folder for folder, kind in KINDS.items()}


def write(selection: Selection, path: Path) -> None:
    """Write a zip of the tree, below `content/`."""
    files = {f"content/{name}": text.encode() for name, text in _files(selection)}
    write_zip(path, files, compression=zipfile.ZIP_DEFLATED)


def _files(selection: Selection) -> Iterator[tuple[str, str]]:
    snapshot = selection.snapshot
    settings = {
        "licence": snapshot.licence,
        "default_lang": snapshot.default_lang,
        "site_order": list(snapshot.locales),
    }
    yield "_shared/catalogue.yaml", _mapping(settings)
    works = {key: _work(snapshot.bibliography[key]) for key in selection.works()}
    if works:
        yield "_shared/bibliography.yaml", _mapping(works)
    moves = {
        f"{move.lang}/{move.id}" if move.lang else move.id: {"why": move.why.value, "to": move.to}
        for move in snapshot.generation.meta.moves
    }
    if moves:
        yield "_shared/moved.yaml", _mapping(moves)
    for locale in snapshot.locales.values():
        yield f"{locale.lang}/_locale.yaml", _mapping(_locale(locale))
    for card in selection.cards():
        folder = _FOLDERS[card.kind]
        yield f"_shared/{folder}/{card.id}.yaml", _mapping(_shared(selection, card))
        for body in selection.bodies(card):
            yield f"{body.text.lang}/{folder}/{card.id}.md", _text(body.text, snapshot.locales[body.text.lang])
    for record in selection.series():
        series = record.series
        shared = {"source_lang": series.source_lang, "sources": list(series.sources), "parts": list(series.parts)}
        yield f"_shared/series/{series.id}.yaml", _mapping(shared)
        for lang, text in sorted(series.texts.items()):
            if selection.wanted.lang in (None, lang):
                yield f"{lang}/series/{series.id}.md", _text(text, snapshot.locales[lang])


def _locale(locale: Locale) -> dict[str, Any]:
    members: dict[str, Any] = msgspec.to_builtins(locale)
    del members["lang"]
    return members


def _work(work: object) -> dict[str, Any]:
    members: dict[str, Any] = msgspec.to_builtins(work)
    del members["key"]
    for people in ("authors", "editors"):
        members[people] = [_known(name) for name in members[people]]
    return members


def _shared(selection: Selection, card: Card) -> dict[str, Any]:
    entry = selection.snapshot.entry(card)
    return {
        "source_lang": entry.source_lang,
        "relations": {"broader": list(entry.broader), "related": list(entry.related)},
        "sources": list(entry.sources),
        "licence": None if entry.licence == selection.snapshot.licence else entry.licence,
        "leaders": list(entry.leaders) if isinstance(entry, Style) else None,
        "diagram": _diagram(entry.diagram) if isinstance(entry, Model) else None,
    }


def _diagram(diagram: Diagram) -> dict[str, Any]:
    return {
        "figure": diagram.figure,
        "nodes": [_known(msgspec.to_builtins(node)) for node in diagram.nodes],
        "edges": [
            _known({"id": edge.id, "from": edge.start, "to": edge.end, "entry": edge.entry}) for edge in diagram.edges
        ],
        "groups": list(diagram.groups),
        "axes": {"x": diagram.axes[0], "y": diagram.axes[1]} if diagram.axes else None,
        "lines": [msgspec.to_builtins(line) for line in diagram.lines],
        "lanes": list(diagram.lanes),
    }


def _text(text: Text, locale: Locale) -> str:
    stamp = text.translated_from
    front = {
        "pref_label": text.pref_label,
        "alt_labels": list(text.alt_labels),
        "definition": text.definition,
        "scope_note": text.scope_note,
        "editorial_note": text.editorial_note,
        "slug": None if text.slug == slugify(text.pref_label, locale.data_locale) else text.slug,
        "parts": {name: _known(msgspec.to_builtins(part)) for name, part in text.parts.items()},
        "planned": dict(text.planned),
        "translated_from": {stamp.lang: stamp.digest, "sections": dict(stamp.sections)} if stamp else None,
    }
    sections = "".join(
        f"## {section.title} {{#{section.id}}}\n\n{section.markdown.strip()}\n\n" for section in text.sections
    )
    return f"---\n{_mapping(front)}---\n{sections}".rstrip("\n") + "\n"


def _mapping(members: Mapping[str, Any]) -> str:
    """Block YAML: one member a line, values in flow style; what is empty is left out."""
    lines = []
    for name, value in _known(members).items():
        if isinstance(value, dict) and name != "relations":
            inner = "".join(f"  {_scalar(key)}: {_flow(one)}\n" for key, one in _known(value).items())
            lines.append(f"{_scalar(name)}:\n{inner}")
        else:
            lines.append(f"{_scalar(name)}: {_flow(value)}\n")
    return "".join(lines)


def _known(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, [], {}, ())}


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(one)}" for key, one in _known(value).items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
