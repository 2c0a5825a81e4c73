"""Single files of a content tree, each read once."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from app.content.encoding import decode
from app.content.fields import Fields, read_mapping
from app.content.problems import Problem
from app.content.tree import RefusedFileError, Tree

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """What one file came to; `digest` is over its bytes."""

    digest: bytes
    value: object
    problems: list[Problem]


# What an earlier reading made of each file, by path.
Kept = dict[str, KeptFile]


def digest_of(data: bytes) -> bytes:
    """By which a file is known again."""
    return hashlib.sha256(data).digest()


def parsed(path: str, data: bytes, parse: Callable[[str, list[Problem]], object]) -> KeptFile:
    """What *parse* makes of the text in *data*, and what is wrong in it."""
    text, problems = decode(path, data)
    return KeptFile(digest=digest_of(data), value=parse(text, problems), problems=problems)


class Files:
    """Reads single files and gathers what is wrong in them; a file that is as it was is not read again."""

    def __init__(self, tree: Tree, problems: list[Problem], kept: Kept) -> None:
        self.tree = tree
        self.problems = problems
        self.kept = kept

    def read(self, path: str, parse: Callable[[str, list[Problem]], T | None]) -> T | None:
        """What *parse* makes of the file's text; None when it may not be read."""
        try:
            data = self.tree.read(path)
        except RefusedFileError as refused:
            self.problems.append(Problem(path=path, message=refused.message, cure=refused.cure))
            return None
        known = self.kept.get(path)
        if known is None or known.digest != digest_of(data):
            known = self.kept[path] = parsed(path, data, parse)
        self.problems += known.problems
        return cast("T | None", known.value)

    def mapping(self, path: str, read: Callable[[Fields], T | None], *, may_be_empty: bool = False) -> T | None:
        """What *read* makes of the YAML in the file."""

        def parse(text: str, problems: list[Problem]) -> T | None:
            return read_mapping(path, text, problems, read, may_be_empty=may_be_empty)

        return self.read(path, parse)
