"""The examples of the contract: requests in every language, and what the shipped catalogue answers to them.

`make examples` writes the answers to app/api/examples.json, from where they go into the OpenAPI document; a test asks
again and compares. What differs from server to server (times, numbers of releases, secrets) is put at one value.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.conftest import CONTENT, ROOT
from tests.sites import Site, site

FILE = ROOT / "app" / "api" / "examples.json"
LANGS = ("da", "no", "sv", "tl")
# operationId -> what is asked; {lang} is each language in turn, {slug} and {word} something in it.
READS = {
    "listEntries": "/v1/entries?lang={lang}&kind=style&limit=1",
    "getEntry": "/v1/entries/service-pyramid?lang={lang}&include=series",
    "listTranslations": "/v1/entries/the-aggregator/translations?lang={lang}",
    "listRelations": "/v1/entries/empathy/relations?lang={lang}&type=related",
    "getFigure": "/v1/entries/service-pyramid/figure?lang={lang}",
    "getEntryBySlug": "/v1/slugs/{lang}/{slug}",
    "search": "/v1/search?lang={lang}&q={word}&limit=1",
    "suggest": "/v1/suggest?lang={lang}&q=serv&limit=2",
    "listSeries": "/v1/series?lang={lang}",
    "getSeries": "/v1/series/nine-service-styles?lang={lang}",
    "getAlphabet": "/v1/alphabet?lang={lang}",
    "listKinds": "/v1/kinds?lang={lang}",
    "listLanguages": "/v1/languages?lang={lang}",
    "getGraph": "/v1/graph?root=empathy&depth=1&max_nodes=3&lang={lang}",
    "getGraphMermaid": "/v1/graph.mmd?root=empathy&depth=1&max_nodes=3&lang={lang}",
    "getGraphMl": "/v1/graph.graphml?root=empathy&depth=1&max_nodes=2&lang={lang}",
}
SLUGS = {"da": "servicepyramiden", "no": "servicepyramiden", "sv": "servicepyramiden", "tl": "piramide-ng-serbisyo"}
WORDS = {"da": "klage", "no": "klage", "sv": "klagomål", "tl": "reklamo"}
MESSAGES = {
    "da": "Det andet trin mangler et eksempel.",
    "no": "Det andre trinnet mangler et eksempel.",
    "sv": "Det andra steget saknar ett exempel.",
    "tl": "Walang halimbawa ang ikalawang hakbang.",
}
# Code -> a request that is answered with this problem.
WRONG = {
    "unknown-parameter": "/v1/entries?lang={lang}&limti=5",
    "invalid-parameter": "/v1/entries?lang={lang}&limit=500",
    "invalid-cursor": "/v1/entries?lang={lang}&cursor=abc",
    "entry-not-found": "/v1/entries/servicepyramiden?lang={lang}",
    "series-not-found": "/v1/series/no-such-series?lang={lang}",
    "slug-not-found": "/v1/slugs/{lang}/no-such-slug",
    "no-figure": "/v1/entries/empathy/figure?lang={lang}",
    "not-found": "/v1/exports/pdf?lang={lang}",
    "feedback-not-found": "/v1/feedback/0123456789abcdef01234567?lang={lang}",
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_SECRETS = {"id": "0123456789abcdef01234567", "receipt": "the-secret-of-this-message"}


def recorded(client: Site) -> dict[str, Any]:
    """The examples as *client* answers them."""
    reads = {name: dict(_in_every_language(client, path)) for name, path in READS.items()}
    problems = {code: dict(_in_every_language(client, path)) for code, path in WRONG.items()}
    sent = {lang: _sent(client, lang) for lang in LANGS}
    return {"reads": {**reads}, "problems": problems, "messages": sent}


def _in_every_language(client: Site, template: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for lang in LANGS:
        path = template.format(lang=lang, slug=SLUGS[lang], word=WORDS[lang])
        answer = client.ask(path)
        is_json = "json" in answer.headers["content-type"]
        yield lang, {"summary": f"GET {path}", "value": _steady(answer.json()) if is_json else _dated(answer.text)}


def _sent(client: Site, lang: str) -> dict[str, Any]:
    body = {"kind": "error", "entry": "service-pyramid", "lang": lang, "message": MESSAGES[lang]}
    told = client.post(f"/v1/feedback?lang={lang}", json=body).json()
    text = json.dumps(told)
    for name, steady in _SECRETS.items():
        text = text.replace(told[name], steady)
    return {"body": body, "answer": _steady(json.loads(text))}


def _steady(value: Any) -> Any:
    """*value* with the times, releases and cursors of no server in particular."""
    if isinstance(value, dict):
        steady = {"release": 1, "request_id": "4c4b8b260003620a"}
        return {name: steady.get(name, _steady(member)) for name, member in value.items()}
    if isinstance(value, list):
        return [_steady(item) for item in value]
    if isinstance(value, str):
        return _dated(value)
    return value


def _dated(text: str) -> str:
    return _TIME.sub("2026-01-31T12:00:00Z", text)


def main() -> None:
    """Write the examples anew."""
    with tempfile.TemporaryDirectory() as folder, site(CONTENT, Path(folder)) as client:
        FILE.write_text(json.dumps(recorded(client), ensure_ascii=False, indent=1) + "\n")
    sys.stdout.write(f"{FILE.relative_to(ROOT)} is written; now `make openapi`.\n")


if __name__ == "__main__":
    main()
