"""Writes down which text of its source a translation is a translation of.

A stamp is the front matter's `translated_from`; everything else of the file stays byte for byte. After a typo in a
source, a *minor* stamp renews only what was current before: the whole, or a section, whose stamp is the digest of the
source as it formerly was (in a release, or in an older tree).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.content.drafts import Digests, Draft, TextDraft
from app.content.front_matter import FENCE
from app.content.nodes import Mapping as YamlMapping
from app.content.problems import nearest
from app.content.reader import read_draft
from app.content.rules.translations import pairs
from app.content.tree import Tree, open_tree
from app.content.yaml import parse
from app.domain.entries import Entry
from app.domain.library import Library, Series
from app.domain.texts import TranslatedFrom

KEY = "translated_from"
# Digests that other YAML readers would take for numbers.
_NUMBER = re.compile(r"[0-9]+(?:e[0-9]+)?")


class StampError(Exception):
    """What was asked for cannot be stamped; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A translation that was asked for; `changed` tells whether its stamp was another one before."""

    ref: str
    path: str
    changed: bool


def stamp(root: Path, names: Iterable[str], *, former: Mapping[str, Digests] | None = None) -> tuple[Stamped, ...]:
    """Stamp what *names* mean: `sv/id` one translation, `id` all of an entry or series, none at all: every translation.

    With *former*, the digests of sources as they were, it is a minor stamp. Raises StampError for unknown names, for
    sources and for files without front matter; then nothing has been written.
    """
    draft, _ = read_draft(open_tree(root))
    written = []
    for text, source in _chosen(draft, list(names)):
        now = source.digests
        new = TranslatedFrom(lang=source.lang, digest=now.whole, sections=_own(text, now.sections))
        if former is not None:
            before = former.get(text.id)
            if before is None or text.translated_from is None:
                continue
            new = _minor(text.translated_from, before, new)
        file = root / text.path
        old = file.read_bytes()
        written.append((text, file, old, with_stamp(text.path, old, new)))
    for _, file, old, data in written:
        if data != old:
            file.write_bytes(data)
    return tuple(Stamped(ref=text.ref, path=text.path, changed=data != old) for text, _, old, data in written)


def former_digests(before: Library | Tree) -> dict[str, Digests]:
    """The digests of every source in a release, or in an older tree, by id."""
    if isinstance(before, Library):
        ones: tuple[Entry | Series, ...] = (*before.entries.values(), *before.series.values())
        texts = {one.id: one.texts[one.source_lang] for one in ones}
        return {
            identifier: Digests(whole=text.digest, sections={section.id: section.digest for section in text.sections})
            for identifier, text in texts.items()
        }
    draft, _ = read_draft(before)
    sources = ((identifier, draft.source_of(identifier)) for identifier in draft.texts)
    return {identifier: source.digests for identifier, source in sources if source is not None}


def _own(text: TextDraft, sections: Mapping[str, str]) -> dict[str, str]:
    """Of the source's sections, those that the translation has."""
    have = {piece.id for piece in text.pieces}
    return {section: value for section, value in sections.items() if section in have}


def _minor(old: TranslatedFrom, before: Digests, new: TranslatedFrom) -> TranslatedFrom:
    """The stamp *old* with what was current before the edit brought to *new*."""
    if old.lang != new.lang:
        return old
    renewed = {
        section: new.sections[section] if value == before.sections.get(section) and section in new.sections else value
        for section, value in old.sections.items()
    }
    return TranslatedFrom(
        lang=old.lang, digest=new.digest if old.digest == before.whole else old.digest, sections=renewed
    )


def _chosen(draft: Draft, names: list[str]) -> Iterator[tuple[TextDraft, TextDraft]]:
    translations = {text.ref: (text, source) for text, source in pairs(draft)}
    if not names:
        yield from translations.values()
    for name in names:
        if name in translations:
            yield translations[name]
        elif "/" not in name and draft.shared(name):
            yield from (pair for pair in translations.values() if pair[0].id == name)
        else:
            raise StampError(_why_not(draft, name, list(translations)))


def _why_not(draft: Draft, name: str, translations: list[str]) -> str:
    lang, slash, identifier = name.rpartition("/")
    shared = draft.shared(identifier)
    if slash and shared and lang == shared.source_lang:
        return f"{name} is the source; stamp its translations: {identifier}"
    meant = nearest(name, [*translations, *draft.entries, *draft.series])
    return f"there is no translation {name!r}" + (f"; did you mean {meant}?" if meant else "")


def with_stamp(path: str, data: bytes, new: TranslatedFrom) -> bytes:
    """The bytes of a language's file with another stamp, and otherwise as they are; raises StampError."""
    lines = re.split(r"(?<=\n)", data.decode(errors="surrogateescape"))
    end = next((place for place, line in enumerate(lines) if place and line.rstrip() == FENCE), None)
    if end is None:
        raise StampError(f"{path} has no front matter")
    eol = "\r\n" if lines[0].endswith("\r\n") else "\n"
    start, stop = _old_place(path, lines, end)
    stamped = "".join(line + eol for line in stamp_lines(new))
    return "".join([*lines[:start], stamped, *lines[stop:]]).encode(errors="surrogateescape")


def _old_place(path: str, lines: list[str], end: int) -> tuple[int, int]:
    """From and to which line the old stamp stands; both are *end* where there is none."""
    node, _ = parse(path, "".join(lines[1:end]).encode(errors="replace").decode())
    keys = list(node.items) if isinstance(node, YamlMapping) else []
    place = next((place for place, key in enumerate(keys) if key == KEY), None)
    if place is None:
        return end, end
    start = keys[place].line
    stop = keys[place + 1].line if place + 1 < len(keys) else end
    while stop > start + 1 and re.match(r"#|\s*$", lines[stop - 1]):
        stop -= 1
    return start, stop


def stamp_lines(stamp: TranslatedFrom) -> list[str]:
    """The front matter's lines for a stamp."""
    lines = [f"{KEY}:", f"  {stamp.lang}: {_value(stamp.digest)}"]
    if stamp.sections:
        inner = ", ".join(f"{section}: {_value(value)}" for section, value in stamp.sections.items())
        lines.append(f"  sections: {{{inner}}}")
    return lines


def _value(digest: str) -> str:
    return f'"{digest}"' if _NUMBER.fullmatch(digest) else digest
