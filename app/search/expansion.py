"""From one typed word to the forms in an index that it may mean, each with a weight and a reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from app.search import compounds
from app.search.analysis import LONGEST_CORRECTED, SHORTEST_CORRECTED, deletions, hashed, kinship, lemma, lemmas, roots
from app.search.letters import bare, digraph, has_nordic
from app.search.resources import resources
from app.search.results import Why
from app.search.scandinavian import skeleton
from app.search.stems import stem
from app.search.vocabulary import Vocabulary
from app.search.words import dictionary


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a match of each tier is worth beside an exact one; docs/search.md has what each step is worth."""

    folded: float = 0.95
    # A bare letter for a query that has its own letters: hår is hardly har.
    wrong_fold: float = 0.2
    lemma: float = 0.85
    stem: float = 0.6
    # The stem of a word whose lemma the dictionary knows joins mostly other words.
    known_stem: float = 0.25
    # A noun for its verb, or the other way round.
    kin: float = 0.25
    root: float = 0.7
    possible_root: float = 0.35
    compound: float = 0.4
    # A part of the typed compound standing by itself, beside the compound and where nothing else is found.
    part: float = 0.2
    only_part: float = 0.7
    typo: float = 0.9
    second_typo: float = 0.5
    # The family of a word typed without its letters.
    family: float = 0.95
    # A word read as one of another language than the reader's.
    foreign: float = 0.75
    # The same where the reader's own language has the word too, and may mean something else by it.
    false_friend: float = 0.5
    translation: float = 0.9
    # What a translation keeps of its weight however unsure the dictionary is.
    least_translation: float = 0.27
    possible_base: float = 0.6
    cognate: float = 0.5
    cognate_too: float = 0.35


WEIGHTS = Weights()
_MOST_CORRECTIONS = 8
_MOST_FORMS = 400
# From this length on two slips are forgiven.
_TWO_SLIPS = 8
_SHORTEST_COGNATE, _SHORTEST_SKELETON = 4, 3


@dataclass(frozen=True, slots=True)
class Match:
    """How much a form counts for the typed word, and why."""

    weight: float
    why: Why


@dataclass(frozen=True, slots=True)
class Group:
    """The forms that one word, or one part of it, may mean: numbers in the vocabulary, weights, reasons."""

    numbers: npt.NDArray[np.uint32]
    weights: npt.NDArray[np.float32]
    whys: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Expansion:
    """What a typed word may mean in one language of the index; `correction` is the form it may be a slip for."""

    groups: tuple[Group, ...]
    correction: int | None


@dataclass(frozen=True, slots=True)
class _Probe:
    key: int
    weight: float
    why: Why


_Found = dict[int, Match]


def expand(word: str, lang: str, target: str, vocabulary: Vocabulary) -> Expansion:
    """What *word*, typed by a reader of *lang*, may mean in *target*: one group, or one for each part of a compound."""
    foreign = lang != target
    readers_own = dictionary(lang).sureness(word) > 0
    scale = 1.0 if not foreign else WEIGHTS.false_friend if readers_own else WEIGHTS.foreign
    words = dictionary(target)
    parts = () if foreign else compounds.split(word, words, resources(target))
    found: _Found = {}
    # Looking for roots takes long, and a word that the reader's own language has is hardly a form of another's root.
    _add(found, _own(word, target, parts, rooted=not (foreign and readers_own)), vocabulary, scale)
    _restore_letters(found, target, vocabulary)
    if foreign:
        _add(found, _crossing(word, lang, target, vocabulary), vocabulary)
    correction = None
    known = readers_own or words.sureness(word) > 0
    # A word of the language is no slip, unless nothing but a slip would find anything.
    if not found or (not known and all(match.why not in {Why.EXACT, Why.LETTERS} for match in found.values())):
        near = _corrections(word, target, vocabulary)
        correction = near[0][0] if near else None
        meant = (
            _Probe(probe.key, probe.weight * weight, Why.TYPO)
            for _, form, weight in near
            for probe in _own(form, target)
        )
        _add(found, meant, vocabulary, scale)
    if all(match.weight <= WEIGHTS.part for match in found.values()):
        typed_parts = _typed_parts(word, lang) if foreign else parts
        groups = [_part(part, lang, target, vocabulary) for part in typed_parts]
        if any(groups):
            return Expansion(tuple(_group(each) for each in groups if each), correction)
    _add(found, (probe for part in parts for probe in _standing_alone(part, target)), vocabulary)
    return Expansion((_group(found),) if found else (), correction)


@lru_cache(1 << 10)
def _typed_parts(word: str, lang: str) -> tuple[compounds.Part, ...]:
    return compounds.split(word, dictionary(lang), resources(lang))


def _group(found: _Found) -> Group:
    ranked = sorted(found.items(), key=lambda item: -item[1].weight)[:_MOST_FORMS]
    return Group(
        np.array([number for number, _ in ranked], dtype=np.uint32),
        np.array([match.weight for _, match in ranked], dtype=np.float32),
        tuple(match.why for _, match in ranked),
    )


def _add(found: _Found, probes: Iterable[_Probe], vocabulary: Vocabulary, scale: float = 1.0) -> None:
    """Note every form filed where a probe points, unless a surer reason has noted it before."""
    listed = list(probes)
    if not listed:
        return
    for probe, numbers in zip(listed, vocabulary.filed([probe.key for probe in listed]), strict=True):
        weight = probe.weight * scale
        for number in numbers:
            known = found.get(number)
            if known is None or known.weight < weight:
                found[number] = Match(weight, probe.why)


