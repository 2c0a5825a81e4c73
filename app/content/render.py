"""Markdown → sanitised HTML and plain text; done once a text, at publish."""

from collections.abc import Iterator

import nh3
from markdown_it.token import Token

from app.content.markdown import SAFE_SCHEMES, parser

# A page's title is its first heading and a section's title its second; whatever stands inside begins below.
HIGHEST_HEADING = 3
EXTERNAL = "noopener noreferrer external"

_PARSER = parser(html=False)
_HEADINGS = {f"h{level}" for level in range(HIGHEST_HEADING, 7)}
_TAGS = _HEADINGS | {"p", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "a", "br", "hr"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_ALIGNED = {"text-align:left": "left", "text-align:center": "center", "text-align:right": "right"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "rel", "data-entry"}, "ol": {"start"}, "th": {"scope"}},
    allowed_classes={"th": set(_ALIGNED.values()), "td": set(_ALIGNED.values())},
    url_schemes={*SAFE_SCHEMES, "entry"},
    link_rel=None,
)


def render(markdown: str) -> str:
    """*markdown* as HTML that is safe to embed.

    A link to an entry stays `<a href="entry:id#section" data-entry="id">`, for whoever knows the reader's language to
    resolve. Inner headings begin at h3; aligned table cells have the class `left`, `center` or `right`.
    """
    tokens = _PARSER.parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{max(HIGHEST_HEADING, int(token.tag[1]))}"
        elif token.type in {"th_open", "td_open"}:
            _mark_cell(token)
        for child in token.children or ():
            if child.type == "link_open":
                _mark_link(child)
    return _CLEANER.clean(_PARSER.renderer.render(tokens, _PARSER.options, {})).strip()


def _mark_cell(token: Token) -> None:
    """Styles would need a hole in the content security policy, so alignment becomes a class."""
    style = str(token.attrs.pop("style", ""))
    if style in _ALIGNED:
        token.attrSet("class", _ALIGNED[style])
    if token.type == "th_open":
        token.attrSet("scope", "col")


def _mark_link(token: Token) -> None:
    href = str(token.attrGet("href") or "")
    scheme, _, rest = href.partition(":")
    token.attrs.pop("title", None)
    if scheme == "entry":
        token.attrSet("data-entry", rest.partition("#")[0])
    elif scheme == "https":
        token.attrSet("rel", EXTERNAL)


def plain(markdown: str) -> str:
    """The words of *markdown* without its marks, a line for each paragraph, item, heading and cell; for search."""
    return "\n".join(filter(None, (_words(token) for token in _PARSER.parse(markdown))))


def _words(token: Token) -> str:
    if token.type in {"fence", "code_block"}:
        return token.content.strip()
    return "".join(_pieces(token.children or [])).strip()


def _pieces(children: list[Token]) -> Iterator[str]:
    for child in children:
        yield " " if child.type in {"softbreak", "hardbreak"} else child.content
