"""The product's entries as its own API tells them: what both systems are filled with."""

import json
import urllib.parse
import urllib.request
from collections.abc import Mapping
from typing import Any

LANGUAGES = ("da", "no", "sv", "tl")
_SHARED = ("kind", "source_lang", "licence")
_TEXT = ("slug", "pref_label", "alt_labels", "definition", "scope_note")
_SECTION = ("title", "html", "markdown")


def read(url: str) -> list[dict[str, Any]]:
    """Every entry of the product at *url*, in all its languages, with its sections."""
    listed = _get(f"{url}/v1/entries?limit=200&lang={LANGUAGES[0]}")["items"]
    return [
        entry(
            one["id"],
            {lang: _get(f"{url}/v1/entries/{urllib.parse.quote(one['id'])}?{_query(lang)}") for lang in LANGUAGES},
        )
        for one in listed
    ]


def entry(identifier: str, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What is the same in every language, and as `texts` what each says, without what stands in for a missing one."""
    one = next(iter(answers.values()))
    texts = {lang: _text(told) for lang, told in answers.items() if told["lang"] == lang}
    return {"identifier": identifier, **{name: one[name] for name in _SHARED}, "texts": texts}


def _text(told: Mapping[str, Any]) -> dict[str, Any]:
    sections = [{"anchor": one["id"], **{name: one[name] for name in _SECTION}} for one in told["sections"]]
    return {**{name: told[name] for name in _TEXT}, "state": told["status"], "sections": sections}


def _query(lang: str) -> str:
    return urllib.parse.urlencode({"lang": lang, "include": "sections"})


def _get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url) as answer:  # noqa: S310 - our own server
        found: dict[str, Any] = json.load(answer)
    return found
