"""What a reader gets inside an entry: sections and the words of its figure, each in the nearest language with one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from app.catalogue.cards import Card
from app.catalogue.generation import Body
from app.catalogue.resolver import Reader, resolve
from app.catalogue.snapshot import Snapshot
from app.domain.texts import PartText, Section, Status, Text

# What the renderer writes for a link to an entry.
_PLACEHOLDER: Final = re.compile(r'<a href="entry:([a-z0-9-]+)(#[a-z0-9-]+)?"')


@dataclass(frozen=True, slots=True)
class Passage:
    """A section in language `lang`; links to entries in `html` are still placeholders."""

    lang: str
    section: Section
    html: str


def passages(snapshot: Snapshot, card: Card, reader: Reader) -> list[Passage]:
    """The sections of the source, each in the nearest language that has it."""
    bodies = {lang: snapshot.body(card, lang) for lang in _needed(snapshot, card, reader)}
    return [_passage(section.id, bodies, card, reader) for section in bodies[card.source_lang].text.sections]


def _needed(snapshot: Snapshot, card: Card, reader: Reader) -> list[str]:
    """The languages whose bodies the sections may come from: one if its text is complete, else all."""
    head, _ = snapshot.served(card, reader)
    if head.status is Status.SOURCE or not head.sections_behind:
        return list(dict.fromkeys((card.source_lang, head.lang)))
    return list(card.heads)


def _passage(section_id: str, bodies: Mapping[str, Body], card: Card, reader: Reader) -> Passage:
    readable = {lang: card.statuses[lang] for lang, body in bodies.items() if body.text.section(section_id) is not None}
    lang = resolve(readable, reader).lang
    section = bodies[lang].text.section(section_id)
    assert section is not None
    return Passage(lang, section, bodies[lang].html[section_id])


class FigureWords:
    """The words of the parts of one model, found as they are asked for."""

    def __init__(self, snapshot: Snapshot, card: Card, reader: Reader) -> None:
        head, _ = snapshot.served(card, reader)
        self._snapshot, self._card, self._reader = snapshot, card, reader
        self.text = snapshot.body(card, head.lang).text
        self._texts: dict[str, Text] = {head.lang: self.text}

    def __call__(self, part: str) -> tuple[str, PartText]:
        """The language and the words of *part*: the text's own, or those of the nearest language that has some."""
        if part in self.text.parts:
            return self.text.lang, self.text.parts[part]
        for lang in self._card.heads:
            if lang not in self._texts:
                self._texts[lang] = self._snapshot.body(self._card, lang).text
        having = {lang: self._card.statuses[lang] for lang, text in self._texts.items() if part in text.parts}
        lang = resolve(having, self._reader).lang
        return lang, self._texts[lang].parts[part]


def link(snapshot: Snapshot, html: str, lang: str, reader: Reader, address: Callable[[Card], str]) -> str:
    """*html*, written in *lang*, with links to entries pointing to the *address* of what *reader* gets there."""

    def linked(match: re.Match[str]) -> str:
        card, fragment = snapshot.cards[match[1]], match[2] or ""
        head, _ = snapshot.served(card, reader)
        hreflang = "" if head.lang == lang else f' hreflang="{snapshot.locales[head.lang].tag}"'
        return f'<a href="{address(card)}{fragment}"{hreflang}'

    return _PLACEHOLDER.sub(linked, html)
