"""Reads the fields of a YAML mapping as typed values, and tells every mistake in them."""

import re
from collections.abc import Callable, Iterator
from collections.abc import Sequence as Items
from typing import TypeVar

from app.content.nodes import Mapping, Node, Placed, Scalar, Sequence, is_boolean, is_null
from app.content.problems import Problem, nearest
from app.content.yaml import parse

IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_IDENTIFIER = 80

T = TypeVar("T")


def is_identifier(text: str) -> bool:
    """Whether *text* can be an id: lower-case ASCII letters and digits joined by single hyphens, at most 80."""
    return len(text) <= MAX_IDENTIFIER and IDENTIFIER.fullmatch(text) is not None


def proposed_identifier(text: str) -> str:
    """An id made from what an editor wrote instead of one."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:MAX_IDENTIFIER].strip("-") or "id"


class Fields:
    """The fields of one mapping; each `take` reads one, `close` complains of those that nobody read."""

    def __init__(self, path: str, node: Mapping, problems: list[Problem], known: Items[str] = ()) -> None:
        self.path = path
        self.line = node.line
        self.pointer = node.pointer
        self.problems = problems
        self._left = dict(node.items)
        self._asked: list[str] = list(known)

    def problem(self, message: str, cure: str, at: Node | Placed | None = None) -> None:
        """Note a mistake, on the line of *at* or of the mapping."""
        place = at or self
        self.problems.append(
            Problem(path=self.path, line=place.line, message=message, cure=cure, pointer=place.pointer)
        )

    def has(self, key: str) -> bool:
        """Whether *key* is written and was not read yet."""
        return key in self._left

    def take(self, key: str, *, required: bool = False) -> Node | None:
        """The value of *key* whatever its type; None when there is none, which is a mistake when it is required."""
        self._asked.append(key)
        written = next((name for name in self._left if name == key), None) if key in self._left else None
        if written is None:
            if required:
                self.problem(f"`{key}` is missing", f"Write `{key}: …`.")
            return None
        node = self._left.pop(written)
        if is_null(node):
            self.problem(f"`{key}` has no value", f"Write one after `{key}:`, or remove the line.", written)
            return None
        return node

    def text(self, key: str, *, required: bool = False) -> Placed | None:
        """One line of text."""
        node = self.take(key, required=required)
        return None if node is None else self.text_of(node, key)

    def text_of(self, node: Node, key: str) -> Placed | None:
        """The text that *node* holds."""
        if not isinstance(node, Scalar):
            found = "a list" if isinstance(node, Sequence) else "a mapping"
            self.problem(f"`{key}` is {found} where a text belongs", f'Write `{key}: "…"`.', node)
            return None
        if is_boolean(node):
            self.problem(f"`{key}` reads as a truth value", f'Put it in quotes: "{node.text}".', node)
            return None
        folded = " ".join(node.text.split())
        if not folded:
            self.problem(f"`{key}` is empty", f"Write something after `{key}:`, or remove the line.", node)
            return None
        return Placed(folded, node.line, node.pointer)

    def texts(self, key: str, *, required: bool = False) -> tuple[Placed, ...]:
        """A list of texts, each once."""
        node = self.take(key, required=required)
        if node is None:
            return ()
        if not isinstance(node, Sequence):
            self.problem(f"`{key}` is not a list", f"Write `{key}: [one, two]`.", node)
            return ()
        found: dict[str, Placed] = {}
        for item in node.items:
            text = None if is_null(item) else self.text_of(item, key)
            if text is not None and text in found:
                self.problem(f"`{key}` names {text!r} twice", "Keep one of the two.", item)
            elif text is not None:
                found[text] = text
            elif is_null(item):
                self.problem(f"`{key}` holds an empty item", "Remove it, or write a text.", item)
        return tuple(found.values())

    def identifier(self, key: str, *, required: bool = False) -> Placed | None:
        """One id."""
        text = self.text(key, required=required)
        return None if text is None else self.identifier_of(text, key)

    def identifier_of(self, text: Placed, key: str) -> Placed | None:
        """*text* if it can be an id."""
        if is_identifier(text):
            return text
        proposal = proposed_identifier(text)
        self.problem(
            f"`{key}`: {text!r} is not an id", f"Write it in English, lower case, with hyphens: {proposal}", text
        )
        return None

    def identifiers(self, key: str, *, required: bool = False) -> tuple[Placed, ...]:
        """A list of ids, each once."""
        found = (self.identifier_of(text, key) for text in self.texts(key, required=required))
        return tuple(text for text in found if text is not None)

    def integer(self, key: str, low: int, high: int) -> int | None:
        """A whole decimal number from *low* to *high*."""
        node = self.take(key)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.plain and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,8})", node.text):
            number = int(node.text)
            if low <= number <= high:
                return number
        self.problem(f"`{key}` is not a whole number from {low} to {high}", f"Write `{key}: {high}`.", node)
        return None

    def one_of(self, key: str, allowed: Items[str], *, required: bool = False) -> Placed | None:
        """One of the *allowed* words."""
        text = self.text(key, required=required)
        if text is None or text in allowed:
            return text
        meant = nearest(text, allowed)
        cure = f"Did you mean {meant}?" if meant else f"Write one of: {', '.join(allowed)}."
        self.problem(f"`{key}`: {text!r} is not known", cure, text)
        return None

    def fields(self, key: str, *, required: bool = False) -> "Fields | None":
        """The fields of a mapping below *key*."""
        node = self.take(key, required=required)
        return None if node is None else self.fields_of(node, key)

    def fields_of(self, node: Node, key: str) -> "Fields | None":
        """The fields of the mapping that *node* is."""
        if isinstance(node, Mapping):
            return Fields(self.path, node, self.problems)
        self.problem(f"`{key}` is not a mapping", f"Write `{key}:` and below it, indented, `name: value` lines.", node)
        return None

    def nodes(self, key: str, *, required: bool = False) -> tuple[Node, ...]:
        """A list of whatever."""
        node = self.take(key, required=required)
        if node is None or isinstance(node, Sequence):
            return () if node is None else node.items
        self.problem(f"`{key}` is not a list", f"Write `{key}: [one, two]`.", node)
        return ()

    def rest(self) -> Iterator[tuple[Placed, Node]]:
        """Every field that was not read yet, in the order of the file; for mappings whose keys are not fixed."""
        for name in list(self._left):
            node = self._left.pop(name)
            if is_null(node):
                self.problem(f"`{name}` has no value", f"Write one after `{name}:`, or remove the line.", name)
            else:
                yield name, node

    def close(self) -> None:
        """Complain of every key that was not read."""
        for name in self._left:
            meant = nearest(name, self._asked)
            cure = f"Did you mean `{meant}`?" if meant else f"Remove it; known are: {', '.join(self._asked)}."
            self.problem(f"`{name}` is not a key that is known here", cure, name)


def read_mapping(
    path: str,
    text: str,
    problems: list[Problem],
    read: Callable[[Fields], T | None],
    first_line: int = 1,
    *,
    may_be_empty: bool = False,
) -> T | None:
    """What *read* makes of the one mapping that *text* holds, after complaining of unknown keys."""
    node, found = parse(path, text, first_line)
    problems += found
    if node is None and not found and not may_be_empty:
        problems.append(Problem(path=path, line=first_line, message="this is empty", cure="Write `key: value` lines."))
    if node is None:
        return None
    if not isinstance(node, Mapping):
        problems.append(
            Problem(path=path, line=node.line, message="this is not a mapping", cure="Write `key: value` lines.")
        )
        return None
    fields = Fields(path, node, problems)
    value = read(fields)
    fields.close()
    return value
