"""A language's dictionary: which words there are and which lemma each is a form of, mapped from two small files."""

import re
from functools import cache
from pathlib import Path

import marisa_trie
import numpy as np
import numpy.typing as npt

DATA = Path(__file__).parent / "data"
SUFFIX_END = "\n"
_RULE = re.compile(r"(\d+)(.*)", re.DOTALL)


class Lexicon:
    """Forms and lemmas as `app.search.compile` wrote them; pages are shared by all processes."""

    def __init__(self, path: Path) -> None:
        self._trie = marisa_trie.Trie().mmap(str(path.with_suffix(".trie")))
        data = np.memmap(path.with_suffix(".rules"), dtype=np.uint8, mode="r")
        size = int(data[:4].view("<u4")[0])
        table = bytes(data[4 : 4 + size]).decode().split(SUFFIX_END)
        self._rules = [(int(drop), add) for drop, add in (_RULE.fullmatch(line).groups() for line in table)]  # type: ignore[union-attr]
        self._values: npt.NDArray[np.uint16] = data[4 + size + size % 2 :].view("<u2")

    def __contains__(self, form: str) -> bool:
        return form in self._trie

    def starting(self, text: str) -> list[int]:
        """Lengths of the forms that *text* begins with."""
        return [len(form) for form in self._trie.prefixes(text)]

    def lemma(self, form: str) -> str | None:
        """The lemma of a native form, itself for a base form, None for a word the dictionary does not have."""
        number = self._trie.get(form)
        if number is None:
            return None
        drop, add = self._rules[self._values[number]]
        return form[: len(form) - drop] + add


@cache
def lexicon(lang: str) -> Lexicon | None:
    """The dictionary that ships for *lang*, or None: a language works without one."""
    path = DATA / lang
    return Lexicon(path) if path.with_suffix(".trie").exists() else None
