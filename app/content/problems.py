"""What is wrong with a content tree: where, what, and what to write instead."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error keeps a tree from being published; a warning is for the editor to judge."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake; `path` is relative to the tree, `line` counts from 1, `pointer` is a JSON Pointer (RFC 6901)."""

    path: str
    line: int | None = None
    message: str
    cure: str
    severity: Severity = Severity.ERROR
    pointer: str | None = None

    def told(self, root: str = "") -> str:
        """The problem as an editor reads it; *root* is put before the path, so that terminals can open it."""
        path = f"{root.rstrip('/')}/{self.path}" if root else self.path
        place = path if self.line is None else f"{path}:{self.line}"
        kind = "" if self.severity is Severity.ERROR else "warning: "
        return f"{place}: {kind}{self.message}\n  {self.cure}"

    def as_json(self) -> dict[str, str | int | None]:
        """The problem as remote publishing returns it; members are always there, `line` and `pointer` may be null."""
        return {
            "path": self.path,
            "line": self.line,
            "pointer": self.pointer,
            "severity": self.severity.value,
            "message": self.message,
            "cure": self.cure,
        }


def warning(path: str, line: int | None, message: str, cure: str) -> Problem:
    """A problem that does not keep the tree from being published."""
    return Problem(path=path, line=line, message=message, cure=cure, severity=Severity.WARNING)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Each problem once, by path, then line, then message."""
    return tuple(sorted(set(problems), key=lambda one: (one.path, one.line or 0, one.message)))


def errors(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Those that keep a tree from being published."""
    return (problem for problem in problems if problem.severity is Severity.ERROR)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that *word* was probably meant to be."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)
