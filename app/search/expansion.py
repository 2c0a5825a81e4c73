"""From one typed word to the forms in an index that it may mean, each with a weight and a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import OSA

from app.search import compounds
from app.search.analysis import deletions, dictionary, hashed, lemma, lemmas, roots, split
from app.search.letters import bare, digraph, has_nordic
from app.search.resources import resources
from app.search.scandinavian import skeleton
from app.search.stems import stem
from app.search.vocabulary import Vocabulary


class Why(StrEnum):
    """Why a form was taken for the typed word, the surest reason first."""

    EXACT = "exact"
    LETTERS = "letters"
    INFLECTION = "inflection"
    COMPOUND = "compound"
    TYPO = "typo"
    TRANSLATION = "translation"


# What a match of each tier is worth beside an exact one.
W = dict(
    folded=0.95, wrong_fold=0.2, lemma=0.85, stem=0.6, known_stem=0.25, root=0.7, rq=0.5, compound=0.4, part=0.2, partgroup=0.7,
    typo=0.9, typo2=0.5, foreign=0.75, skeleton=0.5, trans=0.9, trans0=0.3, family=0.95, cross_part=0.5, cross_compound=.5
)
_MOST_CORRECTIONS = 8


@dataclass(frozen=True, slots=True)
class Match:
    """How much a form counts for the typed word, and why."""

    weight: float
    why: Why


@dataclass(frozen=True, slots=True)
class Probe:
    key: int
    weight: float
    why: Why


Group = dict[int, Match]


def expand(word: str, lang: str, target: str, vocabulary: Vocabulary) -> list[Group]:
    """The forms of *target* that *word*, typed by a reader of *lang*, may mean; one group, or one for each part of it."""
    known = dictionary(target)
    foreign = lang != target
    parts = split(word, target, known)
    group: Group = {}
    _add(group, own(word, target, parts), vocabulary, W["foreign"] if foreign else 1.0)
    _restore_letters(group, target, vocabulary)
    if foreign:
        _add(group, crossing(word, lang, target, vocabulary), vocabulary)
    sure = any(match.why in {Why.EXACT, Why.LETTERS} for match in group.values())
    if not sure and not known(word) and not (foreign and dictionary(lang)(word)):
        _add(group, corrections(word, target, vocabulary), vocabulary, W["foreign"] if foreign else 1.0)
    strong = [m for m in group.values() if m.weight > W["part"]]
    if foreign and not strong:
        parts = split(word, lang, dictionary(lang))
    if parts and not strong:
        groups = [_part(part, lang if foreign else target, target, vocabulary) for part in parts]
        if any(groups):
            return [found for found in groups if found]
    if parts and not foreign:
        for part in parts:
            _add(group, _whole_parts(part, target), vocabulary)
    return [group] if group else []


def _part(part: compounds.Part, lang: str, target: str, vocabulary: Vocabulary) -> Group:
    group: Group = {}
    _add(group, own(part.word, target, ()), vocabulary, W["partgroup"] * (W["foreign"] if lang != target else 1))
    if lang != target:
        _add(group, crossing(part.word, lang, target, vocabulary), vocabulary, W["partgroup"])
    return group


def _whole_parts(part: compounds.Part, target: str) -> Iterator[Probe]:
    for name in lemmas(part.word, target, ()):
        yield Probe(hashed(target, "l", name), W["part"], Why.COMPOUND)


def _add(group: Group, probes: Iterable[Probe], vocabulary: Vocabulary, scale: float = 1.0) -> None:
    listed = list(probes)
    for probe, numbers in zip(listed, vocabulary.filed([probe.key for probe in listed]), strict=True):
        weight = probe.weight * scale
        for number in numbers:
            known = group.get(number)
            if known is None or known.weight < weight:
                group[number] = Match(weight, probe.why)


def own(word: str, target: str, parts: tuple[compounds.Part, ...]) -> Iterator[Probe]:
    """Where *target* itself files a word, by exact form, letters, lemma, stem, compound and root."""
    language = resources(target)
    plain, digraphed = bare(word), digraph(word)
    folded = W["wrong_fold"] if has_nordic(word) else W["folded"]

    def probe(tier: str, key: str, weight: float, why: Why) -> Probe:
        return Probe(hashed(target, tier, key), weight, why)

    yield probe("n", word, 1.0, Why.EXACT)
    if plain != word:
        yield probe("n", plain, folded, Why.LETTERS)
        yield probe("n", digraphed, W["folded"], Why.LETTERS)
    yield probe("nb", plain, folded, Why.LETTERS)
    yield probe("nd", digraphed, W["folded"], Why.LETTERS)
    names = lemmas(word, target, parts)
    for name in names:
        yield probe("l", name, W["lemma"], Why.INFLECTION)
        yield probe("c", name, W["compound"], Why.COMPOUND)
    weight = W["stem"] if lemma(word, target) is None else W["known_stem"]
    for key in {stem(name, target) for name in names}:
        yield probe("s", key, weight, Why.INFLECTION)
        yield probe("sb", bare(key), weight * folded, Why.INFLECTION)
        yield probe("sd", digraph(key), weight * W["folded"], Why.INFLECTION)
    if language.affixes:
        likely, possible = roots(word)
        for key in likely:
            yield probe("r", key, W["root"], Why.INFLECTION)
            yield probe("q", key, W["root"] * W["rq"], Why.INFLECTION)
        for key in possible:
            yield probe("r", key, W["root"] * W["rq"], Why.INFLECTION)


def _restore_letters(group: Group, target: str, vocabulary: Vocabulary) -> None:
    """A word typed without its letters brings the family of the word that was meant."""
    if any(match.why is Why.EXACT for match in group.values()):
        return
    for number, match in [(number, match) for number, match in group.items() if match.why is Why.LETTERS]:
        scale = match.weight * W["family"]
        form = vocabulary.form(number)
        _add(group, (_because(p, Why.LETTERS) for p in own(form, target, ())), vocabulary, scale)


def _because(probe: Probe, why: Why) -> Probe:
    return Probe(probe.key, probe.weight, probe.why if probe.why is Why.COMPOUND else why)


def corrections(word: str, target: str, vocabulary: Vocabulary) -> Iterator[Probe]:
    """The words of the index one slip away from *word*, and their families."""
    plain = bare(word)
    if not 4 <= len(plain) <= 32 or word.isdigit():
        return
    near = vocabulary.filed([hashed(target, "x", key) for key in (plain, *deletions(plain))])
    ranked = []
    for number in {number for numbers in near for number in numbers}:
        form = vocabulary.form(number)
        distance = min(OSA.distance(plain, bare(form)), OSA.distance(word, form))
        if distance <= (2 if len(plain) >= 8 else 1):
            ranked.append((distance, -int(vocabulary.frequency[number]), form))
    ranked.sort()
    for distance, _, form in ranked[:_MOST_CORRECTIONS]:
        if distance > ranked[0][0]:
            return
        weight = W["typo"] if distance <= 1 else W["typo2"]
        for probe in own(form, target, ()):
            yield Probe(probe.key, probe.weight * weight, Why.TYPO)


def crossing(word: str, lang: str, target: str, vocabulary: Vocabulary) -> Iterator[Probe]:
    """Where *target* files what a word of *lang* means: by dictionary, and by skeleton between relatives."""
    if resources(lang).affixes:
        likely, possible = roots(word)
        bases = [(base, 1.0) for base in likely] + [(base, 0.6) for base in possible]
    else:
        bases = [(base, 1.0) for base in lemmas(word, lang, ())]
    for base, surety in bases:
        for key, weight in vocabulary.partners(lang, base, target):
            yield Probe(key, (W["trans0"] + (1 - W["trans0"]) * weight) * W["trans"] * surety, Why.TRANSLATION)
    family = resources(lang).family
    if family and family == resources(target).family:
        for name in lemmas(word, lang, ()):
            key = skeleton(name)
            if key and len(name) > 3:
                yield Probe(hashed(target, "k", key), W["skeleton"], Why.TRANSLATION)
