"""Builds an index from documents: vocabulary, keys, postings with their BM25F impacts, labels, translations."""

import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from app.search import arrays, translations
from app.search.analysis import ANALYSIS_VERSION, filed, hashed
from app.search.arrays import Array
from app.search.documents import FIELDS, SearchDocument
from app.search.labels import label_arrays
from app.search.occurrences import Occurrences, occurrences
from app.search.words import Words, from_bytes, with_corpus

# BM25F: how much a word weighs in each field, and how much a long field dilutes it (Robertson & Zaragoza 2009, §3.6).
WEIGHTS: Mapping[str, float] = {"pref_label": 3.0, "alt_labels": 2.0, "definition": 1.5, "body": 1.0}
DILUTION: Mapping[str, float] = {"pref_label": 0.5, "alt_labels": 0.5, "definition": 0.5, "body": 0.5}
# A corpus' own word counts as one for splitting compounds from so many documents on.
_ESTABLISHED = 2
_LAST_KEY = 2**64 - 1
# Postings that are summed up at a time, so that a large corpus is in memory once.
_ROWS = 1 << 20


@dataclass(frozen=True, slots=True)
class Corpus:
    """What all documents of a language together tell of each: how long its fields are, and which words it may have.

    `averages` holds a row of mean lengths for each language, in the order of languages; `words` is by language.
    """

    averages: Array
    words: Mapping[str, Words]

    def arrays(self) -> dict[str, Array]:
        """The same as arrays."""
        tries = {f"corpus_{lang}": np.frombuffer(words.as_bytes(), np.uint8) for lang, words in self.words.items()}
        return {"averages": self.averages.reshape(-1), **tries}

    @staticmethod
    def of(parts: Mapping[str, Array], langs: Sequence[str]) -> "Corpus":
        """That of an index."""
        words = {lang: from_bytes(lang, parts[f"corpus_{lang}"].tobytes()) for lang in langs}
        return Corpus(parts["averages"].reshape(-1, len(FIELDS)), words)


def build(documents: Iterable[SearchDocument], path: Path) -> None:
    """Write an index of *documents* to *path*; two documents of one entry in one language are refused by ValueError."""
    ordered = in_order(documents)
    langs = sorted({document.lang for document in ordered})
    doc_langs = lang_numbers(ordered, langs)
    read = occurrences(ordered)
    # A large corpus is mostly text, which has been read now.
    ordered[:] = (replace(document, definition="", body="") for document in ordered)
    averages = _averages(read.lengths, doc_langs, len(langs))
    postings = posting_arrays(read, doc_langs, averages)
    corpus = Corpus(averages, _words(read.vocabulary, langs, np.diff(postings["post_starts"])))
    known = chain(translations.shipped(), translations.parallel(ordered))
    parts: dict[str, Array] = {
        "doc_langs": doc_langs,
        **postings,
        **corpus.arrays(),
        **arrays.strings("form", [form for _, form in read.vocabulary]),
        **arrays.strings("shown", read.shown),
        **key_arrays(read.vocabulary, corpus.words),
        **label_arrays(ordered),
        **translations.table(known, langs),
    }
    names = _entries(ordered, parts)
    mark = zlib.crc32(parts["entry_bytes"].tobytes(), zlib.crc32(parts["form_bytes"].tobytes()))
    arrays.write(path, parts, {"analysis": ANALYSIS_VERSION, "mark": mark, "langs": langs, **names})


def in_order(documents: Iterable[SearchDocument]) -> list[SearchDocument]:
    """The documents by language and entry, each once."""
    ordered = sorted(documents, key=lambda document: (document.lang, document.entry))
    for one, other in pairwise(ordered):
        if (one.lang, one.entry) == (other.lang, other.entry):
            raise ValueError(f"{one.lang}/{one.entry} is there twice")
    return ordered


def lang_numbers(documents: Sequence[SearchDocument], langs: Sequence[str]) -> Array:
    """The language of each document, by its place in *langs*."""
    number = {lang: place for place, lang in enumerate(langs)}
    return np.array([number[document.lang] for document in documents], dtype=np.uint8)


