"""Compiles simplemma's dictionaries into the small tries that ship with the program: `python -m app.search.compile`."""

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import marisa_trie
import numpy as np

from app.search.letters import native
from app.search.lexicon import DATA, SUFFIX_END

# Folder name of a language -> simplemma's dictionaries for it, the better one first.
SOURCES: Mapping[str, tuple[str, ...]] = {"da": ("da",), "no": ("nb", "nn"), "sv": ("sv",), "tl": ("tl",)}


def rule(form: str, lemma: str) -> tuple[int, str]:
    """How a form becomes its lemma: how many characters to drop from its end, and what to put there."""
    common = 0
    for ours, theirs in zip(form, lemma, strict=False):
        if ours != theirs:
            break
        common += 1
    return len(form) - common, lemma[common:]


def normalised(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Form and lemma as the index knows them; of two lemmas for one form the first wins, a name's coming last."""
    known: dict[str, str] = {}
    for form, lemma in sorted(pairs, key=lambda pair: pair[0][:1].isupper()):
        plain = native(form)
        if plain.isalpha():
            known.setdefault(plain, native(lemma))
    for lemma in sorted(set(known.values())):
        if lemma.isalpha():
            known.setdefault(lemma, lemma)
    return known


def compile_lexicon(pairs: Iterable[tuple[str, str]], path: Path) -> None:
    """Write `path`.trie (every form) and `path`.rules (for each form the rule that gives its lemma)."""
    known = normalised(pairs)
    rules = Counter(rule(form, lemma) for form, lemma in known.items())
    numbered = {found: number for number, (found, _) in enumerate(rules.most_common(1 << 16))}
    trie = marisa_trie.Trie(known)
    values = np.zeros(len(known), dtype="<u2")
    for form, lemma in known.items():
        values[trie.key_id(form)] = numbered.get(rule(form, lemma), 0)
    trie.save(str(path.with_suffix(".trie")))
    table = SUFFIX_END.join(f"{drop}{add}" for drop, add in numbered).encode()
    header = np.array([len(table)], dtype="<u4").tobytes()
    padding = b"\0" * (len(table) % 2)
    path.with_suffix(".rules").write_bytes(header + table + padding + values.tobytes())


def main(folder: Path = DATA, sources: Mapping[str, tuple[str, ...]] = SOURCES) -> None:
    """Compile every language of *sources* into *folder*."""
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory  # noqa: PLC0415

    for lang, names in sources.items():
        dictionaries = [DefaultDictionaryFactory().get_dictionary(name) for name in names]
        compile_lexicon((pair for words in dictionaries for pair in words.items()), folder / lang)
        sys.stdout.write(f"{lang}: {sum(map(len, dictionaries))} forms\n")


if __name__ == "__main__":
    main()
