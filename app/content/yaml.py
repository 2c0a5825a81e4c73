"""Strict YAML 1.2 as values that know their line, without tags, anchors and guessed types.

A scalar stays the text that was written: what it means is decided by the field that reads it, so `no` is the text "no",
`012` is never ten, and a reader of another YAML library sees the same catalogue.
"""

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.content.encoding import REFUSED
from app.content.nodes import MAX_DEPTH, Mapping, Node, Placed, Scalar, Sequence
from app.content.problems import Problem
from app.content.usual import read_usual

# ruamel.yaml's events; their classes declare no attributes that a type checker could see.
Event = Any


def parse(path: str, text: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """The document in *text*, which begins on *first_line* of its file; None when it is empty or broken."""
    usual = read_usual(text, first_line)
    return parse_whole(path, text, first_line) if usual is None else (usual, [])


def parse_whole(path: str, text: str, first_line: int = 1) -> tuple[Node | None, list[Problem]]:
    """The same by the whole parser, however it is written."""
    reader = _Reader(path, first_line)
    try:
        return reader.document(YAML(typ="safe", pure=True).parse(text)), reader.problems
    except _RefusedError as refused:
        return None, [*reader.problems, refused.problem]
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(filter(None, (error.context, error.problem)))
        return None, [*reader.problems, reader.problem(mark.line if mark else 0, f"this is not YAML: {said}", _CURE)]
    except YAMLError as error:
        return None, [*reader.problems, reader.problem(0, f"this is not YAML: {error}", _CURE)]


_CURE = 'Check the indentation, and put texts with `: `, ` #` or a special first character in double quotes: "…".'


class _RefusedError(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Reader:
    """Builds nodes from a parser's events and notes what is refused."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path = path
        self.first_line = first_line
        self.problems: list[Problem] = []

    def problem(self, line: int, message: str, cure: str, pointer: str | None = None) -> Problem:
        """A problem on the line that the parser counts as *line*, from 0."""
        return Problem(path=self.path, line=line + self.first_line, message=message, cure=cure, pointer=pointer)

    def document(self, events: Iterator[Event]) -> Node | None:
        """The first document; a second one is a problem."""
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _RefusedError(
                        self.problem(event.start_mark.line, "a second document begins", "Remove the line `---`.")
                    )
                if event.version or event.tags:
                    message, cure = "YAML directives are not used", "Remove the lines with `%`."
                    self.problems.append(self.problem(event.start_mark.line, message, cure))
            elif isinstance(event, AliasEvent | ScalarEvent | SequenceStartEvent | MappingStartEvent):
                root = self.node(event, events, "", 1)
        if isinstance(root, Scalar) and root.plain and not root.text:
            return None
        return root

    def node(self, event: Event, events: Iterator[Event], pointer: str, depth: int) -> Node:
        """The node that begins with *event*; its other events are taken from *events*."""
        line = event.start_mark.line
        if isinstance(event, AliasEvent):
            message = f"aliases such as `*{event.anchor}` are not used"
            raise _RefusedError(self.problem(line, message, "Write the value out, or quote it."))
        if event.anchor:
            message = f"anchors such as `&{event.anchor}` are not used"
            self.problems.append(self.problem(line, message, "Write the value out, or quote it.", pointer))
        if event.tag and event.tag != "!":
            message = f"tags such as `{event.tag}` are not used"
            self.problems.append(self.problem(line, message, "Remove the tag, or quote the value.", pointer))
        if depth > MAX_DEPTH:
            raise _RefusedError(self.problem(line, f"more than {MAX_DEPTH} levels deep", "Write it flatter."))
        if isinstance(event, SequenceStartEvent):
            return Sequence(tuple(self.items(events, pointer, depth)), line + self.first_line, pointer)
        if isinstance(event, MappingStartEvent):
            return self.mapping(event, events, pointer, depth)
        # An escape (`"\u202E"`) can write what the file itself may not hold.
        for character in dict.fromkeys(REFUSED.findall(event.value)):
            message = f"U+{ord(character):04X} is not allowed"
            self.problems.append(self.problem(line, message, "Delete the escape; it cannot be seen.", pointer))
        text = REFUSED.sub("", event.value)
        return Scalar(text, event.style is None, line + self.first_line, pointer)

    def items(self, events: Iterator[Event], pointer: str, depth: int) -> Iterator[Node]:
        """What stands in a list, up to its end."""
        place = 0
        while not isinstance(event := next(events), SequenceEndEvent):
            yield self.node(event, events, f"{pointer}/{place}", depth + 1)
            place += 1

    def mapping(self, start: Event, events: Iterator[Event], pointer: str, depth: int) -> Mapping:
        """A mapping; its keys are texts, each written once."""
        found: dict[Placed, Node] = {}
        first_lines: dict[str, int] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = self.node(event, events, pointer, depth + 1)
            if not isinstance(key, Scalar):
                raise _RefusedError(self.problem(event.start_mark.line, "a key is a text", _CURE))
            below = f"{pointer}/{key.text.replace('~', '~0').replace('/', '~1')}"
            value = self.node(next(events), events, below, depth + 1)
            if key.text in first_lines:
                message = f"`{key.text}` is written twice; the first time on line {first_lines[key.text]}"
                self.problems.append(self.problem(event.start_mark.line, message, "Keep one of the two.", below))
            else:
                first_lines[key.text] = key.line
                found[Placed(key.text, key.line, below)] = value
        return Mapping(found, start.start_mark.line + self.first_line, pointer)
