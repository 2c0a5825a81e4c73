"""Examples of what everybody may ask: parameters in every language, and what the shipped catalogue answers."""

from typing import Any, Final

from tests.api.recorder import ANY, LANGS, ORIGIN, Recorder, in_every_language
from tests.sites import Site

SLUGS: Final = {
    "da": "servicepyramiden",
    "no": "servicepyramiden",
    "sv": "servicepyramiden",
    "tl": "piramide-ng-serbisyo",
}
WORDS: Final = {"da": "klage", "no": "klage", "sv": "klagomål", "tl": "reklamo"}
TYPED: Final = {"da": "medarb", "no": "medarb", "sv": "medarb", "tl": "kasi"}
LETTERS: Final = {"da": "K", "no": "K", "sv": "K", "tl": "P"}
WANTED: Final = {
    "da": "da-DK,da;q=0.9,en;q=0.5",
    "no": "nb-NO,nb;q=0.9,nn;q=0.8",
    "sv": "sv-FI,sv;q=0.9,fi;q=0.8",
    "tl": "fil-PH,fil;q=0.9,en;q=0.5",
}
# operationId -> what is asked: {lang} is each language in turn, {slug}, {word} … something in it.
READS: Final = {
    "listEntries": "/v1/entries?lang={lang}&kind=style&limit=1",
    "getEntry": "/v1/entries/service-pyramid?lang={lang}&include=series",
    "listTranslations": "/v1/entries/the-aggregator/translations?lang={lang}",
    "listRelations": "/v1/entries/empathy/relations?lang={lang}&type=related",
    "getFigure": "/v1/entries/service-pyramid/figure?lang={lang}",
    "getEntryBySlug": "/v1/slugs/{lang}/{slug}",
    "search": "/v1/search?lang={lang}&q={word}&limit=1",
    "suggest": "/v1/suggest?lang={lang}&q={beginning}&limit=2",
    "listSeries": "/v1/series?lang={lang}",
    "getSeries": "/v1/series/nine-service-styles?lang={lang}",
    "getAlphabet": "/v1/alphabet?lang={lang}",
    "listKinds": "/v1/kinds?lang={lang}",
    "listLanguages": "/v1/languages?lang={lang}",
    "getCoverage": "/v1/coverage?lang={lang}",
    "getCoverageCsv": "/v1/coverage.csv?lang={lang}",
    "getGraph": "/v1/graph?root=empathy&depth=1&max_nodes=3&lang={lang}",
    "getGraphMermaid": "/v1/graph.mmd?root=empathy&depth=1&max_nodes=3&lang={lang}",
    "getGraphMl": "/v1/graph.graphml?root=empathy&depth=1&max_nodes=2&lang={lang}",
}
# Of which only the beginning is shown: operationId -> items or lines.
_MOST: Final = {"getCoverage": 2, "getCoverageCsv": 4}
# Pages, drawings and files, of which it is shown how they begin.
_BEGINNINGS: Final = (
    ("getFigureSvg", "/v1/entries/service-pyramid/figure.svg?lang={lang}"),
    ("getEmbeddedPage", "/embed/{lang}/{slug}"),
    ("getFeedbackForm", "/v1/feedback-form?lang={lang}&entry=service-pyramid"),
    ("getFeed", "/v1/feeds/{lang}.atom"),
)
# Those that are in no language; how much of them is shown, None for all.
_NEUTRAL: Final = (
    ("listChanges", "/v1/changes?limit=2", None),
    ("listExports", "/v1/exports", 2),
    ("getExport", "/v1/exports/ndjson?id=empathy", 1),
    ("getExport", "/v1/exports/csv?lang=sv&kind=style", 3),
    ("getExport", "/v1/exports/skos.ttl?id=empathy", 12),
    ("getExport", "/v1/exports/skos.jsonld?id=empathy", 1),
    ("getExport", "/v1/exports/csl.json?id=empathy", 1),
    ("getLlmsTxt", "/llms.txt", 8),
    ("getMetrics", "/metrics", 2),
    ("getHealth", "/healthz", None),
    ("getReadiness", "/readyz", None),
    ("getVersion", "/version", None),
)
_NEUTRAL_BEGINNINGS: Final = (
    # One in each language, and Danish again.
    ("getExport", "/v1/exports/scorm?lang=da&id=service-pyramid"),
    ("getExport", "/v1/exports/common-cartridge?lang=no&id=service-pyramid"),
    ("getExport", "/v1/exports/epub?lang=sv&id=service-pyramid"),
    ("getExport", "/v1/exports/moodle.xml?lang=tl&id=service-pyramid"),
    ("getExport", "/v1/exports/anki?lang=da&id=service-pyramid"),
    ("getExport", "/v1/exports/sqlite"),
    ("getProblemPage", "/problems/entry-not-found"),
)
# Lines of a page until its title.
_HEAD_OF_A_PAGE: Final = 6
MESSAGES: Final = {
    "da": "Det andet trin mangler et eksempel.",
    "no": "Det andre trinnet mangler et eksempel.",
    "sv": "Det andra steget saknar ett exempel.",
    "tl": "Walang halimbawa ang ikalawang hakbang.",
}


