"""Rendered HTML as XHTML, with its links to entries leading where they should: one text for pages and for e-books."""

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Final

from app.diagrams.svg import escape

# Entry id and section id (or nothing) -> where the link leads; None where the entry is not at hand.
Href = Callable[[str, str], str | None]

_EMPTY: Final = frozenset({"br", "hr"})
_KEPT: Final = frozenset({"href", "rel", "start", "scope", "class"})


def xhtml(html: str, href: Href) -> str:
    """*html*, which the renderer has made safe, as XHTML; a link to what is not at hand leaves only its words."""
    writer = _Writer(href)
    writer.feed(html)
    writer.close()
    return "".join(writer.written)


class _Writer(HTMLParser):
    def __init__(self, href: Href) -> None:
        super().__init__(convert_charrefs=True)
        self.written: list[str] = []
        self._href = href
        self._links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = {name: value or "" for name, value in attrs if name in _KEPT}
        if tag == "a":
            tag, kept = self._link(kept)
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.written.append(f"<{tag}{written}{'/' if tag in _EMPTY else ''}>")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _EMPTY:
            self.written.append(f"</{self._links.pop() if tag == 'a' else tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(escape(data))

    def _link(self, attributes: dict[str, str]) -> tuple[str, dict[str, str]]:
        scheme, _, rest = attributes.get("href", "").partition(":")
        if scheme == "entry":
            entry_id, _, section = rest.partition("#")
            target = self._href(entry_id, section)
            attributes = {} if target is None else {"href": target}
        elif scheme == "https":
            attributes["target"] = "_blank"
        self._links.append("a" if "href" in attributes else "span")
        return self._links[-1], attributes
