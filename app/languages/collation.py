"""Sorts as each language does: keys by the Unicode collation algorithm (UTS #10) with CLDR's tailorings, A–Z letters.

In the table are Latin, Greek, Cyrillic and Armenian letters, digits, common punctuation and symbols. Other characters
come in the order of their code points: symbols before the digits, letters after all letters of the table.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from app.languages.cldr import DATA, canonical

OTHER = "#"
"""The index letter of what no letter of the index stands for."""
_LEVEL = b"\x01"  # less than any weight
_SYMBOLS = frozenset("CPSZ")
_ENGLISH = "en"


class Element(NamedTuple):
    """A collation element: its weights by letter, by accent and by case, each comparable as bytes; empty is ignored."""

    primary: bytes
    secondary: bytes
    tertiary: bytes


class Table(NamedTuple):
    """The collation elements of characters and contractions, in NFD, and how long those that begin so can be."""

    elements: Mapping[str, tuple[Element, ...]]
    longest: Mapping[str, int]
    # What the primary weights of characters that are not in the table begin with.
    other_symbols: bytes
    other_letters: bytes


def sort_key(text: str, data_locale: str) -> bytes:
    """Bytes that compare as *text* is ordered in the language of *data_locale*: by letters, then accents, then case.

    Equal to ICU's order (CLDR 48, standard collation, tertiary strength) wherever every character is in the table.
    *data_locale* is what CLDR calls the language (`no`, `fil`, `pt-BR`); one that is not tailored gets the root order.
    """
    keys = _keys(data_locale)
    pieces = keys.pieces(text)
    levels = [b"".join(map(weights.__getitem__, pieces)) for weights in keys.levels]
    return _LEVEL.join(levels) if any(levels) else b""


def alphabet(data_locale: str) -> tuple[str, ...]:
    """The letters of an A–Z index in the language's own order, from CLDR's index characters.

    >>> alphabet("da")[-3:]
    ('Æ', 'Ø', 'Å')
    """
    return _buckets(data_locale).letters


def index_letter(text: str, data_locale: str) -> str:
    """The letter of `alphabet(data_locale)` under which *text* is found, `#` if there is none.

    É is found under E, `aa` in Danish under Å; digits, symbols and the letters of other scripts under `#`. Texts sorted
    by `sort_key` come letter by letter.
    """
    buckets = _buckets(data_locale)
    if _script(text[:1]) not in buckets.scripts:
        return OTHER
    place = bisect_right(buckets.starts, _primary(text, data_locale))
    return buckets.letters[place - 1] if place else OTHER


def contractions(text: str, listed: Container[str], longest: Mapping[str, int]) -> Iterator[str]:
    """The pieces of *text*, in NFD, that have collation elements of their own: the longest that are *listed*.

    Marks that stand between the parts of a contraction are jumped over (UTS #10, S2.1). *longest* says how long listed
    pieces get that begin with a character. What is not listed comes as single characters.
    """
    characters = list(unicodedata.normalize("NFD", text))
    place = 0
    while place < len(characters):
        found = characters[place]
        for length in range(longest.get(found, 1), 1, -1):
            candidate = "".join(characters[place : place + length])
            if candidate in listed:
                found = candidate
                break
        place += len(found)
        yield _with_marks(found, characters, place, listed)


@cache
def table(data_locale: str) -> Table:
    """The root table with the tailoring of *data_locale*, or of the nearest locale that it is a variety of."""
    data = _load("collation.json")
    tailored: dict[str, str] = data["tailorings"]
    locale = next((name for name in _varieties(data_locale) if name in tailored), "und")
    tertiary = [bytes.fromhex(pair[locale in data["upper_first"]]) for pair in data["tertiary"]]
    rows = {**data["root"], **data["tailorings"].get(locale, {})}
    elements = {key: tuple(_elements(packed, tertiary)) for key, packed in rows.items()}
    return Table(
        elements, lengths(elements), bytes.fromhex(data["other_symbols"]), bytes.fromhex(data["other_letters"])
    )


def lengths(pieces: Iterable[str]) -> dict[str, int]:
    """How long the longest of *pieces* is that begins with each character."""
    longest: dict[str, int] = {}
    for piece in pieces:
        longest[piece[0]] = max(len(piece), longest.get(piece[0], 1))
    return longest


def _elements(packed: str, tertiary: list[bytes]) -> Iterator[Element]:
    """Elements as the file has them: hexadecimal primary, secondary and the place of the tertiary, joined by dots."""
    for element in packed.split():
        primary, secondary, case = element.split(".")
        yield Element(bytes.fromhex(primary), bytes.fromhex(secondary), tertiary[int(case)])


def _with_marks(found: str, characters: list[str], place: int, listed: Container[str]) -> str:
    """*found* with every following mark that makes it a longer piece and is not blocked; takes them out of the text."""
    last = 0
    while place < len(characters) and (order := unicodedata.combining(characters[place])):
        if order > last and found + characters[place] in listed:
            found += characters.pop(place)
        else:
            last = order
            place += 1
    return found


def _collation_elements(text: str, using: Table) -> Iterator[Element]:
    for piece in contractions(text, using.elements, using.longest):
        yield from using.elements[piece] if piece in using.elements else [_unlisted(piece, using)]


class _Level(dict[str, bytes]):
    """The weights of pieces of text on one level, each worked out when it is met first."""

    def __init__(self, using: Table, level: int) -> None:
        super().__init__()
        self._using, self._level = using, level

    def __missing__(self, piece: str) -> bytes:
        weights = b"".join(element[self._level] for element in _collation_elements(piece, self._using))
        if unicodedata.normalize("NFD", piece)[0] in self._using.elements:
            # Others are too many to remember.
            self[piece] = weights
        return weights


class _Keys:
    """The way to a key in a language that most texts can go: a look-up a character in composed text."""

    def __init__(self, using: Table) -> None:
        self.levels = tuple(_Level(using, level) for level in range(len(Element._fields)))
        # What sorts as one letter though it is written with several: aa in Danish, ng in Tagalog.
        several = [piece for piece in using.elements if sum(not unicodedata.combining(one) for one in piece) > 1]
        ordered = "|".join(map(re.escape, sorted(several, key=len, reverse=True)))
        self._several = re.compile(ordered)
        self._any = re.compile(f"{ordered}|.", re.DOTALL)

    def pieces(self, text: str) -> Sequence[str]:
        """*text* in pieces whose weights do not depend on each other; as a last resort in one piece."""
        if text.isascii():
            composed = decomposed = text
        else:
            composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
        found = self._several.findall(composed)
        if composed is not decomposed and (
            # aå has the Danish letter aa in it, and a mark that is left over may belong to any letter before it.
            found != self._several.findall(decomposed) or any(map(unicodedata.combining, composed))
        ):
            return [text]
        return self._any.findall(composed) if found else composed


@cache
def _keys(data_locale: str) -> _Keys:
    return _Keys(table(data_locale))


def _unlisted(character: str, using: Table) -> Element:
    """An implicit weight by code point (UTS #10 §10.1), with the accent and case weights that letters usually have."""
    symbol = unicodedata.category(character)[0] in _SYMBOLS
    lead = using.other_symbols if symbol else using.other_letters
    common = using.elements["a"][0]
    # Three bytes of seven bits, none of which can be taken for a separator of levels.
    code = ord(character)
    trail = bytes(0x80 | code >> shift & 0x7F for shift in (14, 7, 0))
    return Element(lead + trail, common.secondary, common.tertiary)


class _Buckets(NamedTuple):
    """The letters of an index, the primary weights that each begins at, and the scripts they are of."""

    letters: tuple[str, ...]
    starts: tuple[bytes, ...]
    scripts: frozenset[str]


@cache
def _buckets(data_locale: str) -> _Buckets:
    letters = _load("index_letters.json")
    found = next((letters[name] for name in _varieties(data_locale) if name in letters), letters[_ENGLISH])
    names = tuple(name.strip("{}") for name in found.split())
    return _Buckets(
        names,
        tuple(_primary(name, data_locale) for name in names),
        frozenset(_script(name[0]) for name in names),
    )


def _primary(text: str, data_locale: str) -> bytes:
    keys = _keys(data_locale)
    return b"".join(map(keys.levels[0].__getitem__, keys.pieces(text)))


def _varieties(data_locale: str) -> Iterable[str]:
    """*data_locale*, then what it is a variety of: pt-br, pt."""
    parts = canonical(data_locale.replace("_", "-")).split("-")
    return ("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@lru_cache(4096)
def _script(character: str) -> str:
    """The first word of the character's name: LATIN, GREEK, DIGIT, CJK."""
    base = unicodedata.normalize("NFD", character)[:1]
    return unicodedata.name(base, "").partition(" ")[0] if base else ""


@cache
def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((DATA / name).read_text("utf-8"))
    return loaded
