"""Writes `data/collation.json`: CLDR's root collation and its tailorings, asked of ICU, for the characters in scope.

    python -m app.languages.condense_collation      (needs the development dependencies: ICU 78 has CLDR 48)

Per character or contraction, in NFD, its elements; per locale only what differs from the root. Secondary and tertiary
weights are replaced by their rank, so that each is one byte. The data is Unicode's, under `data/LICENSE-UNICODE.txt`.
"""

import json
import unicodedata
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import icu

from app.languages.cldr import DATA
from app.languages.collation import contractions, lengths

# Latin with its accents, Greek, Cyrillic, Armenian; punctuation, currencies, letter- and number-like, arrows,
# operators, shapes; Latin Extended-C, Cyrillic Extended-B, Latin Extended-D and -E, ligatures.
SCOPE = [
    *(range(0x0590), range(0x1D00, 0x2300), range(0x25A0, 0x2700), range(0x2C60, 0x2C80), range(0xA640, 0xA6A0)),
    *(range(0xA700, 0xA800), range(0xAB30, 0xAB70), range(0xFB00, 0xFB18)),
]
# Primary lead bytes that no character in scope has: between currencies and digits, and after all letters.
OTHER_SYMBOLS, OTHER_LETTERS = "11", "fb"
# How ICU packs an element into one or two integers of its collation element iterator.
_CONTINUES = 0xC0
_CASE, _WITHOUT_CASE = 0xC000, 0x3F3F
_LOWER_CASE_FIRST_BYTE = 0xC500

Raw = tuple[int, int, int]
"""Primary of 32 bits, secondary and tertiary of 16; the two upper bits of the tertiary are the case."""


def condensed() -> dict[str, Any]:
    """Everything that `app.languages.collation` reads."""
    root = _rows(icu.Locale.getRoot(), _in_scope(), {})
    locales = [name for name in icu.Collator.getAvailableLocales() if "_" not in name]
    tailored = {name: _rows(icu.Locale(name), _tailored(name), root) for name in locales}
    every = {raw for rows in (root, *tailored.values()) for elements in rows.values() for raw in elements}
    secondary = _ranks(raw[1] for raw in every)
    cases = [_ranks(_tertiary(raw, upper_first=upper_first) for raw in every) for upper_first in (False, True)]
    pairs = {
        raw: (cases[0][_tertiary(raw, upper_first=False)], cases[1][_tertiary(raw, upper_first=True)])
        for raw in sorted(every)
    }
    tertiary = list(dict.fromkeys(pairs.values()))

    def packed(rows: Mapping[str, tuple[Raw, ...]]) -> dict[str, str]:
        return {
            key: " ".join(
                f"{raw[0].to_bytes(4, 'big').rstrip(bytes(1)).hex()}.{secondary[raw[1]]}.{tertiary.index(pairs[raw])}"
                for raw in elements
            )
            for key, elements in rows.items()
        }

    return {
        "version": f"ICU {icu.ICU_VERSION}",
        "other_symbols": OTHER_SYMBOLS,
        "other_letters": OTHER_LETTERS,
        "upper_first": [name for name in locales if tailored[name] and _is_upper_first(name)],
        "tertiary": tertiary,
        "root": packed(root),
        "tailorings": {name: packed(rows) for name, rows in tailored.items() if rows},
    }


def _in_scope() -> set[str]:
    assigned = {chr(code) for code in chain(*SCOPE) if unicodedata.category(chr(code)) != "Cn"}
    # The one contraction of the root that is no canonical equivalent of a character, for Catalan.
    return assigned | {"l·", "L·"}


def _tailored(name: str) -> set[str]:
    """The characters and strings in scope that a locale orders in its own way."""
    scope = _in_scope()
    found = icu.Collator.createInstance(icu.Locale(name)).getTailoredSet(icu.UnicodeSet())
    return {text for text in map(str, found) if scope.issuperset(text)}


def _rows(locale: Any, texts: Iterable[str], root: Mapping[str, tuple[Raw, ...]]) -> dict[str, tuple[Raw, ...]]:
    """The elements of those *texts* that do not follow from shorter ones and from the *root*."""
    collator = icu.Collator.createInstance(locale)
    known, rows, longest = dict(root), {}, lengths(root)
    for key in sorted({unicodedata.normalize("NFD", text) for text in texts}, key=lambda key: (len(key), key)):
        elements = _elements(collator, key)
        pieces = list(contractions(key, known, longest)) if len(key) > 1 or key in known else []
        if not pieces or tuple(chain(*(known[piece] for piece in pieces))) != elements:
            known[key] = rows[key] = elements
            longest[key[0]] = max(len(key), longest.get(key[0], 1))
    return rows


def _elements(collator: Any, text: str) -> tuple[Raw, ...]:
    elements: list[Raw] = []
    for packed in collator.createCollationElementIterator(text):
        upper, second, third = packed >> 16 & 0xFFFF, packed >> 8 & 0xFF, packed & 0xFF
        if third & _CONTINUES == _CONTINUES:
            primary, secondary, tertiary = elements.pop()
            elements.append((primary | upper, secondary | second, tertiary | third & ~_CONTINUES))
        elif packed:
            elements.append((upper << 16, second << 8, third << 8))
    return tuple(elements)


def _tertiary(raw: Raw, *, upper_first: bool) -> int:
    """The tertiary weight without case, or with upper case before lower case (ICU's collation keys do the same)."""
    tertiary = raw[2]
    if not upper_first or not tertiary:
        return tertiary & _WITHOUT_CASE
    inverted = tertiary ^ _CASE
    return inverted if inverted >= _LOWER_CASE_FIRST_BYTE else inverted - 0x4000


def _ranks(weights: Iterable[int]) -> dict[int, str]:
    """Each weight as one byte that keeps their order and is more than the separator of levels; 0 is no weight."""
    ordered = sorted(set(weights) - {0})
    return {0: ""} | {weight: f"{rank:02x}" for rank, weight in enumerate(ordered, 2)}


def _is_upper_first(name: str) -> bool:
    first = icu.Collator.createInstance(icu.Locale(name)).getAttribute(icu.UCollAttribute.CASE_FIRST)
    return bool(first == icu.UCollAttributeValue.UPPER_FIRST)


if __name__ == "__main__":
    text = json.dumps(condensed(), ensure_ascii=True, indent=0, separators=(",", ":"))
    (DATA / "collation.json").write_text(text + "\n", "utf-8")
