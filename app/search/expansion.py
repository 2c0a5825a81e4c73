"""From one typed word to the forms in an index that it may mean, each with a weight and a reason."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz.distance import OSA

from app.search.analysis import deletions, hashed, lemma, lemmas, part_keys, roots, split
from app.search.analysis import dictionary
from app.search.arrays import Array
from app.search.letters import bare, digraph, has_nordic
from app.search.resources import resources
from app.search.scandinavian import skeleton
from app.search.stems import stem


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
    exact=1.0, folded=0.95, wrong_fold=0.25, lemma=0.9, self_lemma=0.9, stem=0.6, root=0.7, compound=0.35, part=0.25, typo=0.6, foreign=0.85,
    skeleton=0.5, rq=0.5, trans=0.9, trans0=0.3,  typo_family=0.5, fold_family=0.8,
)


@dataclass(slots=True)
class Match:
    weight: float
    why: Why


class Vocabulary:
    """The forms of an index and the keys they are filed under."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.keys = arrays["keys"]
        self.key_forms = arrays["key_forms"]
        self.bytes = arrays["form_bytes"]
        self.starts = arrays["form_starts"]
        self.words = tuple(arrays[f"word_{name}"] for name in ("keys", "langs", "targets", "weights"))
        self.frequency = np.diff(arrays["post_starts"])

    def form(self, number: int) -> str:
        return self.bytes[self.starts[number] : self.starts[number + 1]].tobytes().decode("utf-8", "surrogatepass")

    def filed(self, keys: list[int]) -> list[list[int]]:
        """The forms filed under each of *keys*."""
        wanted = np.array(keys, dtype=np.uint64)
        starts = self.keys.searchsorted(wanted)
        ends = self.keys.searchsorted(wanted, side="right")
        return [self.key_forms[a:b].tolist() if b > a else [] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def expand(word: str, lang: str, target: str, vocabulary: Vocabulary) -> dict[int, Match]:
    """The forms of *target* that *word*, typed by a reader of *lang*, may mean."""
    found: dict[int, Match] = {}

    def add(forms: Iterable[int], weight: float, why: Why) -> None:
        for number in forms:
            known = found.get(number)
            if known is None or known.weight < weight:
                found[number] = Match(weight, why)

    own = lang == target
    scale = 1.0 if own else W["foreign"]
    language = resources(target)
    plain, digra = bare(word), digraph(word)
    parts = ()
    names = lemmas(word, target, ())
    in_dictionary = lemma(word, target) is not None
    names_own = lemmas(word, lang, ())
    stems = {stem(name, target) for name in names}
    probes: list[tuple[str, str, float, Why]] = [("n", word, 1.0, Why.EXACT)]
    folded = W["wrong_fold"] if has_nordic(word) else W["folded"]
    if plain != word:
        probes.append(("n", plain, folded, Why.LETTERS))
        probes.append(("n", digra, W["folded"], Why.LETTERS))
    probes += [("nb", plain, folded, Why.LETTERS), ("nd", digra, W["folded"], Why.LETTERS)]
    for name in names:
        probes.append(("l", name, W["lemma"], Why.INFLECTION))
        probes.append(("c", name, W["compound"], Why.COMPOUND))
        if language.family:
            key = skeleton(name)
            if key and not own and len(name) > 3:
                probes.append(("k", key, W["skeleton"], Why.TRANSLATION))
    for key in stems:
        probes.append(("s", key, W["stem"], Why.INFLECTION))
        probes.append(("sb", bare(key), W["stem"] * folded, Why.INFLECTION))
        probes.append(("sd", digraph(key), W["stem"] * W["folded"], Why.INFLECTION))
    if language.affixes:
        likely, possible = roots(word)
        for key in likely:
            probes.append(("r", key, W["root"], Why.INFLECTION))
            probes.append(("q", key, W["root"] * W["rq"], Why.INFLECTION))
        for key in possible:
            probes.append(("r", key, W["root"] * W["rq"], Why.INFLECTION))
    if not own and language.family and resources(lang).family == language.family:
        for name in lemmas(word, lang, ()):
            key = skeleton(name)
            if key and len(name) > 3:
                probes.append(("k", key, W["skeleton"], Why.TRANSLATION))
    results = vocabulary.filed([hashed(target, tier, key) for tier, key, _, _ in probes])
    for (_, _, weight, why), forms in zip(probes, results, strict=True):
        add(forms, weight * (1.0 if why is Why.TRANSLATION else scale), why)
    if not own:
        tr = {}
        if resources(lang).affixes:
            likely, possible = roots(word)
            bases = [(b, 1.0) for b in likely] + [(b, .6) for b in possible]
        else:
            bases = [(b, 1.0) for b in names_own]
        keys, langs_, targets, weights = vocabulary.words
        t = vocabulary.langs.index(target)
        for b, f in bases:
            k = np.uint64(hashed(lang, "word", b))
            lo, hi = int(keys.searchsorted(k)), int(keys.searchsorted(k, side="right"))
            for i in range(lo, hi):
                if langs_[i] == t:
                    tr[int(targets[i])] = max(tr.get(int(targets[i]), 0), float(weights[i]) * f)
        if tr:
            for forms, weight in zip(vocabulary.filed(list(tr)), tr.values(), strict=True):
                add(forms, (W["trans0"] + (1-W["trans0"])*weight) * W["trans"], Why.TRANSLATION)
    sure = any(match.why in (Why.EXACT, Why.LETTERS) for match in found.values())
    if sure and not any(match.why is Why.EXACT for match in found.values()):
        # typed without its letters: the family of the word that was meant
        for number in [n for n, m in found.items() if m.why is Why.LETTERS]:
            _family(vocabulary.form(number), target, vocabulary, found[number].weight, add)
    if not sure and (not in_dictionary or not own):
        _typos(word, plain, target, vocabulary, add, scale)
    return found


def _family(form: str, lang: str, vocabulary: Vocabulary, weight: float, add) -> None:
    names = lemmas(form, lang, ())
    probes = [("l", name, W["lemma"], Why.LETTERS) for name in names]
    probes += [("c", name, W["compound"], Why.COMPOUND) for name in names]
    probes += [("s", key, W["stem"], Why.LETTERS) for key in {stem(name, lang) for name in names}]
    for (_, _, value, why), forms in zip(probes, vocabulary.filed([hashed(lang, t, k) for t, k, _, _ in probes]), strict=True):
        add(forms, value * weight, why)


def _typos(word: str, plain: str, lang: str, vocabulary: Vocabulary, add, scale) -> None:
    if len(plain) < 4 or len(plain) > 32 or word.isdigit():
        return
    keys = [plain, *deletions(plain)]
    near = {n for forms in vocabulary.filed([hashed(lang, "x", key) for key in keys]) for n in forms}
    best = []
    for number in near:
        form = vocabulary.form(number)
        distance = min(OSA.distance(plain, bare(form)), OSA.distance(word, form))
        if distance <= 1 or (distance == 2 and len(plain) >= 8):
            best.append((distance, -int(vocabulary.frequency[number]), number, form))
    best.sort()
    if not best:
        return
    best = [b for b in best if b[0] == best[0][0]]
    for distance, _, number, form in best[:8]:
        weight = W["typo"] * (1.0 if distance <= 1 else 0.6) * scale
        add([number], weight, Why.TYPO)
        _family(form, lang, vocabulary, weight * 0.9, lambda f, w, y: add(f, w, Why.TYPO))
