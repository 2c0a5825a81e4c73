"""Condenses Unicode's CLDR JSON packages to the tables that `app.languages` reads.

    npm pack cldr-core@48.2.0 cldr-misc-full@48.2.0      (unpack both)
    python -m app.languages.condense_cldr PATH/TO/cldr-core PATH/TO/cldr-misc-full

Written are `data/matching.json` (likely subtags, aliases, distances, regions, language groups: UTS #35) and
`data/index_letters.json` (the letters of an A–Z index). The data is Unicode's, under `data/LICENSE-UNICODE.txt`.
"""

import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"


def matching(core: Path) -> dict[str, Any]:
    """What language matching needs, from the unpacked `cldr-core` package."""
    aliases = _supplement(core, "aliases")["metadata"]["alias"]
    table = _supplement(core, "languageMatching")["languageMatching"]["written-new"]
    rows = table["languageMatch"]
    named = {row[side].split("-")[0] for row in rows for side in ("_desired", "_supported")}
    languages = {
        tag.lower(): alias["_replacement"]
        for tag, alias in aliases["languageAlias"].items()
        if not tag.startswith("und-")
    }
    likely = _supplement(core, "likelySubtags")["likelySubtags"]
    for tag in [tag for tag in named & languages.keys() if "-" in languages[tag]]:
        # `sh` is an alias of `sr-Latn`, but the matching table has rows of its own for it.
        language, script = languages.pop(tag).split("-")
        likely[tag] = f"{tag}-{script}-{likely[language].rpartition('-')[2]}"
    return {
        "version": json.loads((core / "package.json").read_text("utf-8"))["version"],
        "aliases": {
            "languages": languages,
            "scripts": {tag: alias["_replacement"] for tag, alias in aliases["scriptAlias"].items()},
            "regions": {tag: alias["_replacement"] for tag, alias in aliases["territoryAlias"].items()},
        },
        **_likely(likely),
        **_distances(rows, languages),
        "paradigms": table["paradigmLocales"]["_locales"],
        "partitions": _partitions(table["matchVariables"], rows, _containment(core)),
        "groups": {
            group: " ".join(members) if isinstance(members, list) else members
            for group, members in _supplement(core, "languageGroups")["languageGroups"].items()
            if group != "mul"  # every language is in it, so it says nothing
        },
    }


def index_letters(misc: Path) -> dict[str, str]:
    """Each CLDR locale's index letters where they differ from its parent's, from the unpacked `cldr-misc-full`."""
    letters: dict[str, str] = {}
    for file in sorted((misc / "main").glob("*/characters.json")):
        locale = file.parent.name
        found = json.loads(file.read_text("utf-8"))["main"][locale]["characters"].get("index", "")
        if found and "\\" not in found:  # Marathi's begins with an invisible character
            letters[locale.lower()] = found.strip("[]")
    return {locale: found for locale, found in letters.items() if found != letters.get(locale.rpartition("-")[0])}


def _supplement(core: Path, name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((core / "supplemental" / f"{name}.json").read_text("utf-8"))["supplemental"]
    return loaded


def _likely(likely: Mapping[str, str]) -> dict[str, Any]:
    """Likely subtags: plain languages gathered by script and region, everything else as it stands."""
    plain: dict[str, list[str]] = defaultdict(list)
    other: dict[str, str] = {}
    for key, full in likely.items():
        language = full.partition("-")[0]
        if key == language != "und":
            plain[full.partition("-")[2]].append(key)
        else:
            other[key] = full
    return {"likely": {rest: " ".join(keys) for rest, keys in plain.items()}, "likely_other": other}


def _distances(rows: Iterable[Mapping[str, Any]], aliases: Mapping[str, str]) -> dict[str, Any]:
    """Distances by how many subtags their rows name, keyed `desired supported`, two-way rows written both ways."""
    tables: list[dict[str, int]] = [{}, {}]
    regions: list[tuple[str, str, str, int]] = []
    defaults = [0, 0, 0]
    for row in rows:
        desired, supported, distance = row["_desired"].split("-"), row["_supported"].split("-"), row["_distance"]
        desired[0], supported[0] = aliases.get(desired[0], desired[0]), aliases.get(supported[0], supported[0])
        level = len(desired) - 1
        pairs = [(desired, supported)] if row.get("_oneway") else [(desired, supported), (supported, desired)]
        for one, other in pairs:
            if one[0] == "*":
                defaults[level] = distance
            elif level == len(tables):
                regions.append(("-".join(one[:2]), one[2], other[2], distance))
            else:
                tables[level].setdefault(f"{'-'.join(one)} {'-'.join(other)}", distance)
    return {
        "languages": tables[0],
        "scripts": tables[1],
        "regions": list(dict.fromkeys(regions)),
        "defaults": defaults,
    }


def _containment(core: Path) -> dict[str, set[str]]:
    """Each macro region with everything directly in it, groupings as EU and 419 included."""
    contains: dict[str, set[str]] = defaultdict(set)
    for key, row in _supplement(core, "territoryContainment")["territoryContainment"].items():
        region, _, status = key.partition("-status-")
        if status != "deprecated":
            contains[region].update(row["_contains"])
    return contains


def _partitions(
    variables: Mapping[str, Mapping[str, str]], rows: Iterable[Mapping[str, Any]], contains: Mapping[str, set[str]]
) -> dict[str, list[str]]:
    """For each region the sets of variables that its countries are in; regions that are in none are left out."""

    def leaves(region: str) -> set[str]:
        return set().union(*map(leaves, contains[region])) if region in contains else {region}

    members = {
        name: set().union(*map(leaves, value["_value"].split("+"))) | set(value["_value"].split("+"))
        for name, value in variables.items()
    }
    named = {row[side].split("-")[2] for row in rows for side in ("_desired", "_supported") if row[side].count("-") > 1}
    members |= {region: {region} for region in named if not region.startswith(("$", "*"))}

    def partition(region: str) -> str:
        return " ".join(sorted(name for name, inside in members.items() if region in inside))

    everywhere = {region for inside in members.values() for region in inside} | set(contains)
    found = {region: sorted({partition(leaf) for leaf in leaves(region)}) for region in sorted(everywhere)}
    return {region: partitions for region, partitions in found.items() if partitions != [""]}


if __name__ == "__main__":
    made = {"matching.json": matching(Path(sys.argv[1])), "index_letters.json": index_letters(Path(sys.argv[2]))}
    for name, table in made.items():
        text = json.dumps(table, ensure_ascii=False, indent=0, separators=(",", ":"))
        (DATA / name).write_text(text + "\n", "utf-8")
