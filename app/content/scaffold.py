"""Writes files to fill in: a new entry, a new series, a new translation. The check refuses what is left of `TODO`."""

from collections.abc import Iterable
from pathlib import Path

from app.content.drafts import Draft, SharedDraft, TextDraft
from app.content.fields import is_identifier, proposed_identifier
from app.content.layout import SHARED
from app.content.problems import nearest
from app.content.reader import read_draft
from app.content.shared import SERIES
from app.content.tree import open_tree
from app.domain.kinds import KINDS

# What `new` calls each folder.
NOUNS = {**{kind.kind: folder for folder, kind in KINDS.items()}, SERIES: SERIES}
DEFAULT_SECTIONS = ("what-it-is", "why-it-matters", "how-to", "example", "limits")
_SHARED = {
    "models": "diagram:\n  figure: steps\n  nodes: [TODO]\n",
    "styles": "leaders: [TODO]\n",
    SERIES: "parts: [TODO]\n",
}


class ScaffoldError(Exception):
    """What was asked for cannot be begun; the message says why."""


def new(root: Path, noun: str, identifier: str, *, source_lang: str) -> tuple[Path, ...]:
    """Begin a concept, style, model or series: its shared file and its source text. Raises ScaffoldError."""
    draft, _ = read_draft(open_tree(root))
    if noun not in NOUNS:
        raise ScaffoldError(f"there is no kind {noun!r}; kinds are: {', '.join(NOUNS)}")
    if not is_identifier(identifier):
        raise ScaffoldError(f"{identifier!r} is not an id; write for example {proposed_identifier(identifier)}")
    if source_lang not in draft.locales:
        raise ScaffoldError(f"there is no language {source_lang!r}; languages are: {', '.join(draft.locales)}")
    folder = NOUNS[noun]
    taken = draft.shared(identifier) or draft.moves.get(identifier)
    if taken:
        raise ScaffoldError(f"the id {identifier} is taken: {taken.path}")
    shared = f"source_lang: {source_lang}\n"
    if folder != SERIES:
        shared += "relations:\n  broader: [TODO]\n  related: []\n"
    shared += "sources: [TODO]\n" + _SHARED.get(folder, "")
    required = draft.catalogue.required_sections.get(folder)
    sections = required or (("about",) if folder == SERIES else DEFAULT_SECTIONS)
    text = ["---", "pref_label: TODO", "alt_labels: [TODO]", "definition: TODO"]
    if folder == "models":
        text += ["parts:", "  TODO: {label: TODO, text: TODO}"]
    text += ["---", *_sections((section, "") for section in sections)]
    return _write(
        {
            root / SHARED / folder / f"{identifier}.yaml": shared,
            root / source_lang / folder / f"{identifier}.md": "\n".join(text),
        }
    )


def new_translation(root: Path, ref: str) -> tuple[Path, ...]:
    """Begin `sv/id`: the sections and parts of its source, the source's words in comments. Raises ScaffoldError."""
    draft, _ = read_draft(open_tree(root))
    lang, slash, identifier = ref.partition("/")
    if not slash:
        raise ScaffoldError(f"write the language too: sv/{ref}")
    if lang not in draft.locales:
        raise ScaffoldError(f"there is no language {lang!r}; languages are: {', '.join(draft.locales)}")
    shared, source = draft.shared(identifier), draft.source_of(identifier)
    if shared is None or source is None:
        raise ScaffoldError(_no_source(draft, identifier))
    return _write({root / lang / shared.folder / f"{identifier}.md": "\n".join(_translation(shared, source))})


def _no_source(draft: Draft, identifier: str) -> str:
    if draft.shared(identifier):
        return f"{identifier} has no source text yet"
    meant = nearest(identifier, [*draft.entries, *draft.series])
    return f"there is no entry {identifier!r}" + (f"; did you mean {meant}?" if meant else "")


def _translation(shared: SharedDraft, source: TextDraft) -> list[str]:
    lines = [
        "---",
        f"pref_label: TODO  # {source.pref_label}",
        "alt_labels: [TODO]",
        f"definition: TODO  # {source.definition}",
    ]
    lines += [f"{key}: TODO  # {words}" for key, words in (("scope_note", source.scope_note),) if words]
    lines += [f"{key}: TODO  # {words}" for key, words in (("editorial_note", source.editorial_note),) if words]
    if source.parts:
        lines.append("parts:")
    lanes = shared.diagram.lanes if shared.diagram else ()
    for name, part in source.parts.items():
        lines += [f"  {name}:", f"    label: TODO  # {part.label}"]
        lines += [f"    text: TODO  # {part.text}"] if part.text else []
        lines += ["    variants:"] if part.variants else []
        lines += [f"      {lane}: TODO  # {part.variants[lane]}" for lane in lanes if lane in part.variants]
    if source.planned:
        lines.append("planned:")
    lines += [f"  {name}: TODO  # {label}" for name, label in source.planned.items()]
    return [*lines, "---", *_sections((piece.id, piece.title) for piece in source.pieces)]


def _sections(sections: Iterable[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for section, title in sections:
        lines += [f"## TODO{f' {title}' if title else ''} {{#{section}}}", "", "TODO", ""]
    return lines


def _write(files: dict[Path, str]) -> tuple[Path, ...]:
    """Write new files; none when one of them is there already."""
    for path in files:
        if path.exists():
            raise ScaffoldError(f"{path} is there already")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tuple(files)
