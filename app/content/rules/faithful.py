"""What a source states in figures and names stands in its translations too; told as warnings."""

import re
from collections.abc import Iterator

from app.content.drafts import Draft, TextDraft
from app.content.problems import Problem, warning
from app.content.render import plain
from app.content.rules.translations import pairs

# Smaller numbers are written as words in one language and as digits in another.
SMALLEST = 13
# Digits with groups of three behind a dot, comma, apostrophe or (no-break, thin) space, or with decimals.
_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:([.,'’ \u00a0\u202f\u2009])\d{3})(?:\1\d{3})*(?![\d])|\d+(?:[.,]\d+)?")


def numbers_are_kept(draft: Draft) -> Iterator[Problem]:
    """A number or year of the source stands in the translation, however the language writes it."""
    for text, source in pairs(draft):
        have = set(numbers(_words(text)))
        lost = [number for number in dict.fromkeys(numbers(_words(source))) if number not in have]
        if lost:
            message = f"{', '.join(lost)} of the source {_are(lost)} not in the translation"
            yield warning(text.path, None, message, f"Compare with {source.path}.")


def names_are_kept(draft: Draft) -> Iterator[Problem]:
    """A firm or author whom the source names stands in the translation."""
    for text, source in pairs(draft):
        ours, theirs = _words(text).casefold(), _words(source).casefold()
        named = [name for name in _names(draft, text.id) if _has(theirs, name)]
        lost = [name for name in named if not _has(ours, name)]
        if lost:
            message = f"{', '.join(lost)}, whom the source names, {_are(lost)} not in the translation"
            yield warning(text.path, None, message, f"Compare with {source.path}.")


def numbers(words: str) -> Iterator[str]:
    """The numbers from 13 up in *words*, without groups and with a decimal point: 2.000, 2 000 and 2,000 are one."""
    for found in _NUMBER.finditer(words):
        digits = re.sub(r"\D", "", found[0]) if found[1] else found[0].replace(",", ".")
        if float(digits) >= SMALLEST or "." in digits:
            yield digits


def _names(draft: Draft, identifier: str) -> list[str]:
    shared = draft.shared(identifier)
    leaders, sources = (shared.leaders, shared.sources) if shared else ((), ())
    works = [draft.bibliography[key] for key in sources if key in draft.bibliography]
    families = [name.family for work in works for name in work.authors if name.family]
    return list(dict.fromkeys([*leaders, *families]))


def _has(words: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name.casefold())}", words) is not None


def _words(text: TextDraft) -> str:
    parts = [word for part in text.parts.values() for word in (part.label, part.text or "", *part.variants.values())]
    notes = [text.definition, text.scope_note or "", text.editorial_note or ""]
    return "\n".join([*notes, *parts, *(f"{piece.title}\n{plain(piece.markdown)}" for piece in text.pieces)])


def _are(lost: list[str]) -> str:
    return "are" if len(lost) > 1 else "is"
