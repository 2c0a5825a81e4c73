"""What counts as a word when compounds are taken apart: the dictionary's, and those a corpus has settled on."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

import marisa_trie

from app.search.lexicon import Lexicon, lexicon

# How sure a string is a word of its own: as a lemma, as an inflected form, as no more than a habit of the corpus.
LEMMA, INFLECTED, CORPUS = 1.0, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Words:
    """A dictionary and a corpus' own words, either of which may be missing."""

    dictionary: Lexicon | None
    corpus: marisa_trie.Trie

    def sureness(self, text: str) -> float:
        """LEMMA, INFLECTED or CORPUS; 0 for a string that is no word."""
        lemma = None if self.dictionary is None else self.dictionary.lemma(text)
        if lemma is not None:
            return LEMMA if lemma == text else INFLECTED
        return CORPUS if text in self.corpus else 0.0

    def starting(self, text: str) -> Collection[int]:
        """Lengths of the words that *text* begins with."""
        lengths = {len(word) for word in self.corpus.prefixes(text)}
        return lengths if self.dictionary is None else lengths.union(self.dictionary.starting(text))

    def as_bytes(self) -> bytes:
        """The corpus' own words, for `from_bytes`."""
        data: bytes = self.corpus.tobytes()
        return data


@cache
def dictionary(lang: str) -> Words:
    """The words that *lang*'s dictionary alone knows."""
    return Words(lexicon(lang), marisa_trie.Trie())


def with_corpus(lang: str, corpus: Collection[str]) -> Words:
    """The words of *lang*'s dictionary and of a corpus."""
    return Words(lexicon(lang), marisa_trie.Trie(corpus))


def from_bytes(lang: str, corpus: bytes) -> Words:
    """The same, of a corpus that `Words.as_bytes` told of."""
    return Words(lexicon(lang), marisa_trie.Trie().frombytes(corpus))