def parameters(client: Site) -> dict[str, Any]:
    """Examples of parameters by their names, or those of one operation by `operationId name`."""
    addresses = dict(in_every_language(f"{ORIGIN}/embed/{{lang}}/{{slug}}", slug=SLUGS))
    spoken = {
        "lang": {lang: lang for lang in LANGS},
        "accept-language": WANTED,
        "search q": WORDS,
        "suggest q": TYPED,
        "letter": LETTERS,
        "slug": SLUGS,
        "url": addresses,
    }
    page = client.ok("/v1/entries?kind=style&limit=1&lang=da")["page"]
    changes = client.ok("/v1/changes?limit=2")
    neutral = {
        "cursor": page["next_cursor"],
        "listChanges since": changes["cursor"],
        "series": "nine-service-styles",
        "root": "empathy",
        "id": "service-pyramid,empathy",
        "entry": "service-pyramid",
        "maxwidth": 600,
        "maxheight": 400,
        "part": 1,
        "message_id": "0123456789abcdef01234501",
        "receipt": "the-secret-of-this-message",
        "assignee": "mette",
        "subject": "0123456789abcdef01234501",
        "listDeeds before": "0123456789abcdef01234502",
        "listReleases before": 12,
        "compareReleases since": 1,
        "number": 2,
        "key_id": "0a1b2c3d4e01",
        "name": "s-0a1b2c3d4e01",
    }
    _are_understood(client)
    return {name: {lang: {"value": value} for lang, value in by_lang.items()} for name, by_lang in spoken.items()} | {
        name: {ANY: {"value": value}} for name, value in neutral.items()
    }


def _are_understood(client: Site) -> None:
    """What readers of a language may write comes to that language, and finds something."""
    for lang in LANGS:
        assert client.ok("/v1/kinds", WANTED[lang])["items"] == client.ok(f"/v1/kinds?lang={lang}")["items"]
        for found in (
            f"/v1/entries?lang={lang}&letter={LETTERS[lang]}",
            f"/v1/search?lang={lang}&q={WORDS[lang]}",
            f"/v1/suggest?lang={lang}&q={TYPED[lang]}",
        ):
            assert client.ok(found)["items"], found


def reads(client: Site, book: Recorder) -> None:
    """What is asked by GET."""
    words = {"slug": SLUGS, "word": WORDS, "beginning": TYPED}
    for operation, template in READS.items():
        for lang, path in in_every_language(template, **words):
            book.answer(operation, client.ask(path), lang, most=_MOST.get(operation))
    for operation, template in _BEGINNINGS:
        for lang, path in in_every_language(template, **words):
            book.beginning(operation, client.ask(path), lang)
    for operation, path, most in _NEUTRAL:
        book.answer(operation, client.ask(path), most=most)
    for operation, path in _NEUTRAL_BEGINNINGS:
        book.beginning(operation, client.ask(path))
    for lang, path in in_every_language("/oembed?url=http://test/embed/{lang}/{slug}&maxwidth=600", slug=SLUGS):
        book.answer("getOembed", client.ask(path), lang)
        book.answer("getOembed", client.ask(f"{path}&format=xml"), lang)


def messages(client: Site, book: Recorder) -> None:
    """What readers write, and read of it afterwards."""
    for lang in LANGS:
        body = {"kind": "error", "entry": "the-aggregator", "lang": lang, "message": MESSAGES[lang]}
        sent = client.post(f"/v1/feedback?lang={lang}", json=book.body("sendFeedback", body, lang))
        told = book.answer("sendFeedback", sent, lang)
        path = f"/v1/feedback/{told['id']}"
        book.answer("getFeedback", client.ask(f"{path}?receipt={told['receipt']}&lang={lang}"), lang)
        form = book.body("eraseFeedbackByForm", {"receipt": told["receipt"]}, lang)
        erased = client.post(f"{path}/erase?lang={lang}", data=form)
        book.answer("eraseFeedbackByForm", erased, lang, most=_HEAD_OF_A_PAGE)
