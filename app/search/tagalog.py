"""Tagalog words back to their roots: prefixes, infixes, reduplication and suffixes undone, the cheapest way first."""

# How long a word must be for a rule is the rule, and a list of affixes reads better as words.
# ruff: noqa: PLR2004, SIM905

import heapq
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

_VOWELS = frozenset("aeiou")
SHORTEST_ROOT = 3
# Readings dearer than this, or looked at after so many others, are not worth it.
DEAREST = 4.5
_MOST = 120

# Prefixes that stand before the root as it is.
_PREFIXES = frozenset(
    "mag nag pag ma na pa ka maka naka paka makapag nakapag pakapag magpa nagpa pagpa ipag ipinag ipa ipina i"
    " makipag nakipag pakipag makiki nakiki pakiki nakikipag makikipag pakikipag maki naki paki magka nagka pagka"
    " magkaka nagkaka pagkaka nakaka makaka nakapagpa makapagpa pinag pinagpa pina pinaka tag taga tagapag tagapagpa"
    " mapag nagsi magsi pagsi magsipag nagsipag mapa napa mapapa napapa mapang naka napaka kasing sing magkasing isa"
    " ika ikina maika naika maipa naipa maipag naipag mai nai um in ni pampa pang mang nang tagapang ipang mala"
    " pagpapa nagpapa magpapa pakikipagka nagkakapa di".split()
)
# Nasal prefixes swallow the root's first letter: mam- hides p or b, man- t, d, s or l, mang- k or a vowel.
_NASAL: Mapping[str, tuple[str, ...]] = {
    start + nasal: hidden
    for start in ("ma", "na", "pa", "ipa", "tagapa", "mapa", "kapa", "nakapa", "makapa")
    for nasal, hidden in (("ng", ("k", "", "g")), ("m", ("p", "b")), ("n", ("t", "d", "s", "l")))
}
_LONGEST_PREFIX = max(map(len, (*_PREFIXES, *_NASAL)))
_SUFFIXES = ("hin", "han", "nin", "nan", "in", "an")

Reading = tuple[str, float]


@lru_cache(maxsize=1 << 12)
def undone(word: str) -> tuple[Reading, ...]:
    """What *word* may have been before its last affix was put on, and what it costs to believe so."""
    cheapest: dict[str, float] = {}
    for form, cost in _readings(word):
        if len(form) >= SHORTEST_ROOT and form != word and cost < cheapest.get(form, DEAREST):
            cheapest[form] = cost
    return tuple(cheapest.items())


def _readings(word: str) -> Iterator[Reading]:
    yield from _reduplication(word)
    yield from _infix(word)
    for length in range(1, min(_LONGEST_PREFIX, len(word)) + 1):
        prefix, rest = word[:length], word[length:]
        if prefix in _PREFIXES:
            cost = 1.2 if length == 1 else 0.9
            yield rest, cost
            # Between vowels a root's d is written r: ma + dami is marami.
            if rest.startswith("r") and prefix[-1] in _VOWELS:
                yield "d" + rest[1:], cost + 0.3
        if prefix in _NASAL:
            yield from _denasalised(rest, prefix[-1], _NASAL[prefix])
    yield from _unlinked(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix):
            yield from _unsuffixed(word[: len(word) - len(suffix)], suffix)


def _denasalised(rest: str, nasal: str, hidden: tuple[str, ...]) -> Iterator[Reading]:
    for letter in hidden:
        if letter or rest[:1] in _VOWELS:
            yield letter + rest, 1.5
            # The reduplicated syllable has the nasal too: mamimili is mang + bi + bili.
            if len(rest) > 3 and rest[1:2] == nasal:
                yield letter + rest[2:], 1.7


def _unlinked(word: str) -> Iterator[Reading]:
    """The linker -ng after a vowel or n: magandang, mayamang."""
    if word.endswith("ng") and len(word) > 4 and word[-3] in _VOWELS:
        yield word[:-2], 0.5
        yield word[:-1], 0.7


def _reduplication(word: str) -> Iterator[Reading]:
    """A doubled first syllable (lalakad), vowel (aalis) or two syllables (bilibili, punungpuno)."""
    if len(word) > 3 and word[0] in _VOWELS and word[1] == word[0]:
        yield word[1:], 0.4
    if len(word) > 5 and word[0] not in _VOWELS and word[:2] == word[2:4] and word[1] in _VOWELS:
        yield word[2:], 0.3
    # A cluster gives only its first letter: tatrabaho.
    if len(word) > 5 and word[0] == word[2] and word[1] in _VOWELS and word[3] not in _VOWELS:
        yield word[2:], 0.4
    # r for d in what follows the doubled syllable: darating is da + dating.
    if len(word) > 4 and word[0] == "d" and word[2] == "r" and word[1] == word[3]:
        yield "d" + word[3:], 0.4
    for size in (4, 5, 6):
        first, second = word[:size].replace("u", "o"), word[-size:].replace("u", "o")
        if first == second and len(word) in {2 * size, 2 * size + 1, 2 * size + 2} and size >= len(word) // 2 - 1:
            yield word[-size:], 0.5
    if len(word) > 9 and word[:4] == word[4:8]:
        yield word[4:], 0.6


def _infix(word: str) -> Iterator[Reading]:
    """-um- and -in- after the first consonant or cluster: kumain, binili, prinito."""
    for infix in ("um", "in"):
        for place in (1, 2):
            if len(word) > place + 3 and word[0] not in _VOWELS and word[place : place + 2] == infix:
                yield word[:place] + word[place + 2 :], 0.8
                break


def _unsuffixed(base: str, suffix: str) -> Iterator[Reading]:
    """The root before -in or -an: with its o back (inumin, inom), its d (lakaran), its lost vowel (buksan, bigyan)."""
    if len(base) < SHORTEST_ROOT:
        return
    # -hin and -han follow a vowel, -in and -an a consonant or a glottal stop that is not written.
    fits = (base[-1] in _VOWELS) == (suffix[0] == "h")
    cost = 0.9 if fits else 1.2
    yield base, cost
    for high, low in (("u", "o"), ("i", "e")):
        place = base.rfind(high)
        if place >= max(0, len(base) - 3):
            yield base[:place] + low + base[place + 1 :], cost + 0.2
    if base[-1] == "r":
        yield base[:-1] + "d", cost + 0.2
    if base[-1] in _VOWELS:
        return
    for vowel in "aiou":
        if base[-2] not in _VOWELS:
            yield base[:-1] + vowel + base[-1], cost + 0.8
            if len(base) > 3 and base[-1] == "y":
                yield base[:-1] + vowel + "y", cost + 0.5
        yield base + vowel, cost + 0.9


def roots(form: str, doubt: Callable[[str], float]) -> tuple[Reading, ...]:
    """The words that *form* may be built on, cheapest first, itself among them, each with what it costs to believe.

    `doubt` tells what it costs to take a string for a root: 0 for one the dictionary has as such.
    """
    found: dict[str, float] = {}
    settled: set[str] = set()
    queue = [(0.0, form)]
    while queue and len(settled) < _MOST:
        cost, word = heapq.heappop(queue)
        if word in settled:
            continue
        settled.add(word)
        # A word found as it stands has yet to show that nothing is on it.
        found[word] = cost + doubt(word) + (0.0 if word != form else 1.2) + max(0, 5 - len(word)) * 0.35
        for reading, step in undone(word):
            if cost + step < DEAREST and reading not in settled:
                heapq.heappush(queue, (cost + step, reading))
    return tuple(sorted(found.items(), key=lambda item: (item[1], item[0])))
