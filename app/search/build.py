"""Builds an index from documents: vocabulary, keys, postings with their BM25F impacts, labels, translations."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np

from app.search import arrays, translations
from app.search.analysis import ANALYSIS_VERSION, filed, hashed
from app.search.arrays import Array
from app.search.documents import FIELDS, SearchDocument
from app.search.labels import label_arrays
from app.search.occurrences import Occurrences, occurrences
from app.search.words import Words, with_corpus

# BM25F: how much a word weighs in each field, and how much a long field dilutes it (Robertson & Zaragoza 2009, §3.6).
WEIGHTS: Mapping[str, float] = {"pref_label": 3.0, "alt_labels": 2.0, "definition": 1.5, "body": 1.0}
DILUTION: Mapping[str, float] = {"pref_label": 0.5, "alt_labels": 0.5, "definition": 0.5, "body": 0.5}
# A corpus' own word counts as one for splitting compounds from so many documents on.
_ESTABLISHED = 2
_LAST_KEY = 2**64 - 1


def build(documents: Iterable[SearchDocument], path: Path) -> None:
    """Write an index of *documents* to *path*; two documents of one entry in one language are refused by ValueError."""
    ordered = sorted(documents, key=lambda document: (document.lang, document.entry))
    for one, other in pairwise(ordered):
        if (one.lang, one.entry) == (other.lang, other.entry):
            raise ValueError(f"{one.lang}/{one.entry} is there twice")
    langs = sorted({document.lang for document in ordered})
    doc_langs = np.array([langs.index(document.lang) for document in ordered], dtype=np.uint8)
    read = occurrences(ordered)
    postings = _postings(read, doc_langs)
    known = chain(translations.shipped(), translations.parallel(ordered))
    parts: dict[str, Array] = {
        "doc_langs": doc_langs,
        **postings,
        **arrays.strings("form", [form for _, form in read.vocabulary]),
        **arrays.strings("shown", read.shown),
        **_keys(read.vocabulary, langs, np.diff(postings["post_starts"])),
        **label_arrays(ordered),
        **translations.table(known, langs),
    }
    names = _entries(ordered, parts)
    arrays.write(path, parts, {"analysis": ANALYSIS_VERSION, "langs": langs, **names})


def _postings(read: Occurrences, doc_langs: Array) -> dict[str, Array]:
    """For each form its documents in order, and in each the form's impact and the fields it stands in, as bits."""
    order = np.lexsort((read.field, read.doc, read.form))
    doc, form = read.doc[order], read.form[order]
    impacts, fields = _impacts(read, doc_langs)[order], np.left_shift(1, read.field[order])
    changes = (np.diff(form, prepend=form[:1]) != 0) | (np.diff(doc, prepend=doc[:1]) != 0)
    changes[:1] = True
    first = changes.nonzero()[0]
    if len(first):
        impacts, fields = np.add.reduceat(impacts, first), np.bitwise_or.reduceat(fields, first)
    starts = form[first].searchsorted(np.arange(len(read.vocabulary) + 1))
    return {
        "post_docs": doc[first],
        "post_impacts": impacts.astype(np.float16),
        "post_fields": fields.astype(np.uint8),
        "post_starts": starts.astype(np.uint32),
    }


def _impacts(read: Occurrences, doc_langs: Array) -> Array:
    """What each row adds to its document, before saturation; a field's length counts beside the language's average."""
    norms = np.ones_like(read.lengths)
    dilution = np.array([DILUTION[name] for name in FIELDS])
    for number in np.unique(doc_langs).tolist():
        rows = doc_langs == number
        filled = np.maximum((read.lengths[rows] > 0).sum(axis=0), 1)
        average = np.maximum(read.lengths[rows].sum(axis=0) / filled, 1.0)
        norms[rows] = 1 - dilution + dilution * read.lengths[rows] / average
    weights = np.array([WEIGHTS[name] for name in FIELDS])
    impacts: Array = weights[read.field] * read.count / norms[read.doc, read.field]
    return impacts


def _keys(vocabulary: Sequence[tuple[str, str]], langs: Sequence[str], frequency: Array) -> dict[str, Array]:
    """Sorted key hashes, and for each the forms that are filed under it."""
    words = _words(vocabulary, langs, frequency)
    keys, forms = array("Q"), array("I")
    for number, (lang, form) in enumerate(vocabulary):
        for tier, key in filed(form, lang, words[lang]):
            keys.append(hashed(lang, tier, key))
            forms.append(number)
    hashes, numbers = np.frombuffer(keys, dtype=np.uint64), np.frombuffer(forms, dtype=np.uint32)
    order = np.lexsort((numbers, hashes))
    unique, starts = np.unique(hashes[order], return_index=True)
    return {
        # One key more than any word has, so that there is always one to compare with.
        "keys": np.append(unique, np.uint64(_LAST_KEY)),
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
    kinds = sorted({document.kind for document in documents})
    series = sorted({name for document in documents for name in document.series})
    place = {entry: number for number, entry in enumerate(entries)}
    kind_of = np.zeros(len(entries), dtype=np.uint8)
    belongs = {(series.index(name), place[document.entry]) for document in documents for name in document.series}
    for document in documents:
        kind_of[place[document.entry]] = kinds.index(document.kind)
    parts["doc_entries"] = np.array([place[document.entry] for document in documents], dtype=np.uint32)
    parts["entry_kinds"] = kind_of
    parts["series_entries"] = np.array(sorted(belongs), dtype=np.uint32).reshape(-1)
    parts |= arrays.strings("entry", entries)
    return {"kinds": kinds, "series": series}
