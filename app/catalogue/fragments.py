"""The JSON that answers about entries are joined from, made once, when a release's file is built.

A fragment holds all that does not depend on who asks. What does is marked by a control character, which JSON itself
never holds: it would stand there as an escape.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from app.catalogue.cards import Card
from app.domain.texts import Section, Text

# Where the members come that tell what language was asked for, and which one this is and why.
TOLD: Final = b"\x01"
# Before the id of an entry whose address comes here; in a section its fragment may follow, and END does.
ADDRESS: Final = b"\x02"
END: Final = b"\x03"
# Where the number of the release comes.
RELEASE: Final = b"\x04"

# What the renderer writes for a link to an entry, as it stands in JSON.
_PLACEHOLDER: Final = re.compile(rb'<a href=\\"entry:([a-z0-9-]+(?:#[a-z0-9-]+)?)\\"')
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class Fragments:
    """What answers say of one text.

    `item` is an object as lists show it, up to the address that it ends with; `entry` one that stands alone, up to its
    links; `sections` a list of those of the source, None unless this language has every one of them; `rest` members
    that only some kinds have, each with a comma before it.
    """

    item: bytes
    entry: bytes
    sections: bytes | None
    rest: bytes


def fragments(
    card: Card, texts: Mapping[str, Text], html: Mapping[str, str], lang: str, own: Mapping[str, Any]
) -> Fragments:
    """The fragments of the text of *card* in *lang*; *html* is that of its sections, *own* what only its kind has."""
    text, head = texts[lang], card.heads[lang]
    begin = b'{"id":%b,"kind":%b,%b' % (_encode(card.id), _encode(card.kind), TOLD)
    words = {
        "slug": text.slug,
        "pref_label": text.pref_label,
        "alt_labels": text.alt_labels,
        "definition": text.definition,
    }
    notes = {
        "scope_note": text.scope_note,
        "editorial_note": text.editorial_note,
        "source_lang": card.source_lang,
        "status": text.status,
        "sections_behind": head.sections_behind,
        "licence": card.licence,
    }
    item = {**words, "status": text.status, "updated_at": head.updated_at}
    times = {"created_at": card.created_at, "updated_at": head.updated_at}
    wanted = [section.id for section in texts[card.source_lang].sections]
    having = {section.id: section for section in text.sections}
    sections = [_section(having[name], lang, html[name]) for name in wanted if name in having]
    return Fragments(
        item=b'%b%b,"url":"%b%b' % (begin, _members(item), ADDRESS, card.id.encode()),
        entry=b'%b%b,"release":%b,%b' % (begin, _members(words | notes), RELEASE, _members(times)),
        sections=b"[%b]" % b",".join(sections) if len(sections) == len(wanted) else None,
        rest=b"".join(b",%b" % _members({name: value}) for name, value in own.items()),
    )


def _section(section: Section, lang: str, html: str) -> bytes:
    begin = {"id": section.id, "lang": lang, "title": section.title}
    marked = _PLACEHOLDER.sub(rb'<a href=\\"' + ADDRESS + rb"\1" + END, _encode(html))
    end = {"markdown": section.markdown, "status": section.status}
    return b'{%b,"html":%b,%b}' % (_members(begin), marked, _members(end))


def _members(members: Mapping[str, Any]) -> bytes:
    return _encode(members)[1:-1]
