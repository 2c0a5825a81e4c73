"""Tagalog words back to their roots by undoing prefixes, infixes, reduplication and suffixes, one at a time."""

from collections.abc import Callable, Iterator
from functools import lru_cache

_VOWELS = frozenset("aeiou")
SHORTEST_ROOT = 3
# A root is found within so many undone affixes, and no more words than this are looked at on the way.
_DEEPEST = 5
_MOST = 160

# Prefixes that stand before the root as they are, longest first so that the plainest reading comes first.
_PREFIXES = tuple(
    sorted(
        "mag nag pag ma na pa ka maka naka paka makapag nakapag pakapag magpa nagpa pagpa ipag ipinag ipa ipina i"
        " makipag nakipag pakipag makiki nakiki pakiki nakikipag makikipag pakikipag maki naki paki magka nagka pagka"
        " magkaka nagkaka pagkaka nakaka makaka nakapagpa makapagpa pinag pinagpa pina pinaka tag taga tagapag tagapagpa"
        " mapag nagsi magsi pagsi magsipag nagsipag mapa napa mapapa napapa mapang napaka kasing sing magkasing isa ika"
        " ikina maika naika maipa naipa maipag naipag mai nai um in ni pampa pang mang nang tagapang ipang kapang mala"
        " pagpapa nagpapa magpapa pakikipagka nagkakapa di".split(),
        key=len,
        reverse=True,
    )
)
# Nasal prefixes swallow the root's first letter: mam- hides p or b, man- t, d, s or l, mang- k or a vowel.
_NASAL: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (start + nasal, hidden)
    for start in ("ma", "na", "pa", "ipa", "tagapa", "mapa", "kapa", "nakapa", "makapa")
    for nasal, hidden in (("ng", ("k", "", "g")), ("m", ("p", "b")), ("n", ("t", "d", "s", "l")))
)
_SUFFIXES = ("hin", "han", "nin", "nan", "in", "an", "ng", "t", "g", "y")


@lru_cache(maxsize=1 << 12)
def _undone(word: str) -> tuple[str, ...]:
    """What *word* may have been before its last affix was put on, the surest readings first."""
    return tuple(dict.fromkeys(form for form in _readings(word) if len(form) >= SHORTEST_ROOT and form != word))


def _readings(word: str) -> Iterator[str]:
    yield from _reduplication(word)
    yield from _infix(word)
    for prefix in _PREFIXES:
        if word.startswith(prefix):
            yield from _softened(word[len(prefix) :])
    for prefix, hidden in _NASAL:
        if word.startswith(prefix):
            rest = word[len(prefix) :]
            for letter in hidden:
                yield letter + rest
            # The reduplicated syllable has the nasal too: mamimili is mang + bi + bili.
            if len(rest) > 3 and prefix[-1] == rest[1:2]:
                for letter in hidden:
                    yield letter + rest[2:]
    for suffix in _SUFFIXES:
        if word.endswith(suffix):
            yield from _unsuffixed(word[: len(word) - len(suffix)], suffix)


def _softened(rest: str) -> Iterator[str]:
    """Between vowels a root's d is written r: ma + dami is marami."""
    yield rest
    if rest.startswith("r"):
        yield "d" + rest[1:]


def _reduplication(word: str) -> Iterator[str]:
    """A doubled first syllable (lalakad), vowel (aalis) or two syllables (bilibili)."""
    if len(word) > 3 and word[0] in _VOWELS and word[1] == word[0]:
        yield word[1:]
    for size in (2, 3):
        if len(word) > size + 2 and word[:size] == word[size : 2 * size] and word[size - 1] in _VOWELS:
            yield from _softened(word[size:])
    # A cluster gives only its first letter: tatrabaho.
    if len(word) > 5 and word[0] == word[2] and word[1] in _VOWELS and word[3] not in _VOWELS:
        yield word[2:]
    if len(word) > 4 and word[0] == "d" and word[2] == "r" and word[1] == word[3]:
        yield "d" + word[3:]
    half = len(word) // 2
    if len(word) >= 6 and word[:half].replace("u", "o") == word[half:].replace("u", "o"):
        yield word[half:]
    if len(word) > 9 and word[:4] == word[4:8]:
        yield word[4:]


def _infix(word: str) -> Iterator[str]:
    """-um- and -in- after the first consonant or cluster: kumain, binili, prinito."""
    for infix in ("um", "in"):
        for place in (1, 2):
            if len(word) > place + 3 and word[0] not in _VOWELS and word[place : place + 2] == infix:
                yield word[:place] + word[place + 2 :]
                break


def _unsuffixed(base: str, suffix: str) -> Iterator[str]:
    """The root before -in, -an or a linker: with its o back (inumin, inom), its d (lakaran), its lost vowel (buksan)."""
    yield base
    if suffix in {"ng", "t", "g", "y"}:
        if suffix == "ng" and base.endswith("a"):
            yield base + "n"
        return
    for whole in _lowered(base):
        yield whole
        if whole.endswith("r"):
            yield whole[:-1] + "d"
    if len(base) >= 3 and base[-1] not in _VOWELS and base[-2] not in _VOWELS:
        for vowel in "aiou":
            yield base[:-1] + vowel + base[-1]
        for vowel in "aiou":
            yield base + vowel
    elif len(base) >= 3 and base[-1] not in _VOWELS and suffix in {"hin", "han", "in", "an"}:
        for vowel in "aio":
            yield base + vowel


def _lowered(base: str) -> Iterator[str]:
    """u of a root's last syllable was o, i was e, before the suffix came."""
    yield base
    for high, low in (("u", "o"), ("i", "e")):
        place = base.rfind(high)
        if place >= max(0, len(base) - 3):
            yield base[:place] + low + base[place + 1 :]


def roots(form: str, known: Callable[[str], bool]) -> tuple[str, ...]:
    """The known words that *form* may be built on, the one with fewest affixes between first; itself not counted."""
    found: dict[str, int] = {}
    seen = {form}
    level = [form]
    for depth in range(1, _DEEPEST + 1):
        following: list[str] = []
        for word in level:
            for reading in _undone(word):
                if reading in seen or len(seen) > _MOST:
                    continue
                seen.add(reading)
                following.append(reading)
                if known(reading):
                    found[reading] = depth
        level = following
    return tuple(found)
