"""Reads the body of a text: its sections, its links, and whatever Markdown is not wanted in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.content.fields import is_identifier, proposed_identifier
from app.content.problems import Problem

SAFE_SCHEMES = ("https", "mailto")
_HEADING_ID = re.compile(r"\s*\{#([^{}]*)\}\s*$")
_ENTRY = re.compile(r"entry:([^#]*)(?:#(.*))?")


def parser(*, html: bool) -> MarkdownIt:
    """CommonMark with tables; every link is let through as it was written, so that the check can judge it."""
    markdown = MarkdownIt("commonmark", {"html": html}).enable("table")
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return markdown


# HTML is on only here, where it is looked for; what renders has it off.
_PARSER = parser(html=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to an entry, or to one of its sections; `line` counts from 1."""

    entry: str
    section: str | None
    label: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A section as it was written; `line` is its heading's."""

    id: str
    title: str
    markdown: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a text's Markdown consists of."""

    pieces: tuple[Piece, ...]
    links: tuple[Link, ...]


def read_body(path: str, markdown: str, first_line: int = 1) -> tuple[Body, list[Problem]]:
    """The sections and links of *markdown*, which begins on *first_line* of its file, and every mistake in it."""
    reader = _Reader(path, markdown, first_line)
    return reader.read(), reader.problems


class _Reader:
    """Walks over a document's tokens once."""

    def __init__(self, path: str, markdown: str, first_line: int) -> None:
        self.path = path
        self.lines = markdown.split("\n")
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.links: list[Link] = []
        environment: dict[str, Any] = {}
        self.tokens = _PARSER.parse(markdown, environment)
        for definition in environment.get("references", {}).values():
            self.problem(
                definition["map"][0], "links are not defined apart", "Write `[text](address)` where it stands."
            )

    def problem(self, line: int, message: str, cure: str) -> None:
        """Note a mistake on *line* of the body, counted from 0."""
        self.problems.append(Problem(path=self.path, line=line + self.first_line, message=message, cure=cure))

    def read(self) -> Body:
        """Everything in the body."""
        for token in self.tokens:
            if token.type == "html_block":
                self.problem(_line(token), "HTML is not allowed", "Write Markdown, or put it in `code`.")
            elif token.type == "inline":
                self.inline(token)
        return Body(pieces=tuple(self.pieces()), links=tuple(self.links))

    def inline(self, token: Token) -> None:
        """Links, images and HTML in running text."""
        line = _line(token)
        opened: tuple[str, int] | None = None
        label = ""
        for child in token.children or ():
            if child.type in {"softbreak", "hardbreak"}:
                line += 1
                label += " "
            elif child.type == "html_inline":
                self.problem(line, f"HTML is not allowed: {child.content}", "Write Markdown, or put it in `code`.")
            elif child.type == "image":
                self.problem(line, "images are not used in texts", "Describe it in words, or make it a model.")
            elif child.type == "link_open":
                opened, label = (str(child.attrGet("href") or ""), line), ""
            elif child.type == "link_close" and opened:
                self.link(*opened, label.strip())
                opened = None
            else:
                label += child.content
                if child.type == "text" and "(entry:" in child.content:
                    self.problem(line, "a link is broken", "Write `[text](entry:the-id)`, without spaces inside.")

    def link(self, href: str, line: int, label: str) -> None:
        """Note a link to an entry; complain of addresses that are not wanted."""
        target = _ENTRY.fullmatch(href)
        scheme = href.partition(":")[0].lower() if ":" in href else ""
        if not label:
            self.problem(line, f"the link to {href!r} has no text", "Write `[text](…)`: the text is what readers see.")
        if target and is_identifier(target[1]) and (target[2] is None or is_identifier(target[2])):
            self.links.append(Link(entry=target[1], section=target[2], label=label, line=line + self.first_line))
        elif target:
            self.problem(line, f"{href!r} names no entry", "Write `(entry:the-id)` or `(entry:the-id#section-id)`.")
        elif scheme not in SAFE_SCHEMES:
            cure = "Write `(entry:the-id)`, or a whole address with https://."
            self.problem(line, f"links to {href!r} are not allowed", cure)

    def pieces(self) -> Iterator[Piece]:
        """The sections; their Markdown is the lines between two headings."""
        headings = list(self.headings())
        first = self.tokens[0] if self.tokens else None
        if first and (first.type != "heading_open" or first.tag not in {"h1", "h2"}):
            self.problem(
                _line(first), "text stands before the first heading", "Write `## Heading {#section-id}` above it."
            )
        seen: dict[str, int] = {}
        ends = [*(start for start, _, _, _ in headings[1:]), len(self.lines)]
        for (start, after, title, section_id), end in zip(headings, ends, strict=False):
            if section_id in seen:
                message = f"section id {section_id!r} is used twice; the first time on line {seen[section_id]}"
                self.problem(start, message, "Give each section an id of its own.")
            seen.setdefault(section_id, start + self.first_line)
            text = "\n".join(self.lines[after:end]).strip("\n")
            if not text.strip():
                self.problem(start, f"section {section_id!r} is empty", "Write its text, or remove the heading.")
            yield Piece(id=section_id, title=title, markdown=text, line=start + self.first_line)

    def headings(self) -> Iterator[tuple[int, int, str, str]]:
        """Each section's first line, the line after its heading, its title and its id; lines count from 0."""
        level = 2
        for token, content in zip(self.tokens, self.tokens[1:], strict=False):
            if token.type != "heading_open" or not token.map:
                continue
            start, after = token.map
            written = content.content
            marked = _HEADING_ID.search(written)
            title = written[: marked.start()] if marked else written
            if token.tag != "h2" or token.level:
                self.other_heading(token, title, marked is not None)
                if int(token.tag[1]) > level + 1:
                    self.problem(start, f"heading {title!r} skips a level", f"Write `{'#' * (level + 1)} {title}`.")
                level = max(2, int(token.tag[1]))
                continue
            level = 2
            if token.markup != "##":
                self.problem(start, "a heading is not underlined", f"Write `## {title} {{#id}}` on one line.")
            if any(child.type != "text" for child in content.children or ()):
                self.problem(start, f"section {title!r} has markup in its heading", "Write the heading as plain text.")
            if not title.strip():
                self.problem(start, "a section has no heading", "Write `## Heading {#section-id}`.")
            yield start, after, title.strip(), self.section_id(start, title, marked[1] if marked else None)

    def section_id(self, line: int, title: str, written: str | None) -> str:
        """The id that stands in a section's heading, or the one that should."""
        proposal = proposed_identifier(title if written is None else written)
        if written is None:
            self.problem(line, f"section {title!r} has no id", f"Write `## {title} {{#id}}`, the id in English.")
        elif not is_identifier(written):
            cure = f"Write it in English, lower case, with hyphens: {{#{proposal}}}"
            self.problem(line, f"{written!r} is not a section id", cure)
        return written if written and is_identifier(written) else proposal

    def other_heading(self, token: Token, title: str, has_id: bool) -> None:  # noqa: FBT001
        """Complain of headings that are neither a section's nor inside one."""
        if token.tag in {"h1", "h2"}:
            where = "inside a list or a quotation" if token.level else "of the first level"
            self.problem(_line(token), f"heading {title!r} is {where}", f"Write `## {title} {{#id}}` at the margin.")
        elif has_id:
            self.problem(_line(token), f"heading {title!r} has an id", "Only `##` headings have one; remove `{#…}`.")


def _line(token: Token) -> int:
    return token.map[0] if token.map else 0
