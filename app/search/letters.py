"""Letters in three forms: native, bare and digraph, so that a word is found however its letters were typed."""

import unicodedata
from functools import lru_cache

# Accents that only stress a vowel (idé, pasyál) and are left out as often as written.
_STRESS = frozenset("\u0300\u0301\u0302")
_NATIVE = str.maketrans({"ä": "æ", "ö": "ø"})
_BARE = str.maketrans({"å": "a", "æ": "a", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "œ": "o"})
_DIGRAPH = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "œ": "oe"})
_NORDIC = frozenset("åæø")


@lru_cache(maxsize=1 << 16)
def native(word: str) -> str:
    """The word as the index knows it: NFKC, folded case, ä as æ and ö as ø, stress accents gone (UAX #15, UTS #10).

    `Ängel`, `ÆNGEL` and `a\u0308ngel` are one word; `har` and `hår` stay two.
    """
    folded = word.casefold()
    if folded.isascii():
        return folded
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    decomposed = unicodedata.normalize("NFD", composed)
    if not _STRESS.isdisjoint(decomposed):
        composed = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _STRESS))
    return composed.translate(_NATIVE)


def bare(form: str) -> str:
    """A native form without any marks: å and æ as a, ø as o, ñ as n."""
    if form.isascii():
        return form
    decomposed = unicodedata.normalize("NFD", form.translate(_BARE))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def digraph(form: str) -> str:
    """A native form as typed on a keyboard without å, æ and ø: aa, ae and oe."""
    return form if form.isascii() else bare(form.translate(_DIGRAPH))


def has_nordic(form: str) -> bool:
    """Whether a native form has letters of its own that its writer evidently can type."""
    return not _NORDIC.isdisjoint(form)
