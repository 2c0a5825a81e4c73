"""Reads pages as a browser does: elements with their text and attributes."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from tests.sites import Site

_EMPTY = frozenset({"meta", "link", "input", "br", "hr", "img"})


@dataclass
class Element:
    """An element with everything inside it."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All its text, with white space folded."""
        return " ".join("".join(self._texts()).split())

    def _texts(self) -> list[str]:
        found: list[str] = []
        for child in self.children:
            found += [child] if isinstance(child, str) else [*child._texts(), " "]
        return found

    @property
    def lang(self) -> str | None:
        """The language it is in by its markup."""
        here: Element | None = self
        while here is not None:
            if "lang" in here.attributes:
                return here.attributes["lang"]
            here = here.parent
        return None

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """Every element inside of this kind with these attributes (`class_` is one of its classes)."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag and child._has(attributes):
                    found.append(child)
                found += child.all(tag, **attributes)
        return found

    def one(self, tag: str, **attributes: str) -> "Element":
        """The only such element."""
        (found,) = self.all(tag, **attributes)
        return found

    def _has(self, wanted: dict[str, str]) -> bool:
        classes = self.attributes.get("class", "").split()
        return all(
            value in classes if name == "class_" else self.attributes.get(name.replace("_", "-")) == value
            for name, value in wanted.items()
        )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("#root", {})
        self.here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.children.append(element)
        if tag not in _EMPTY:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self.here))

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        assert self.here.tag == tag, f"</{tag}> where <{self.here.tag}> is open"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.children.append(data)


def parse(html: str) -> Element:
    """The page; every element must be closed in its place."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root.one("html")


def look(site: Site, path: str) -> Element:
    """The page at *path*, which must be there."""
    answer = site.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])
    return parse(answer.text)


def links(element: Element) -> list[str]:
    """Where its links lead."""
    return [link.attributes["href"] for link in element.all("a") if "href" in link.attributes]