def _part(part: compounds.Part, lang: str, target: str, vocabulary: Vocabulary) -> _Found:
    """What a part of a typed compound may mean where the whole is found nowhere."""
    found: _Found = {}
    scale = WEIGHTS.only_part
    foreign = lang != target
    own = _own(part.word, target, rooted=not foreign)
    _add(found, (_because(p, Why.COMPOUND) for p in own), vocabulary, scale * (WEIGHTS.foreign if foreign else 1.0))
    if foreign:
        _add(found, _crossing(part.word, lang, target, vocabulary), vocabulary, scale)
    return found


def _standing_alone(part: compounds.Part, target: str) -> Iterator[_Probe]:
    for name in lemmas(part.word, target, ()):
        yield _Probe(hashed(target, "l", name), WEIGHTS.part, Why.COMPOUND)


def _own(word: str, target: str, parts: tuple[compounds.Part, ...] = (), *, rooted: bool = True) -> Iterator[_Probe]:
    """Where *target* itself files a word: by form, letters, lemma, compound, stem and root."""
    plain, digraphed = bare(word), digraph(word)
    folded = WEIGHTS.wrong_fold if has_nordic(word) else WEIGHTS.folded

    def probe(tier: str, key: str, weight: float, why: Why) -> _Probe:
        return _Probe(hashed(target, tier, key), weight, why)

    yield probe("n", word, 1.0, Why.EXACT)
    if plain != word:
        yield probe("n", plain, folded, Why.LETTERS)
        yield probe("n", digraphed, WEIGHTS.folded, Why.LETTERS)
    yield probe("nb", plain, folded, Why.LETTERS)
    yield probe("nd", digraphed, WEIGHTS.folded, Why.LETTERS)
    names = lemmas(word, target, parts)
    for name in names:
        yield probe("l", name, WEIGHTS.lemma, Why.INFLECTION)
        yield probe("c", name, WEIGHTS.compound, Why.COMPOUND)
        yield probe("v", kinship(name, target) or name, WEIGHTS.kin, Why.INFLECTION)
    weight = WEIGHTS.stem if lemma(word, target) is None else WEIGHTS.known_stem
    for key in {stem(name, target) for name in names}:
        yield probe("s", key, weight, Why.INFLECTION)
        yield probe("sb", bare(key), weight * folded, Why.INFLECTION)
        yield probe("sd", digraph(key), weight * WEIGHTS.folded, Why.INFLECTION)
    if rooted and resources(target).affixes:
        likely, possible = roots(word, target)
        for key in likely:
            yield probe("r", key, WEIGHTS.root, Why.INFLECTION)
            yield probe("q", key, WEIGHTS.possible_root, Why.INFLECTION)
        for key in possible:
            yield probe("r", key, WEIGHTS.possible_root, Why.INFLECTION)


def _because(probe: _Probe, why: Why, scale: float = 1.0) -> _Probe:
    """The same place to look, for another reason than the word itself has; a compound stays one."""
    return _Probe(probe.key, probe.weight * scale, probe.why if probe.why is Why.COMPOUND else why)


def _restore_letters(found: _Found, target: str, vocabulary: Vocabulary) -> None:
    """A word typed without its letters brings the family of the word that was meant."""
    if any(match.why is Why.EXACT for match in found.values()):
        return
    families = (
        _because(probe, Why.LETTERS, match.weight)
        for number, match in found.items()
        if match.why is Why.LETTERS
        for probe in _own(vocabulary.form(number), target)
    )
    _add(found, families, vocabulary, WEIGHTS.family)


def _corrections(word: str, target: str, vocabulary: Vocabulary) -> list[tuple[int, str, float]]:
    """The words of the index nearest to *word*, if any is near enough: number, form and weight, commonest first."""
    plain = bare(word)
    if not SHORTEST_CORRECTED <= len(plain) <= LONGEST_CORRECTED or word.isdigit():
        return []
    near = vocabulary.filed([hashed(target, "x", key) for key in (plain, *deletions(plain))])
    slips = 2 if len(plain) >= _TWO_SLIPS else 1
    ranked: list[tuple[int, int, str, int]] = []
    for number in {number for numbers in near for number in numbers}:
        form = vocabulary.form(number)
        distance = min(OSA.distance(plain, bare(form)), OSA.distance(word, form))
        if distance <= slips:
            ranked.append((distance, -int(vocabulary.frequency[number]), form, number))
    ranked.sort()
    return [
        (number, form, WEIGHTS.typo if distance <= 1 else WEIGHTS.second_typo)
        for distance, _, form, number in ranked[:_MOST_CORRECTIONS]
        if distance == ranked[0][0]
    ]


def _crossing(word: str, lang: str, target: str, vocabulary: Vocabulary) -> Iterator[_Probe]:
    """Where *target* files what a word of *lang* means: by dictionary, and as a cognate between relatives."""
    likely, possible = roots(word, lang) if resources(lang).affixes else (lemmas(word, lang, ()), ())
    least = WEIGHTS.least_translation
    translated = False
    for bases, surety in ((likely, 1.0), (possible, WEIGHTS.possible_base)):
        for base in bases:
            for key, weight in vocabulary.partners(lang, base, target):
                translated = True
                yield _Probe(key, (least + (WEIGHTS.translation - least) * weight) * surety, Why.TRANSLATION)
    yield from _cognates(word, lang, target, WEIGHTS.cognate_too if translated else WEIGHTS.cognate)


def _cognates(word: str, lang: str, target: str, weight: float) -> Iterator[_Probe]:
    family = resources(lang).family
    for name in lemmas(word, lang, ()) if family and family == resources(target).family else ():
        bones = skeleton(name)
        if len(bones) >= _SHORTEST_SKELETON and len(name) >= _SHORTEST_COGNATE:
            yield _Probe(hashed(target, "k", bones), weight, Why.TRANSLATION)
