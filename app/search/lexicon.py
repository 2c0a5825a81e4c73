"""A language's dictionary: which words there are and which lemma each is a form of, mapped from two small files."""

import mmap
import re
from functools import cache
from pathlib import Path

import marisa_trie

DATA = Path(__file__).parent / "data"
SUFFIX_END = "\n"
_RULE = re.compile(r"(\d+)(.*)", re.DOTALL)


class Lexicon:
    """Forms and lemmas as `app.search.compile` wrote them; pages are shared by all processes."""

    def __init__(self, path: Path) -> None:
        self._trie = marisa_trie.Trie().mmap(str(path.with_suffix(".trie")))
        with path.with_suffix(".rules").open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        size = int.from_bytes(data[:4], "little")
        # How many letters a form loses, and what comes in their place; read as they are needed, which most never are.
        self._rules: list[str | tuple[int, str]] = [*bytes(data[4 : 4 + size]).decode().split(SUFFIX_END)]
        # Reading one number from a memoryview costs a tenth of what it costs from an array.
        self._values = data[4 + size + size % 2 :].cast("H")

    def starting(self, text: str) -> list[int]:
        """Lengths of the forms that *text* begins with."""
        return [len(form) for form in self._trie.prefixes(text)]

    def lemma(self, form: str) -> str | None:
        """The lemma of a native form, itself for a base form, None for a word the dictionary does not have."""
        number = self._trie.get(form)
        if number is None:
            return None
        place: int = self._values[number]
        rule = self._rules[place]
        if isinstance(rule, str):
            rule = self._rules[place] = _rule(rule)
        stem: str = form[: len(form) - rule[0]]
        return stem + rule[1]


def _rule(line: str) -> tuple[int, str]:
    found = _RULE.fullmatch(line)
    assert found is not None
    return int(found[1]), found[2]


@cache
def lexicon(lang: str) -> Lexicon | None:
    """The dictionary that ships for *lang*, or None: a language works without one."""
    path = DATA / lang
    return Lexicon(path) if path.with_suffix(".trie").exists() else None
