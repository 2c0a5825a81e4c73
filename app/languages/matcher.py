"""CLDR language matching (UTS #35 §4.4): how far one language is from another, and which of several is nearest."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.languages.cldr import Lsr, maximize, region_rows, subtags, tables

THRESHOLD = 50
"""A distance that is no match any more."""
DEMOTION = 5
"""What each further place in a reader's list costs."""
# Distances are counted in eighths, so that tags that only differ in spelling (nl, nl-NL) can be told apart.
_EIGHTHS = 8


def distance(desired: str, supported: str) -> int:
    """How far a reader of *desired* is from *supported*: 0 the same language, below 50 readable, 80 foreign.

    Not symmetrical: a reader of Faroese is given Danish, not the other way round.
    """
    return _distance(maximize(desired)[:3], maximize(supported)[:3], favor_script=False)


def spelling_distance(desired: str, supported: str) -> int:
    """How many subtags one of two tags of equal distance names and the other leaves out, the weightier ones first."""
    return maximize(desired).explicit ^ maximize(supported).explicit


def best_match(
    desired: Iterable[str],
    supported: Sequence[str],
    *,
    default: str | None = None,
    threshold: int = THRESHOLD,
    favor_script: bool = False,
) -> str | None:
    """The one of *supported* that readers of *desired*, in this order, are served best with.

    Like ICU's LocaleMatcher: the smallest distance plus 5 for each place in the list, below *threshold*, and between
    equals the default, then paradigm locales (en before en-AU), then the more likely subtags, then the given order.
    Without a match the *default*; without one, the first of *supported*; without any, None. *favor_script* makes a
    foreign language in a familiar script a match.
    """
    fallback = default if default is not None else next(iter(supported), None)
    ordered = _in_order_of_preference(supported, default)
    best, best_distance = fallback, threshold * _EIGHTHS
    for position, tag in enumerate(desired):
        reader = maximize(tag)
        limit = best_distance - position * DEMOTION * _EIGHTHS
        if limit <= 0:
            break
        found = _nearest(reader, list(ordered), limit, favor_script=favor_script)
        if found is not None:
            nearest, found_distance = found
            best, best_distance = ordered[nearest], found_distance + position * DEMOTION * _EIGHTHS
            if found_distance == 0:
                break
    return best


def combine(supported: str, desired: str) -> str:
    """*supported* with the region, variants and extensions that the reader asked for, for formats (UTS #35 §4.4)."""
    language, script, region, variants = subtags(supported)
    _, _, wanted_region, wanted_variants = subtags(desired)
    parts = [language, script, wanted_region or region, *(wanted_variants or variants)]
    extensions = _extensions(desired) or _extensions(supported)
    return "-".join([*filter(None, parts), *extensions])


def _extensions(tag: str) -> list[str]:
    parts = tag.lower().split("-")
    return next((parts[place:] for place, part in enumerate(parts) if len(part) == 1), [])


def _in_order_of_preference(supported: Sequence[str], default: str | None) -> dict[Lsr, str]:
    """The first tag of each likely language, script and region: those of the default first, then paradigm locales."""
    paradigms = {maximize(tag)[:3] for tag in tables()["paradigms"]}
    first = maximize(default if default is not None else next(iter(supported), "und"))[:3]

    def rank(tag: str) -> int:
        found = maximize(tag)[:3]
        return 0 if found == first else 1 if found in paradigms else 2

    ordered: dict[Lsr, str] = {}
    for tag in sorted(supported, key=rank):
        ordered.setdefault(maximize(tag), tag)
    return ordered


def _nearest(reader: Lsr, candidates: Sequence[Lsr], limit: int, *, favor_script: bool) -> tuple[Lsr, int] | None:
    """The nearest of *candidates* and its distance in eighths, if one is nearer than *limit* eighths."""
    best: Lsr | None = None
    for candidate in candidates:
        found = _distance(reader[:3], candidate[:3], favor_script=favor_script) * _EIGHTHS
        if found == 0:
            found = reader.explicit ^ candidate.explicit
        if found < limit:
            best, limit = candidate, found
        elif found == limit and found >= _EIGHTHS and best is not None and _more_likely(candidate, best):
            best = candidate
    return None if best is None else (best, limit)


def _more_likely(candidate: Lsr, best: Lsr) -> bool:
    """Whether *candidate* has the subtags its language usually has, and *best* does not."""
    if candidate.language != best.language:
        return False
    if candidate.script != best.script:
        return candidate.script == maximize(candidate.language).script
    likely = maximize(f"{candidate.language}-{candidate.script}").region
    return candidate.region != best.region and candidate.region == likely


@lru_cache(maxsize=16384)
def _distance(desired: tuple[str, str, str], supported: tuple[str, str, str], *, favor_script: bool) -> int:
    """Language, script and region distance added up; each from the table's first row that fits, or its default."""
    foreign, other_script, _ = tables()["defaults"]
    language, script, region = desired
    other = supported[0]
    total = 0 if language == other else tables()["languages"].get(f"{language} {other}", foreign)
    if favor_script:
        total //= 4
    if script != supported[1]:
        total += tables()["scripts"].get(f"{language}-{script} {other}-{supported[1]}", other_script)
    if region != supported[2]:
        total += _region_distance(desired, supported)
    return int(total)


def _region_distance(desired: tuple[str, str, str], supported: tuple[str, str, str]) -> int:
    """The greatest distance between any two countries of the regions, as two regions can be larger than a country."""
    language, script, region = desired
    default: int = tables()["defaults"][2]
    if supported[0] != language:
        return default
    rows = [*region_rows().get(f"{language}-{script}", ()), *region_rows().get(f"{language}-*", ())]
    return max(
        next((far for one, other, far in rows if _in(place, one) and _in(other_place, other)), default)
        for place in tables()["partitions"].get(region, [""])
        for other_place in tables()["partitions"].get(supported[2], [""])
    )


def _in(partition: str, expression: str) -> bool:
    """Whether the countries of a *partition* are meant by `*`, `GB`, `$enUS` or `$!enUS`."""
    if expression.startswith("$!"):
        return f"${expression[2:]}" not in partition.split()
    return expression == "*" or expression in partition.split()
