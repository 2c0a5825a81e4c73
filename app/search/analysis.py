"""From a word to the keys it is filed under, and from a typed word to the keys to look under, tier by tier."""

import math
import zlib
from collections.abc import Iterator
from functools import lru_cache

from app.search import compounds, tagalog
from app.search.letters import bare, digraph
from app.search.lexicon import lexicon
from app.search.resources import resources
from app.search.scandinavian import skeleton
from app.search.stems import stem
from app.search.words import Words

# Goes up whenever a word is filed under other keys than before, so that an old index is built anew.
ANALYSIS_VERSION = 1
# Words outside these lengths are not taken for slips of others.
SHORTEST_CORRECTED, LONGEST_CORRECTED = 4, 32
_SHORTEST_KIN = 4


def hashed(lang: str, tier: str, key: str) -> int:
    """A key as the index stores it: CRC-32 read forwards and backwards.

    Made for speed, twenty to fifty a word; two keys that met by accident would add a wrong word now and then.
    """
    name = f"{lang}\x1f{tier}\x1f{key}".encode("utf-8", "surrogatepass")
    return zlib.crc32(name) << 32 | zlib.crc32(name[::-1])


def lemma(form: str, lang: str) -> str | None:
    """The dictionary's lemma of a form, None if it does not have the word."""
    words = lexicon(lang)
    return None if words is None else words.lemma(form)


def lemmas(form: str, lang: str, parts: tuple[compounds.Part, ...]) -> tuple[str, ...]:
    """The lemmas a form may belong to, itself among them; an unknown compound has its last part's ending undone."""
    found = lemma(form, lang)
    if found is None and parts:
        last = lemma(parts[-1].word, lang)
        found = form[: len(form) - len(parts[-1].text)] + last if last else None
    return (form,) if found is None or found == form else (found, form)


def split(form: str, lang: str, words: Words) -> tuple[compounds.Part, ...]:
    """A compound's parts, each split again as far as it goes."""
    return tuple(_flat(compounds.split(form, words, resources(lang)), lang, words))


def _flat(parts: tuple[compounds.Part, ...], lang: str, words: Words) -> Iterator[compounds.Part]:
    for part in parts:
        *first, last = compounds.split(part.word, words, resources(lang)) or (part,)
        head = sum(len(piece.text) for piece in first)
        # Where the last piece ends differently inside the compound, keep what stands there.
        if first and head < len(part.text):
            yield from _flat((*first, compounds.Part(part.text[head:], last.word)), lang, words)
        else:
            yield part


# How much dearer than the best root another may be and still be as likely, or possible.
_LIKELY, _POSSIBLE, _MOST_ROOTS = 0.4, 1.6, 8


@lru_cache(maxsize=1 << 12)
def roots(form: str, lang: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The roots of a form by Tagalog's affixes: the likely ones, and those that cannot be ruled out."""
    words = lexicon(lang)

    def doubt(text: str) -> float:
        found = None if words is None else words.lemma(text)
        return 1.3 if found is None else 0.0 if found == text else 0.3

    base = lemma(form, lang) or form
    readings = dict(tagalog.roots(form, doubt))
    for root, cost in tagalog.roots(base, doubt) if base != form else ():
        readings[root] = min(readings.get(root, math.inf), cost + 0.3)
    ranked = sorted(readings.items(), key=lambda item: (item[1], item[0]))[:_MOST_ROOTS]
    best = ranked[0][1]
    likely = tuple(root for root, cost in ranked if cost <= best + _LIKELY)
    return likely, tuple(root for root, cost in ranked if best + _LIKELY < cost <= best + _POSSIBLE)


def filed(form: str, lang: str, words: Words) -> Iterator[tuple[str, str]]:
    """The (tier, key) pairs under which the index files a native form."""
    language = resources(lang)
    parts = split(form, lang, words)
    yield "n", form
    yield from _folded("n", form)
    names = lemmas(form, lang, parts)
    for name in names:
        yield "l", name
    stemmed = {stem(name, lang) for name in names}
    for key in stemmed:
        yield "s", key
        yield from _folded("s", key)
    for key in {kinship(name, lang) for name in names} - {""}:
        yield "v", key
    yield from (("c", key) for key in part_keys(parts, lang) if key not in names)
    if language.affixes:
        likely, possible = roots(form, lang)
        yield from (("r", key) for key in likely)
        yield from (("q", key) for key in possible)
    if language.family:
        for key in {skeleton(name) for name in names} - {""}:
            yield "k", key
    if SHORTEST_CORRECTED - 1 <= len(form) <= LONGEST_CORRECTED + 1 and not form.isdigit():
        plain = bare(form)
        yield "x", plain
        yield from (("x", key) for key in deletions(plain))


def _folded(tier: str, form: str) -> Iterator[tuple[str, str]]:
    if not form.isascii():
        yield tier + "b", bare(form)
        yield tier + "d", digraph(form)


def base(form: str, lang: str) -> str:
    """The form under which a dictionary lists a word: its lemma, in Tagalog its likeliest root."""
    if resources(lang).affixes:
        likely, _ = roots(form, lang)
        return likely[0] if likely else form
    return lemma(form, lang) or form


def kinship(name: str, lang: str) -> str:
    """What a lemma shares with the verb it is made from: planlægning and planlægge are kin; "" for short ones."""
    for ending in resources(lang).derivations:
        if name.endswith(ending) and len(name) - len(ending) >= _SHORTEST_KIN:
            left = name[: len(name) - len(ending)]
            return left[:-1] if left[-1] == left[-2] else left
    return ""


def part_keys(parts: tuple[compounds.Part, ...], lang: str) -> set[str]:
    """Every run of a compound's parts, and its lemma."""
    runs = set(compounds.stretches(parts))
    return runs | {lemma(run, lang) or run for run in runs}


def deletions(word: str) -> set[str]:
    """The word with any one of its letters but the first left out (SymSpell's symmetric deletes)."""
    return {word[:place] + word[place + 1 :] for place in range(1, len(word))}
