"""Reads Accept-Language strictly: what is malformed is dropped, the rest is kept (RFC 9110 §12.5.4, RFC 4647 §2.1)."""

import re
from typing import NamedTuple

MAX_BYTES = 4096
"""What is read of a header; an element cut there is dropped."""
MAX_RANGES = 64
"""How many well-formed elements are kept."""

# language-range [ OWS ";" OWS "q=" qvalue ]
_ELEMENT = re.compile(
    r"([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)(?:[ \t]*;[ \t]*[Qq]=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)


class Accepted(NamedTuple):
    """What a reader wants and does not want; tags in lower case.

    `wanted` is in order of preference, `excluded` holds what was given a weight of 0; `*` is told apart from both.
    """

    wanted: tuple[str, ...] = ()
    excluded: frozenset[str] = frozenset()
    any_wanted: bool = False
    any_excluded: bool = False


def parse_accept_language(header: str | None) -> Accepted:
    """What *header* says, of its first 4 KiB and 64 well-formed elements; never raises.

    Higher weights come first, equal weights in the order of the header. A range given both a weight and 0 is excluded.
    Several header lines are one header joined by commas (RFC 9110 §5.3).
    """
    ranges = _ranges(header or "")
    ranges.sort(key=lambda item: -item[1])
    excluded = frozenset(tag for tag, weight in ranges if weight == 0)
    wanted = dict.fromkeys(tag for tag, weight in ranges if weight > 0 and tag not in excluded)
    return Accepted(
        wanted=tuple(tag for tag in wanted if tag != "*"),
        excluded=excluded - {"*"},
        any_wanted="*" in wanted,
        any_excluded="*" in excluded,
    )


def _ranges(header: str) -> list[tuple[str, float]]:
    if len(header) > MAX_BYTES:
        header = header[: MAX_BYTES + 1].rpartition(",")[0]
    ranges: list[tuple[str, float]] = []
    for element in header.split(","):
        found = _ELEMENT.fullmatch(element.strip(" \t"))
        if found:
            language_range, weight = found.groups()
            ranges.append((language_range.lower(), float(weight or 1)))
            if len(ranges) == MAX_RANGES:
                break
    return ranges
