"""An index opened for reading: search, suggest, and the forms to highlight."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.search.documents import FIELDS
from app.search.expansion import WEIGHTS, Expansion, Group, expand
from app.search.layers import opened
from app.search.postings import Places
from app.search.ranking import Scored, score
from app.search.results import Hit, Matched, QueryError, Results, Suggestion, Why
from app.search.tokens import tokens, words

# Longer queries are refused; of more different words than these the first count.
LONGEST_QUERY = 2_000
MOST_WORDS = 40
MOST_SUGGESTIONS = 10
# What a label that is exactly the query adds to its document's score, for each of its words and once.
_WHOLE_LABEL = 3.0
# And one whose words are the query's in other forms, or spelled as it was meant.
_ALIKE_LABEL = 0.3
_REMEMBERED = 2_048
# Words whose forms to highlight are remembered, a few hundred bytes to some kilobytes each.
_REMEMBERED_FORMS = 512


@dataclass(frozen=True, slots=True)
class _Found:
    """Every answering document, and per entry whether and how well it answers."""

    docs: npt.NDArray[np.intp]
    scores: npt.NDArray[np.float32]
    entries: npt.NDArray[np.bool_]
    labels: Mapping[int, tuple[str, str]]
    scored: Sequence[Scored]


class Index:
    """One release's index; everything in it is mapped read-only, so any number of threads and processes share it."""

    def __init__(self, path: Path) -> None:
        """Open what `build` or `build_over` wrote.

        Raises:
            IndexFormatError: It is another file, or another version's, or not over the file that it was laid over.
            OSError: One of them is not there.
        """
        parts = opened(path)
        self.langs, self.kinds, self.series = parts.langs, parts.kinds, tuple(parts.series)
        self._vocabulary, self._postings, self._labels = parts.vocabulary, parts.postings, parts.labels
        self._entries = parts.entries
        self._doc_entries, self._doc_langs, self._doc_order = parts.doc_entries, parts.doc_langs, parts.doc_order
        self._entry_kinds = parts.entry_kinds
        self._members = parts.series
        self._spans = parts.spans
        self._all = np.ones(len(self._entries), dtype=bool)
        self._expand = lru_cache(_REMEMBERED)(self._expanded)
        self._forms = lru_cache(_REMEMBERED_FORMS)(self._forms_of)

    def _expanded(self, word: str, lang: str, target: str) -> Expansion:
        return expand(word, lang, target, self._vocabulary)

    def search(
        self,
        query: str,
        *,
        lang: str,
        langs: Collection[str] | None = None,
        kinds: Collection[str] = (),
        series: str | None = None,
        every_word: bool = False,
        limit: int = 20,
        offset: int = 0,
    ) -> Results:
        """The entries that answer *query*, typed by a reader of *lang*, best first, each once.

        `langs` are the languages to look in (all), `kinds` and `series` narrow the entries (facets count as if only
        the other one did), `every_word` drops texts that lack a word. Raises QueryError for more than 2,000
        characters; a query without words is answered with labels that are exactly it, if any.
        """
        typed = _typed(query)
        targets = [target for target in self.langs if langs is None or target in langs]
        found = self._find(query, typed, lang, targets, every_word=every_word)
        wanted_kind = self._of_kind(kinds) if kinds else self._all
        wanted_series = self._all if series is None else self._in_series(series)
        wanted = found.entries & wanted_kind & wanted_series
        by_series = found.entries & wanted_kind
        return Results(
            hits=tuple(self._hits(found, wanted, offset, limit)),
            total=int(wanted.sum()),
            kinds=self._kind_counts(found.entries & wanted_series),
            series={name: count for name, members in self._members.items() if (count := int(by_series[members].sum()))},
            did_you_mean=self._did_you_mean(query, typed, lang, targets),
        )

    def _kind_counts(self, entries: npt.NDArray[np.bool_]) -> dict[str, int]:
        counts = np.bincount(self._entry_kinds[entries], minlength=len(self.kinds)).tolist()
        return {kind: count for kind, count in zip(self.kinds, counts, strict=True) if count}

    def _of_kind(self, kinds: Collection[str]) -> npt.NDArray[np.bool_]:
        return np.isin(self._entry_kinds, [number for number, kind in enumerate(self.kinds) if kind in kinds])

    def _in_series(self, series: str) -> npt.NDArray[np.bool_]:
        members = np.zeros(len(self._entries), dtype=bool)
        if series in self._members:
            members[self._members[series]] = True
        return members

    def _find(self, query: str, typed: Sequence[str], lang: str, targets: Sequence[str], *, every_word: bool) -> _Found:
        scored: list[Scored] = []
        labels: dict[int, tuple[str, str]] = {}
        bonus = np.zeros(len(self._doc_entries), dtype=np.float32)
        for target in targets:
            expansions = [self._expand(word, lang, target) for word in typed]
            scored.append(score(expansions, self._postings, self._spans[self.langs.index(target)]))
            scale = 1.0 if target == lang else WEIGHTS.foreign
            meant = [
                word if each.correction is None else self._vocabulary.form(each.correction)
                for word, each in zip(typed, expansions, strict=True)
            ]
            for doc, _, _ in self._labels.alike(target, meant) if meant else ():
                bonus[doc] = _ALIKE_LABEL * (len(typed) + 1) * scale
            for doc, field, label in self._labels.whole(target, query):
                labels.setdefault(doc, (field, label))
                bonus[doc] = _WHOLE_LABEL * (len(typed) + 1) * scale
        exact = np.array(sorted(labels), dtype=np.intp)
        enough = [each.words >= (len(typed) if every_word else 1) for each in scored]
        docs = np.concatenate([exact, *(each.docs[keep] for each, keep in zip(scored, enough, strict=True))])
        scores = np.concatenate(
            [np.zeros(len(exact), dtype=np.float32), *(s.scores[keep] for s, keep in zip(scored, enough, strict=True))]
        )
        entries = np.zeros(len(self._entries), dtype=bool)
        entries[self._doc_entries[docs]] = True
        return _Found(docs, scores + bonus[docs], entries, labels, scored)

    def _hits(self, found: _Found, wanted: npt.NDArray[np.bool_], offset: int, limit: int) -> list[Hit]:
        """One page: the best document of each wanted entry, entries of equal score in the order of their ids."""
        keep = wanted[self._doc_entries[found.docs]]
        docs, scores = found.docs[keep], found.scores[keep]
        most = (offset + limit) * (len(self.langs) + 1)
        if len(docs) > most:
            # Whatever ties with the last of them stays, so that the order does not depend on the page.
            floor = -np.partition(-scores, most)[most]
            docs, scores = docs[scores >= floor], scores[scores >= floor]
        order = np.lexsort((docs, self._doc_order[docs], -scores))
        best: dict[int, tuple[int, float]] = {}
        for doc, value in zip(docs[order].tolist(), scores[order].tolist(), strict=True):
            best.setdefault(int(self._doc_entries[doc]), (doc, value))
            if len(best) == offset + limit:
                break
        page = list(best.items())[offset:]
        reasons = self._reasons([doc for _, (doc, _) in page], found)
        return [Hit(entry=self._entries[entry], score=value, matched=reasons[doc]) for entry, (doc, value) in page]

    def _reasons(self, docs: Sequence[int], found: _Found) -> dict[int, Matched]:
        """For each document the match that did most for it."""
        slots = np.full(len(self._doc_entries), -1, dtype=np.intp)
        slots[list(docs)] = np.arange(len(docs))
        best: dict[int, tuple[float, Group, int]] = {}
        for scored in found.scored:
            for rarity, group, places in scored.reasons:
                for doc, which in self._places_in(places, slots):
                    value = rarity * float(group.weights[which])
                    if doc not in best or value > best[doc][0]:
                        best[doc] = (value, group, which)
        return {doc: self._matched(doc, best.get(doc), found.labels.get(doc)) for doc in docs}

    @staticmethod
    def _places_in(places: Places, slots: npt.NDArray[np.intp]) -> list[tuple[int, int]]:
        chosen = (slots[places.docs] >= 0).nonzero()[0]
        which = places.ends.searchsorted(chosen, side="right")
        return list(zip(places.docs[chosen].tolist(), which.tolist(), strict=True))

    def _matched(self, doc: int, best: tuple[float, Group, int] | None, label: tuple[str, str] | None) -> Matched:
        lang = self.langs[self._doc_langs[doc]]
        if label is not None or best is None:
            field, form = label or (FIELDS[0], "")
            return Matched(lang=lang, field=field, form=form, why=Why.EXACT)
        _, group, which = best
        number = int(group.numbers[which])
        fields = self._postings.fields(number, doc)
        field = next(name for bit, name in enumerate(FIELDS) if fields >> bit & 1)
        return Matched(lang=lang, field=field, form=self._vocabulary.shown(number), why=group.whys[which])

    def _did_you_mean(self, query: str, typed: Sequence[str], lang: str, targets: Sequence[str]) -> str | None:
        """The query with every word corrected that is no word of the reader's language; None if there is none."""
        if lang not in targets:
            return None
        better: dict[str, str] = {}
        for word in typed:
            expansion = self._expand(word, lang, lang)
            if expansion.correction is not None and not any(
                Why.EXACT in group.whys for target in targets for group in self._expand(word, lang, target).groups
            ):
                better[word] = self._vocabulary.shown(expansion.correction)
        return _rewritten(query, better) if better else None

    def forms(self, query: str, *, lang: str, target: str) -> Mapping[str, Why]:
        """The native forms of *target* that *query* matches and why: what to highlight in a text of that language."""
        found: dict[str, Why] = {}
        for word in _typed(query):
            found = {**self._forms(word, lang, target), **found}
        return found

    def _forms_of(self, word: str, lang: str, target: str) -> Mapping[str, Why]:
        found: dict[str, Why] = {}
        for group in self._expand(word, lang, target).groups:
            for number, why in zip(group.numbers.tolist(), group.whys, strict=True):
                found.setdefault(self._vocabulary.form(number), why)
        return found

    def suggest(self, typed: str, *, lang: str, limit: int = MOST_SUGGESTIONS) -> tuple[Suggestion, ...]:
        """At most ten labels that go on from what was typed, from their start or from any word; one for each entry.

        Labels that start so come first, then the reader's language, preferred labels, short ones. Where nothing goes
        on from what was typed, labels of what a search finds. Raises QueryError as `search` does.
        """
        _typed(typed)
        limit = min(limit, MOST_SUGGESTIONS)
        preferred = self._doc_langs == (self.langs.index(lang) if lang in self.langs else len(self.langs))
        chosen: dict[int, Suggestion] = {}
        for found in self._labels.going_on(typed, preferred):
            if len(chosen) == limit:
                break
            entry = int(self._doc_entries[found.doc])
            if entry not in chosen:
                chosen[entry] = Suggestion(
                    entry=self._entries[entry],
                    lang=self.langs[self._doc_langs[found.doc]],
                    label=found.label,
                    field=found.field,
                    start=found.start,
                    end=found.end,
                )
        return tuple(chosen.values())


def _typed(query: str) -> list[str]:
    """The different words of a query, in order."""
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"A query has at most {LONGEST_QUERY} characters; this one has {len(query)}.")
    return list(dict.fromkeys(token.form for token in tokens(query)))[:MOST_WORDS]


def _rewritten(query: str, better: Mapping[str, str]) -> str:
    """The query with some of its words spelled otherwise."""
    pieces: list[str] = []
    end = 0
    for token in words(query):
        pieces += (query[end : token.start], better.get(token.form, query[token.start : token.end]))
        end = token.end
    return "".join((*pieces, query[end:]))
