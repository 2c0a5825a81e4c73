"""From a template and its values to a response, with everything that all pages have in common."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from fastapi import Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from app.diagrams import STYLES, Theme, hyphenated
from app.languages.display import format_date, format_number
from app.web.addresses import page
from app.web.assets import assets
from app.web.kinds import KIND_NAMES
from app.web.preview import preview_of
from app.web.visit import Visit

_CACHED: Final = "public, max-age=60, s-maxage=600, stale-while-revalidate=86400, stale-if-error=604800"
_FIGURE_STYLE: Final = base64.b64encode(hashlib.sha256(STYLES[Theme.AUTO].encode()).digest()).decode()
# Nothing from elsewhere, nothing inline but the style that every figure carries.
CSP: Final = (
    f"default-src 'none'; style-src 'self' 'sha256-{_FIGURE_STYLE}'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What a page says about itself; `paths` are its addresses by language, `written_in` those with words of their own.

    `canonical` is the language whose address stands for this page; `data` is JSON-LD; `known` names the parameters that
    the page looks at.
    """

    title: str
    description: str
    paths: Mapping[str, str]
    canonical: str | None = None
    written_in: Sequence[str] | None = None
    data: Sequence[Mapping[str, Any]] = ()
    kind: str = "website"
    known: frozenset[str] = frozenset()
    is_indexed: bool = True
    nav: str = ""


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("app.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json_ld"] = _json_ld
    environment.filters["soft"] = hyphenated
    return environment


def _json_ld(data: Mapping[str, Any]) -> Markup:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("&", "\\u0026"))  # noqa: S704 - escaped on this line  # nosec B704


def render(
    visit: Visit,
    template: str,
    head: Head,
    *,
    languages: Sequence[str] = (),
    status: int = 200,
    **values: Any,
) -> Response:
    """The page that *template* makes of *values*; *languages* are those its own text is in."""
    snapshot, locale = visit.snapshot, visit.locale
    preview = preview_of(visit.request)
    absolute = {lang: snapshot.url(path) for lang, path in head.paths.items()}
    written_in = head.written_in if head.written_in is not None else tuple(head.paths)
    body = (
        _environment()
        .get_template(template)
        .render(
            _=visit.say,
            ngettext=visit.count,
            visit=visit,
            snapshot=snapshot,
            locale=locale,
            lang=visit.reader.lang,
            head=head,
            canonical=absolute[head.canonical or visit.reader.lang],
            alternates=[(snapshot.locales[lang].tag, absolute[lang]) for lang in written_in],
            default=absolute[snapshot.default_lang],
            languages=[(other, head.paths[other.lang]) for other in snapshot.locales.values()],
            page=page,
            kinds=KIND_NAMES,
            date=lambda day: format_date(day, locale.data_locale),
            number=lambda value: format_number(value, locale.data_locale),
            tag=lambda lang: snapshot.locales[lang].tag,
            css=assets()["site.css"].path,
            js=assets()["site.js"].path,
            icon=assets()["icon.svg"].path,
            preview=preview.state(snapshot) if preview else None,
            **values,
        )
        .encode()
    )
    tags = dict.fromkeys(snapshot.locales[lang].tag for lang in (languages or (visit.reader.lang,)))
    headers = {
        "content-language": ", ".join(tags),
        "content-security-policy": CSP,
        # Our own forms tell where they come from, others learn nothing.
        "referrer-policy": "same-origin",
        "etag": f'W/"{snapshot.release}-{hashlib.blake2b(body, digest_size=9).hexdigest()}"',
        "cache-control": _caching(visit, head, status),
    }
    return Response(body, status, headers, "text/html; charset=utf-8")


def _caching(visit: Visit, head: Head, status: int) -> str:
    if status != 200 or preview_of(visit.request):  # noqa: PLR2004
        return "no-store"
    # Parameters that a page does not look at make no answers of their own.
    return _CACHED if head.known.issuperset(visit.request.query_params) else "private, max-age=60"
