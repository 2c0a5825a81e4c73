"""How wide a text is on paper, never narrower than a reader's font will draw it."""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Literal

Weight = Literal["regular", "bold"]

_TABLE: Final = Path(__file__).parent / "data" / "advances.json"
# Where a screen is coarse, advances are rounded to whole pixels: up to four per cent more on a line (measured).
_ROUNDING: Final = 1.045
# In thousandths of the font size: characters of full width, and those of which nothing is known (emoji are widest).
_WIDE: Final = 1000
_UNKNOWN: Final = 1400
_JOINING: Final = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")


def width_of(text: str, size: float, weight: Weight = "regular") -> float:
    """The width of one line of *text*, in the unit of *size*: without kerning, in the widest of the common fonts."""
    table = _advances()[weight]
    return sum(table[char] if char in table else _guess(char) for char in text) * size / 1000 * _ROUNDING


def graphemes(text: str) -> Iterator[str]:
    """What a reader takes for one character: a base with its marks and whatever is joined to it (close to UAX #29)."""
    cluster = ""
    for char in text:
        if cluster and not _extends(char) and not cluster.endswith("\u200d"):
            yield cluster
            cluster = ""
        cluster += char
    if cluster:
        yield cluster


def _extends(char: str) -> bool:
    return unicodedata.category(char) in {"Mn", "Me", "Mc"} or char in _JOINING or "\U0001f3fb" <= char <= "\U0001f3ff"


def _guess(char: str) -> int:
    category = unicodedata.category(char)
    if category in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(char) in {"W", "F"} and category != "So":
        return _WIDE
    return _UNKNOWN


@cache
def _advances() -> Mapping[Weight, Mapping[str, int]]:
    groups: Mapping[Weight, Mapping[str, str]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return {
        weight: {
            char: 0 if unicodedata.category(char) in {"Mn", "Me", "Cf"} else int(width)
            for width, chars in widths.items()
            for char in chars
        }
        for weight, widths in groups.items()
    }