def posting_arrays(read: Occurrences, doc_langs: Array, averages: Array) -> dict[str, Array]:
    """For each form its documents in order, and in each the form's impact and the fields it stands in, as bits."""
    # Rows come by document and field, and stay so.
    order = np.argsort(read.form, kind="stable")
    doc, form = read.doc[order], read.form[order]
    changes = np.ones(len(order), dtype=bool)
    changes[1:] = (form[1:] != form[:-1]) | (doc[1:] != doc[:-1])
    first = changes.nonzero()[0]
    starts = form[first].searchsorted(np.arange(len(read.vocabulary) + 1))
    docs = doc[first]
    del doc, form, changes
    norms = _norms(read.lengths, doc_langs, averages)
    impacts, fields = np.zeros(len(first), dtype=np.float16), np.zeros(len(first), dtype=np.uint8)
    for begin in range(0, len(first), _ROWS):
        some = slice(begin, begin + _ROWS)
        end = first[begin + _ROWS] if begin + _ROWS < len(first) else len(order)
        rows, within = order[first[begin] : end], first[some] - first[begin]
        impacts[some] = np.add.reduceat(_impacts(read, rows, norms), within)
        fields[some] = np.bitwise_or.reduceat(np.left_shift(1, read.field[rows]), within)
    return {"post_docs": docs, "post_impacts": impacts, "post_fields": fields, "post_starts": starts.astype(np.uint32)}


def _averages(lengths: Array, doc_langs: Array, langs: int) -> Array:
    """How many words each field has on average, where it has any, a row for each language."""
    averages = np.ones((langs, len(FIELDS)))
    for number in range(langs):
        rows = lengths[doc_langs == number]
        filled = np.maximum((rows > 0).sum(axis=0), 1)
        averages[number] = np.maximum(rows.sum(axis=0) / filled, 1.0)
    return averages


def _norms(lengths: Array, doc_langs: Array, averages: Array) -> Array:
    """How much each field of each document is diluted; its length counts beside the language's average."""
    dilution = np.array([DILUTION[name] for name in FIELDS])
    norms: Array = 1 - dilution + dilution * lengths / averages[doc_langs]
    return norms


def _impacts(read: Occurrences, rows: Array, norms: Array) -> Array:
    """What each of *rows* adds to its document, before saturation."""
    weights = np.array([WEIGHTS[name] for name in FIELDS])
    field = read.field[rows]
    impacts: Array = weights[field] * read.count[rows] / norms[read.doc[rows], field]
    return impacts


def key_arrays(vocabulary: Sequence[tuple[str, str]], words: Mapping[str, Words]) -> dict[str, Array]:
    """Sorted key hashes, and for each the forms that are filed under it."""
    keys, forms = array("Q"), array("I")
    for number, (lang, form) in enumerate(vocabulary):
        for tier, key in filed(form, lang, words[lang]):
            keys.append(hashed(lang, tier, key))
            forms.append(number)
    hashes, numbers = np.frombuffer(keys, dtype=np.uint64), np.frombuffer(forms, dtype=np.uint32)
    # Forms come in the order of their numbers, and stay so.
    order = np.argsort(hashes, kind="stable")
    hashes = hashes[order]
    starts = np.flatnonzero(np.append(np.ones(min(1, len(hashes)), dtype=bool), hashes[1:] != hashes[:-1]))
    return {
        # One key more than any word has, so that there is always one to compare with.
        "keys": np.append(hashes[starts], np.uint64(_LAST_KEY)),
        "key_starts": np.append(starts, [len(numbers)] * 2).astype(np.uint32),
        "key_forms": numbers[order],
    }


def _words(vocabulary: Sequence[tuple[str, str]], langs: Sequence[str], frequency: Array) -> dict[str, Words]:
    """Per language: the dictionary's words, and those that the corpus itself uses often enough."""
    established: dict[str, list[str]] = {lang: [] for lang in langs}
    for (lang, form), documents in zip(vocabulary, frequency.tolist(), strict=True):
        if documents >= _ESTABLISHED and form.isalpha():
            established[lang].append(form)
    return {lang: with_corpus(lang, forms) for lang, forms in established.items()}


def _entries(documents: Sequence[SearchDocument], parts: dict[str, Array]) -> dict[str, list[str]]:
    """Which entry each document tells of, and the kind and series of each entry; returns the names of both."""
    entries = sorted({document.entry for document in documents})
    place = {entry: number for number, entry in enumerate(entries)}
    parts["doc_entries"] = np.array([place[document.entry] for document in documents], dtype=np.uint32)
    parts |= arrays.strings("entry", entries)
    return belonging(documents, place, parts)


def belonging(
    documents: Sequence[SearchDocument], place: Mapping[str, int], parts: dict[str, Array]
) -> dict[str, list[str]]:
    """The kind and the series of the entries that *place* numbers; returns the names of both."""
    kinds = sorted({document.kind for document in documents})
    series = sorted({name for document in documents for name in document.series})
    kind_of = {document.entry: kinds.index(document.kind) for document in documents}
    belongs = {(series.index(name), place[document.entry]) for document in documents for name in document.series}
    parts["entry_kinds"] = np.array([kind_of[entry] for entry in place], dtype=np.uint8)
    parts["series_entries"] = np.array(sorted(belongs), dtype=np.uint32).reshape(-1)
    return {"kinds": kinds, "series": series}
