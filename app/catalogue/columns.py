"""What lists are filtered and ordered by, a column each, so that choosing among 100,000 entries takes milliseconds."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.catalogue.cards import Card
from app.domain.texts import Status
from app.languages.collation import OTHER, alphabet, index_letter

# How a text stands, in a column; no text is one that is missing or one that was withdrawn.
MISSING: Final = 0
WITHDRAWN: Final = 1
STANDINGS: Final = {Status.SOURCE: 2, Status.CURRENT: 3, Status.OUTDATED: 4}


@dataclass(frozen=True, slots=True)
class Columns:
    """Arrays by an entry's number; `numbers` are those there are, in the order of ids."""

    numbers: NDArray[np.int32]
    kinds: NDArray[np.uint8]
    kind_names: tuple[str, ...]
    status: Mapping[str, NDArray[np.uint8]]
    # Microseconds since 1970, of each language's text.
    updated: Mapping[str, NDArray[np.int64]]
    # (collation, lang) -> place of that language's label among all labels in the order of the collation.
    rank: Mapping[tuple[str, str], NDArray[np.int32]]
    # (collation, lang) -> the letter it stands under, 0 for none, else 1 + its place in the alphabet.
    letter: Mapping[tuple[str, str], NDArray[np.uint8]]


def letter_code(text: str, data_locale: str) -> int:
    """The letter of the index that *text* stands under, as a number."""
    letter = index_letter(text, data_locale)
    return 0 if letter == OTHER else letters(data_locale).index(letter)


def letters(data_locale: str) -> tuple[str, ...]:
    """What the numbers of letters mean."""
    return (OTHER, *alphabet(data_locale))


def microseconds(moment: datetime) -> int:
    """Since 1970."""
    return round(moment.timestamp() * 1_000_000)


def make(
    cards: Iterable[Card],
    *,
    size: int,
    locales: Mapping[str, str],
    orders: Mapping[str, Sequence[tuple[int, str]]],
    known_letters: Mapping[tuple[str, str], NDArray[np.uint8]],
    stale: Iterable[int] | None,
) -> Columns:
    """The columns of *cards*, given in the order of ids, with numbers below *size*.

    *locales* is each language's data locale, *orders* all texts in the order of each. Letters are taken from
    *known_letters* but for the numbers in *stale* (None: all), since they cost more than all the rest.
    """
    kind_names: dict[str, int] = {}
    numbers = []
    kinds = np.zeros(size, np.uint8)
    status = {lang: np.zeros(size, np.uint8) for lang in locales}
    updated = {lang: np.zeros(size, np.int64) for lang in locales}
    pairs = [(collation, lang) for collation in locales for lang in locales]
    letter = {pair: _resized(known_letters.get(pair), size) for pair in pairs}
    unknown = None if stale is None else frozenset(stale)
    for card in cards:
        number = card.number
        numbers.append(number)
        kinds[number] = kind_names.setdefault(card.kind, len(kind_names))
        for lang in card.withdrawn:
            status[lang][number] = WITHDRAWN
        for lang, head in card.heads.items():
            status[lang][number] = STANDINGS[head.status]
            updated[lang][number] = microseconds(head.updated_at)
            if unknown is None or number in unknown:
                for collation, data_locale in locales.items():
                    letter[collation, lang][number] = letter_code(head.pref_label, data_locale)
    rank = {pair: np.zeros(size, np.int32) for pair in pairs}
    for collation, order in orders.items():
        for place, (number, lang) in enumerate(order):
            rank[collation, lang][number] = place
    return Columns(np.array(numbers, np.int32), kinds, tuple(kind_names), status, updated, rank, letter)


def _resized(known: NDArray[np.uint8] | None, size: int) -> NDArray[np.uint8]:
    column = np.zeros(size, np.uint8)
    if known is not None:
        # The last entries may be gone.
        column[: len(known)] = known[:size]
    return column


def packed(columns: Columns) -> bytes:
    """The columns as bytes."""
    named: dict[str, NDArray[Any]] = {"numbers": columns.numbers, "kinds": columns.kinds}
    named["kind_names"] = np.array(columns.kind_names, dtype=np.str_)
    for lang, one in columns.status.items():
        named[f"status {lang}"] = one
        named[f"updated {lang}"] = columns.updated[lang]
    for (collation, lang), places in columns.rank.items():
        named[f"rank {collation} {lang}"] = places
        named[f"letter {collation} {lang}"] = columns.letter[collation, lang]
    out = io.BytesIO()
    np.savez(out, allow_pickle=False, **named)
    return out.getvalue()


def unpacked(data: bytes) -> Columns:
    """The columns that `packed` made bytes of."""
    with np.load(io.BytesIO(data), allow_pickle=False) as named:
        by: dict[str, dict[tuple[str, ...], NDArray[Any]]] = {}
        for name in named.files:
            column, *of = name.split(" ")
            by.setdefault(column, {})[tuple(of)] = named[name]
    return Columns(
        numbers=by["numbers"][()],
        kinds=by["kinds"][()],
        kind_names=tuple(str(name) for name in by["kind_names"][()]),
        status={of[0]: column for of, column in by.get("status", {}).items()},
        updated={of[0]: column for of, column in by.get("updated", {}).items()},
        rank={(of[0], of[1]): column for of, column in by.get("rank", {}).items()},
        letter={(of[0], of[1]): column for of, column in by.get("letter", {}).items()},
    )
