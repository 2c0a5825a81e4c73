"""What lists are filtered and ordered by, a column each, so that choosing among 100,000 entries takes milliseconds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from app.catalogue.cards import Card
from app.catalogue.ranks import Ranks
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
    rank: Ranks
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
    numbers: Sequence[int],
    cards: Iterable[Card],
    *,
    size: int,
    locales: Mapping[str, str],
    rank: Ranks,
    known: Columns | None,
) -> Columns:
    """The columns of the entries *numbers*, given in the order of ids, all below *size*.

    *known* is what holds for all but *cards*, except for ranks. *locales* is each language's data locale.
    """
    pairs = [(collation, lang) for collation in locales for lang in locales]
    kinds = _column(known.kinds if known else None, size, np.uint8)
    status = {lang: _column(known.status[lang] if known else None, size, np.uint8) for lang in locales}
    updated = {lang: _column(known.updated[lang] if known else None, size, np.int64) for lang in locales}
    letter = {pair: _column(known.letter[pair] if known else None, size, np.uint8) for pair in pairs}
    kind_names = {name: code for code, name in enumerate(known.kind_names if known else ())}
    for card in cards:
        number = card.number
        kinds[number] = kind_names.setdefault(card.kind, len(kind_names))
        for lang in locales:
            head = card.heads.get(lang)
            without = WITHDRAWN if lang in card.withdrawn else MISSING
            status[lang][number] = without if head is None else STANDINGS[head.status]
            updated[lang][number] = 0 if head is None else microseconds(head.updated_at)
            if head is not None:
                for collation, data_locale in locales.items():
                    letter[collation, lang][number] = letter_code(head.pref_label, data_locale)
    return Columns(np.array(numbers, np.int32), kinds, tuple(kind_names), status, updated, rank, letter)


def _column(known: NDArray[Any] | None, size: int, kind: type[np.generic]) -> NDArray[Any]:
    column: NDArray[Any] = np.zeros(size, kind)
    if known is not None:
        # The last entries may be gone.
        column[: len(known)] = known[:size]
    return column


class _Stored(msgspec.Struct, array_like=True, frozen=True):
    """What stands in the file: each array's kind of number and its bytes, by name."""

    kind_names: tuple[str, ...]
    arrays: dict[str, tuple[str, bytes]]


def packed(columns: Columns) -> bytes:
    """The columns as bytes."""
    named: dict[str, NDArray[Any]] = {"numbers": columns.numbers, "kinds": columns.kinds}
    for lang, one in columns.status.items():
        named[f"status {lang}"] = one
        named[f"updated {lang}"] = columns.updated[lang]
    for (collation, lang), places in columns.rank.items():
        named[f"rank {collation} {lang}"] = places
        named[f"letter {collation} {lang}"] = columns.letter[collation, lang]
    arrays = {name: (array.dtype.str, array.tobytes()) for name, array in named.items()}
    return msgspec.msgpack.encode(_Stored(columns.kind_names, arrays))


def unpacked(data: bytes) -> Columns:
    """The columns that `packed` made bytes of; nobody can write to them."""
    stored = _STORED.decode(data)
    by: dict[str, dict[tuple[str, ...], NDArray[Any]]] = {}
    for name, (dtype, content) in stored.arrays.items():
        column, *of = name.split(" ")
        by.setdefault(column, {})[tuple(of)] = np.frombuffer(content, dtype)
    return Columns(
        numbers=by["numbers"][()],
        kinds=by["kinds"][()],
        kind_names=stored.kind_names,
        status={of[0]: column for of, column in by.get("status", {}).items()},
        updated={of[0]: column for of, column in by.get("updated", {}).items()},
        rank={(of[0], of[1]): column for of, column in by.get("rank", {}).items()},
        letter={(of[0], of[1]): column for of, column in by.get("letter", {}).items()},
    )


_STORED: Final[msgspec.msgpack.Decoder[_Stored]] = msgspec.msgpack.Decoder(_Stored)
