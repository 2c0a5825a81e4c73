"""The search page: hits in the reader's language, with what matched marked."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Final

from fastapi import Response
from markupsafe import Markup

from app.catalogue.generation import Body
from app.domain.kinds import KINDS
from app.languages.messages import N_
from app.search import FormerIndex, Hit, Index, Why
from app.search.highlight import marked_snippet, snippet
from app.web.addresses import SEARCH, page
from app.web.kinds import KIND_NAMES
from app.web.links import Link, link_to
from app.web.rendering import Head, render
from app.web.turning import turn
from app.web.visit import Visit, reading

LONGEST: Final = 200
_ON_A_PAGE: Final = 20
_TAG: Final = re.compile(r"<[^>]+>")
# Elements inside a sentence, which may stand right before a comma.
_INLINE: Final = re.compile(r"</?(?:a|code|em|strong)\b[^>]*>")
# How a word of a text answers to a typed one, where that is not plain to see.
_REASONS: Final = {
    Why.TYPO: N_("Similar spelling: %(form)s"),
    Why.TRANSLATION: N_("Found by %(form)s (%(language)s)"),
    Why.COMPOUND: N_("Part of a word: %(form)s"),
}


@dataclass(frozen=True, slots=True)
class HitView:
    """A hit as it is shown; marked texts are HTML."""

    link: Link
    label: Markup
    definition: Markup
    body: Markup | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A kind to narrow the hits to; `path` is None for the one that is chosen."""

    label: str
    count: int
    path: str | None


def search_response(visit: Visit, index: Index | FormerIndex | None) -> Response:
    """The hits for `q`, or only the field to type in."""
    lang, typed, kind = visit.reader.lang, visit.query("q")[:LONGEST], visit.query("kind")
    kind = kind if kind in KIND_NAMES else ""
    title = f"{typed} – {visit.say('Search')}" if typed else visit.say(N_("Search"))
    head = Head(
        title=title,
        description=visit.say(N_("Search in any of the languages; the entries come in yours.")),
        paths={other: page(other, SEARCH, q=typed, kind=kind) for other in visit.snapshot.locales},
        known=frozenset({"q", "kind", "page"}),
        is_indexed=not typed,
        nav=SEARCH,
    )
    if not typed or index is None:
        return render(visit, "search.html", head, typed=typed, kind=kind, hits=None, better=None, choices=[])
    kinds = (kind,) if kind else ()
    total = index.search(typed, lang=lang, kinds=kinds, limit=1).total
    start, _, turning = turn(visit, total, _ON_A_PAGE, SEARCH, q=typed, kind=kind)
    found = index.search(typed, lang=lang, kinds=kinds, limit=_ON_A_PAGE, offset=start)
    forms = {other: index.forms(typed, lang=lang, target=other) for other in index.langs}
    better = found.did_you_mean
    if not total and not kind:
        reading(visit.request).counters.miss(lang, typed)
    choices = _choices(visit, typed, kind, found.kinds)
    return render(
        visit,
        "search.html",
        head,
        typed=typed,
        kind=kind,
        hits=[_hit(visit, hit, forms) for hit in found.hits],
        total=total,
        turning=turning,
        better=(better, page(lang, SEARCH, q=better, kind=kind)) if better else None,
        choices=choices,
    )


def _choices(visit: Visit, typed: str, chosen: str, counts: Mapping[str, int]) -> list[Choice]:
    lang = visit.reader.lang
    everything = page(lang, SEARCH, q=typed) if chosen else None
    choices = [Choice(visit.say(N_("All")), sum(counts.values()), everything)]
    for kind in (kind.kind for kind in KINDS.values()):
        path = None if kind == chosen else page(lang, SEARCH, q=typed, kind=kind)
        if counts.get(kind):
            choices.append(Choice(visit.say(KIND_NAMES[kind].several), counts[kind], path))
    return choices


def _hit(visit: Visit, hit: Hit, forms: Mapping[str, Mapping[str, Why]]) -> HitView:
    card = visit.snapshot.cards[hit.entry]
    link = link_to(visit, card)
    body = visit.snapshot.body(card, link.lang)
    own = forms.get(link.lang, {})
    label, label_hit = _marked(body.text.pref_label, own, len(body.text.pref_label))
    definition, definition_hit = _marked(body.text.definition, own, len(body.text.definition))
    more = None
    if not label_hit and not definition_hit:
        marked, is_there = _marked(_plain(body), own)
        more = marked if is_there else None
    return HitView(link, label, definition, more, _reason(visit, hit))


def _marked(text: str, forms: Mapping[str, Why], size: int = 240) -> tuple[Markup, bool]:
    piece = snippet(text, forms, size)
    return Markup(marked_snippet(piece, len(text))), bool(piece.spans)  # noqa: S704 - escaped by the highlighter  # nosec B704


def _reason(visit: Visit, hit: Hit) -> str | None:
    message = _REASONS.get(hit.matched.why)
    if message is None:
        return None
    return visit.say(message, form=hit.matched.form, language=visit.name_of(hit.matched.lang))


def _plain(body: Body) -> str:
    return " ".join(" ".join(_pieces(body)).split())


def _pieces(body: Body) -> Iterator[str]:
    text = body.text
    yield text.scope_note or ""
    for section in text.sections:
        yield unescape(_TAG.sub(" ", _INLINE.sub("", body.html.get(section.id, ""))))
    for part in text.parts.values():
        yield from (part.label, part.text or "", *part.variants.values())
