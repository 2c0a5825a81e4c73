"""Condensing CLDR keeps what matching needs and drops the rest."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.languages.condense_cldr import index_letters, matching


def row(desired: str, supported: str, distance: int, *, oneway: bool = False) -> dict[str, Any]:
    return {"_desired": desired, "_supported": supported, "_distance": distance} | ({"_oneway": True} if oneway else {})


SUPPLEMENTS = {
    "aliases": {
        "metadata": {
            "alias": {
                "languageAlias": {
                    "no-BOK": {"_replacement": "nb"},
                    "bh": {"_replacement": "bho"},
                    "sh": {"_replacement": "sr-Latn"},
                    "und-lojban": {"_replacement": "und"},
                },
                "scriptAlias": {"Qaai": {"_replacement": "Zinh"}},
                "territoryAlias": {"SU": {"_replacement": "RU AM"}},
            }
        }
    },
    "languageMatching": {
        "languageMatching": {
            "written-new": {
                "paradigmLocales": {"_locales": ["en", "en-GB"]},
                "matchVariables": {"$north": {"_value": "021"}, "$few": {"_value": "FR+DE"}},
                "languageMatch": [
                    row("nb", "no", 1),
                    row("bh", "hi", 30, oneway=True),
                    row("sh", "sr", 4),
                    row("*", "*", 80),
                    row("sr-Latn", "sr-Cyrl", 5),
                    row("*-*", "*-*", 50),
                    row("en-*-$north", "en-*-GB", 3),
                    row("en-*-*", "en-*-*", 5),
                    row("*-*-*", "*-*-*", 4),
                ],
            }
        }
    },
    "likelySubtags": {
        "likelySubtags": {
            "und": "en-Latn-US",
            "da": "da-Latn-DK",
            "fo": "fo-Latn-FO",
            "fao": "fao-Latn-FO",
            "sr": "sr-Cyrl-RS",
            "sr-ME": "sr-Latn-ME",
        }
    },
    "territoryContainment": {
        "territoryContainment": {
            "001": {"_contains": ["021", "155", "GB"]},
            "021": {"_contains": ["US", "CA"]},
            "155": {"_contains": ["FR", "DE"]},
            "155-status-deprecated": {"_contains": ["FX"]},
            "021-status-grouping": {"_contains": ["GL"]},
            "039": {"_contains": ["IT"]},
        }
    },
    "languageGroups": {"languageGroups": {"mul": "gmq", "gmq": "da no", "gmw": ["de", "en"]}},
}


@pytest.fixture
def core(tmp_path: Path) -> Path:
    (tmp_path / "supplemental").mkdir()
    (tmp_path / "package.json").write_text('{"version": "48.2.0"}')
    for name, content in SUPPLEMENTS.items():
        (tmp_path / "supplemental" / f"{name}.json").write_text(json.dumps({"supplemental": content}))
    return tmp_path


def test_matching_has_aliases_likely_subtags_distances_and_groups(core: Path) -> None:
    assert matching(core) == {
        "version": "48.2.0",
        "aliases": {
            "languages": {"no-bok": "nb", "bh": "bho"},
            "scripts": {"Qaai": "Zinh"},
            "regions": {"SU": "RU AM"},
        },
        "likely": {"Latn-DK": "da", "Latn-FO": "fo fao", "Cyrl-RS": "sr", "Latn-RS": "sh"},
        "likely_other": {"und": "en-Latn-US", "sr-ME": "sr-Latn-ME"},
        "languages": {"nb no": 1, "no nb": 1, "bho hi": 30, "sh sr": 4, "sr sh": 4},
        "scripts": {"sr-Latn sr-Cyrl": 5, "sr-Cyrl sr-Latn": 5},
        "regions": [("en-*", "$north", "GB", 3), ("en-*", "GB", "$north", 3), ("en-*", "*", "*", 5)],
        "defaults": [80, 50, 4],
        "paradigms": ["en", "en-GB"],
        "partitions": {
            "001": ["$few", "$north", "GB"],
            "021": ["$north"],
            "155": ["$few"],
            "CA": ["$north"],
            "DE": ["$few"],
            "FR": ["$few"],
            "GB": ["GB"],
            "GL": ["$north"],
            "US": ["$north"],
        },
        "groups": {"gmq": "da no", "gmw": "de en"},
    }


def test_index_letters_are_kept_where_they_differ_from_the_wider_locales(tmp_path: Path) -> None:
    for locale, index in {
        "da": "[A B Å]",
        "da-GL": "[A B Å]",
        "fil": "[N {Ng}]",
        "mr": "[\\u200D ॐ]",
        "zh": "[A B]",
        "zh-Hant": "[一 丨]",
        "xx": None,
    }.items():
        (tmp_path / "main" / locale).mkdir(parents=True)
        characters = {"index": index} if index else {}
        (tmp_path / "main" / locale / "characters.json").write_text(
            json.dumps({"main": {locale: {"characters": characters}}}), "utf-8"
        )

    assert index_letters(tmp_path) == {"da": "A B Å", "fil": "N {Ng}", "zh": "A B", "zh-hant": "一 丨"}
