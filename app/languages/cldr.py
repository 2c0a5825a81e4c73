"""CLDR's tables, read once, and what they say of one tag: its canonical form, its likely subtags, its kin."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

DATA = Path(__file__).parent / "data"

# language, then script, region and variants wherever they stand before the first singleton (RFC 5646 §2.1)
_LANGUAGE = re.compile(r"[a-z]{2,8}")
_SCRIPT = re.compile(r"[a-z]{4}")
_REGION = re.compile(r"[a-z]{2}|[0-9]{3}")
_LONGEST_ALIAS = 3
# Test locales that match nothing but themselves, by region or by variant (UTS #35, pseudo-locales).
_PSEUDO_REGIONS = {"XA": "'", "XB": "+", "XC": ","}
_PSEUDO_VARIANTS = {"psaccent": "XA", "psbidi": "XB", "pscrack": "XC"}


class Lsr(NamedTuple):
    """A tag brought to its likely language, script and region; `explicit` has a bit for each subtag it named."""

    language: str
    script: str
    region: str
    explicit: int = 7


@cache
def tables() -> dict[str, Any]:
    """The condensed tables of UTS #35 language matching (`condense_cldr.py` says what is in them)."""
    loaded: dict[str, Any] = json.loads((DATA / "matching.json").read_text("utf-8"))
    return loaded


@cache
def likely_languages() -> dict[str, str]:
    """The likely `Script-REGION` of every language."""
    return {language: rest for rest, languages in tables()["likely"].items() for language in languages.split()}


@cache
def region_rows() -> dict[str, list[tuple[str, str, int]]]:
    """By `language-Script` the rows of region distances: where the reader is, where the text is for, how far."""
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for key, desired, supported, distance in tables()["regions"]:
        rows.setdefault(key, []).append((desired, supported, distance))
    return rows


def subtags(tag: str) -> tuple[str, str, str, tuple[str, ...]]:
    """Language, script, region and variants of a *tag*, cased as they should be; "" for what is not there.

    >>> subtags("ZH-hant-tw")
    ('zh', 'Hant', 'TW', ())
    """
    language, *rest = tag.lower().split("-")
    script = region = ""
    variants: list[str] = []
    for part in rest:
        if len(part) == 1:
            break
        if not script and not region and not variants and _SCRIPT.fullmatch(part):
            script = part.title()
        elif not region and not variants and _REGION.fullmatch(part):
            region = part.upper()
        else:
            variants.append(part)
    return language, script, region, tuple(variants)


def canonical(tag: str) -> str:
    """*tag* in lower case with the aliases of its language replaced: `no-bok` is nb, `tl-ph` fil-ph, `swe` sv."""
    parts = tag.lower().split("-")
    aliases = tables()["aliases"]["languages"]
    for length in range(min(len(parts), _LONGEST_ALIAS), 0, -1):
        replacement = aliases.get("-".join(parts[:length]))
        if replacement is not None:
            return "-".join([replacement.lower(), *parts[length:]])
    return "-".join(parts)


@lru_cache(maxsize=4096)
def maximize(tag: str) -> Lsr:
    """The likely language, script and region of any *tag*, well-formed or not (UTS #35, likely subtags).

    Private use tags and what is no tag at all stand for themselves alone, and so does `und`.
    """
    tag = canonical(tag)
    language, script, region, variants = subtags(tag)
    if not _LANGUAGE.fullmatch(language):
        return Lsr(tag, "", "")
    pseudo = next((_PSEUDO_VARIANTS[name] for name in variants if name in _PSEUDO_VARIANTS), region)
    if pseudo in _PSEUDO_REGIONS:
        mark = _PSEUDO_REGIONS[pseudo]
        return Lsr(mark + language, mark + script, region or pseudo, 6 + bool(region))
    script = tables()["aliases"]["scripts"].get(script, script)
    region = _current_region(language, script, region)
    explicit = 4 * (language != "und") + 2 * bool(script) + bool(region)
    likely = _likely(language, script, region)
    return Lsr(likely[0] if language == "und" else language, script or likely[1], region or likely[2], explicit)


def _likely(language: str, script: str, region: str) -> tuple[str, str, str]:
    """The most that the table says of these subtags, the most particular row first."""
    other = tables()["likely_other"]
    for key in (f"{language}-{script}-{region}", f"{language}-{region}", f"{language}-{script}"):
        if key in other:
            found_language, found_script, found_region = other[key].split("-")
            return found_language, found_script, found_region
    # A language that CLDR does not know is taken to be written like `und`, as ICU does; `und` itself stays unknown.
    unknown = "-" if language == "und" else other["und"].partition("-")[2]
    found_script, _, found_region = likely_languages().get(language, unknown).partition("-")
    return language, found_script, found_region


def _current_region(language: str, script: str, region: str) -> str:
    """A region that was split has several heirs: the language's own if it is among them, or else the first."""
    heirs = tables()["aliases"]["regions"].get(region, region).split()
    likely = _likely(language, script, "")[2]
    return likely if likely in heirs else next(iter(heirs), "")


def common_group_size(one: str, other: str) -> float:
    """How many languages are in the smallest CLDR group that holds both tags' languages; infinite if there is none."""
    shared = _groups_above(maximize(one).language) & _groups_above(maximize(other).language)
    return min(map(_group_size, shared), default=float("inf"))


@cache
def _parents() -> dict[str, set[str]]:
    parents: dict[str, set[str]] = {}
    for group, members in tables()["groups"].items():
        for member in members.split():
            parents.setdefault(member, set()).add(group)
    return parents


@cache
def _groups_above(language: str) -> frozenset[str]:
    direct = _parents().get(language, set())
    return frozenset(direct).union(*map(_groups_above, direct))


@cache
def _group_size(group: str) -> int:
    groups = tables()["groups"]
    return sum(_group_size(member) if member in groups else 1 for member in groups[group].split())
