"""The glossary page of docs/examples in Chromium, opened from a disk as whoever copies it does."""

import json
import urllib.request
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.developers.conftest import Browse

PAGE = (ROOT / "docs" / "examples" / "glossary.html").as_uri()
TERMS = "[...document.querySelectorAll('dt')].map((term) => term.firstChild.textContent)"
MARKED = "[...document.querySelectorAll('dt:has(.stand-in)')].map((term) => [term.lang, term.textContent])"
SHOWN = "document.querySelectorAll('dt').length"


def ask(address: str) -> Any:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 -- our own server
        return json.load(answer)


@pytest.mark.parametrize(
    ("lang", "head", "marked"),
    [
        ("da", ["da", "Ordliste om service"], []),
        ("no", ["nb", "Ordliste om service"], []),
        ("sv", ["sv", "Ordlista om service"], []),
        ("tl", ["tl", "Talasalitaan ng serbisyo"], [["da", "Ekstern markedsføringsa Danish"]]),
    ],
)
def test_every_entry_is_there_in_the_order_of_the_language_and_what_stands_in_is_marked(
    server: str, browse: Browse, lang: str, head: list[str], marked: list[list[str]]
) -> None:
    whole = ask(f"{server}/v1/entries?lang={lang}&limit=200")
    [seen] = browse(
        [
            {
                "url": f"{PAGE}?api={server}#{lang}",
                "steps": [
                    {"until": f"{SHOWN} === {whole['page']['total']}"},
                    {"read": TERMS},
                    {"read": MARKED},
                    {"read": "[document.documentElement.lang, document.title]"},
                ],
            }
        ]
    )

    assert seen["errors"] == []
    assert seen["read"] == [[item["pref_label"] for item in whole["items"]], marked, head]


def test_a_letter_a_search_while_typing_and_the_switch_of_languages_show_what_the_api_says(
    server: str, browse: Browse
) -> None:
    total = ask(f"{server}/v1/entries?lang=sv&limit=1")["page"]["total"]
    letter = ask(f"{server}/v1/entries?lang=sv&limit=200&letter=K")["items"]
    hits = ask(f"{server}/v1/search?lang=sv&limit=20&q=nöjda kunder".replace(" ", "%20").replace("ö", "%C3%B6"))[
        "items"
    ]
    [seen] = browse(
        [
            {
                "url": f"{PAGE}?api={server}#sv",
                "steps": [
                    {"until": f"{SHOWN} === {total}"},
                    {"click": "#letters button:text-is('K')"},
                    {"until": f"{SHOWN} === {len(letter)}"},
                    {"read": TERMS},
                    {"fill": "#query", "text": "nöjda kunder"},
                    {"until": f"{TERMS}[0] === {json.dumps(hits[0]['pref_label'])}"},
                    {"read": TERMS},
                    {"fill": "#query", "text": ""},
                    {"until": f"{SHOWN} === {len(letter)}"},
                    {"click": "#languages button[lang=tl]"},
                    {"until": f"document.documentElement.lang === 'tl' && {SHOWN} === {total}"},
                    {"read": "document.querySelector('#languages [aria-pressed=true]').textContent"},
                ],
            }
        ]
    )

    assert seen["errors"] == []
    assert seen["read"] == [[item["pref_label"] for item in letter], [item["pref_label"] for item in hits], "Tagalog"]


def test_what_is_wrong_is_said_in_the_readers_language(server: str, browse: Browse) -> None:
    [seen] = browse(
        [
            {
                "url": f"{PAGE}?api={server}#da",
                "steps": [
                    {"until": f"{SHOWN} > 0"},
                    {"fill": "#query", "text": "x" * 201},
                    {"until": "document.querySelector('#count').textContent.length > 10"},
                    {"read": "document.querySelector('#count').textContent"},
                ],
            }
        ]
    )

    assert seen["read"] == ["q: Det er længere end 200 tegn."]
