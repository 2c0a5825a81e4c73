"""Digests by which a translation knows its source, and a release its contents.

SHA-256 over NFC text with white space folded, the first 12 hexadecimal digits: no git is needed, and a file that is
only wrapped anew counts as unchanged. Text and section digests cover what a translator translates, and not
`alt_labels`, which are what people type in one language.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import astuple

from app.content.drafts import Digests, Draft, SharedDraft, TextDraft

DIGITS = 12


def digest(*words: str | None) -> str:
    """The digest of a row of texts; None is told apart from an empty text."""
    # JSON, so that no text can look like two; one call, since there are tens of thousands.
    written = json.dumps([None if word is None else _folded(word) for word in words], ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:DIGITS]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def digests_of(draft: TextDraft) -> Digests:
    """The digests of everything that is translated in a text; those that it already has do not matter."""
    sections = {piece.id: digest(piece.title, piece.markdown) for piece in draft.pieces}
    whole = digest(
        draft.pref_label,
        draft.definition,
        draft.scope_note,
        draft.editorial_note,
        *_flat((name, part.label, part.text, *_flat(part.variants.items())) for name, part in draft.parts.items()),
        *_flat(draft.planned.items()),
        *_flat(sections.items()),
    )
    return Digests(whole=whole, sections=sections, exact=_exact_text(draft))


def _flat(rows: Iterable[Iterable[str | None]]) -> list[str | None]:
    return [word for row in rows for word in row]


def exact(*values: object) -> str:
    """The digest of values as they are; moves with every character."""
    written = json.dumps(values, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:DIGITS]


def _exact_text(draft: TextDraft) -> str:
    stamp = draft.translated_from
    return exact(
        draft.slug,
        draft.pref_label,
        draft.alt_labels,
        draft.definition,
        draft.scope_note,
        draft.editorial_note,
        [(name, part.label, part.text, list(part.variants.items())) for name, part in draft.parts.items()],
        list(draft.planned.items()),
        [(piece.id, piece.title, piece.markdown) for piece in draft.pieces],
        stamp and [stamp.lang, stamp.digest, dict(stamp.sections)],
    )


def text_revision(draft: TextDraft, slug: str) -> str:
    """The digest of every character of a text, its slug and its stamp; not of its status, which its source decides."""
    return exact(draft.digests.exact, slug)


def shared_revision(draft: SharedDraft, licence: str) -> str:
    """The digest of everything in a shared file."""
    diagram = draft.diagram
    return exact(
        draft.folder,
        draft.source_lang,
        draft.broader,
        draft.related,
        draft.sources,
        licence,
        draft.leaders,
        draft.parts,
        diagram
        and [
            diagram.figure,
            [(node.id, node.entry, node.group, node.at) for node in diagram.nodes],
            [(edge.start, edge.end, edge.id, edge.entry) for edge in diagram.edges],
            diagram.groups,
            diagram.axes,
            [(line.id, line.after) for line in diagram.lines],
            diagram.lanes,
        ],
    )


def library_digest(draft: Draft, revisions: Iterable[str]) -> str:
    """The digest of a whole catalogue; *revisions* are those of its entries, series and texts, in a fixed order."""
    return exact(
        draft.catalogue.licence,
        draft.catalogue.default_lang,
        [astuple(draft.locales[lang])[1:] for lang in draft.catalogue.site_order],
        [astuple(work) for _, work in sorted(draft.bibliography.items())],
        sorted((move.key, move.why, move.to or "") for move in draft.moves.values()),
        list(revisions),
    )
