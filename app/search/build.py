"""Builds an index from documents: vocabulary, keys, postings with their BM25F impacts, labels."""

import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.search import arrays, translations
from app.search.analysis import ANALYSIS_VERSION, filed, hashed
from app.search.arrays import Array
from app.search.documents import FIELDS, SearchDocument
from app.search.labels import label_arrays
from app.search.tokens import tokens
from app.search.words import Words, with_corpus

# BM25F: how much a word weighs in each field, and how much a long field dilutes it (Robertson & Zaragoza 2009, §3.6).
WEIGHTS: Mapping[str, float] = {"pref_label": 3.0, "alt_labels": 2.0, "definition": 1.5, "body": 1.0}
DILUTION: Mapping[str, float] = {"pref_label": 0.5, "alt_labels": 0.5, "definition": 0.5, "body": 0.5}
# A corpus' own word counts as one for splitting compounds from so many documents on.
_ESTABLISHED = 2


def build(documents: Iterable[SearchDocument], path: Path) -> None:
    """Write an index of *documents* to *path*; two documents of one entry in one language are refused by ValueError."""
    ordered = sorted(documents, key=lambda document: (document.lang, document.entry))
    for one, other in pairwise(ordered):
        if (one.lang, one.entry) == (other.lang, other.entry):
            raise ValueError(f"{one.lang}/{one.entry} is there twice")
    langs = sorted({document.lang for document in ordered})
    parts: dict[str, Array] = {}
    vocabulary = _postings(ordered, langs, parts)
    parts["keys"], parts["key_forms"] = _keys(vocabulary, langs, np.diff(parts["post_starts"]))
    meta = _entries(ordered, langs, parts)
    parts |= label_arrays(ordered)
    parts |= translations.table(chain(translations.written(), translations.learned()), langs)
    arrays.write(path, parts, {"analysis": ANALYSIS_VERSION, "langs": langs, **meta})


def _postings(documents: Sequence[SearchDocument], langs: list[str], parts: dict[str, Array]) -> list[tuple[str, str]]:
    """Fill in the postings; returns the vocabulary, (language, native form) by form id."""
    provisional: dict[tuple[str, str], int] = {}
    spelled: dict[tuple[str, str], str] = {}
    columns = {name: array("I") for name in ("doc", "field", "form", "count")}
    lengths = np.zeros((len(documents), len(FIELDS)), dtype=np.float64)
    for doc, document in enumerate(documents):
        texts = (document.pref_label, "\n".join(document.alt_labels), document.definition, document.body)
        for field, text in enumerate(texts):
            found = list(tokens(text))
            counted = Counter(token.form for token in found)
            for token in found:
                if (document.lang, token.form) not in spelled:
                    spelled[document.lang, token.form] = _surface(text[token.start : token.end], token.form)
            lengths[doc, field] = counted.total()
            for form, count in counted.items():
                columns["doc"].append(doc)
                columns["field"].append(field)
                columns["form"].append(provisional.setdefault((document.lang, form), len(provisional)))
                columns["count"].append(count)
    vocabulary = sorted(provisional)
    final = np.zeros(len(vocabulary), dtype=np.uint32)
    for number, term in enumerate(vocabulary):
        final[provisional[term]] = number
    doc, field, form, count = (np.frombuffer(columns[name], dtype=np.uint32) for name in columns)
    impacts = _impacts(documents, langs, lengths, doc, field, count)
    form = final[form]
    order = np.lexsort((field, doc, form))
    doc, field, form, impacts = doc[order], field[order], form[order], impacts[order]
    first = np.flatnonzero(np.append(True, (np.diff(form) != 0) | (np.diff(doc) != 0))) if len(form) else order
    parts["post_docs"] = doc[first]
    parts["post_impacts"] = _summed(np.add, impacts, first).astype(np.float16)
    parts["post_fields"] = _summed(np.bitwise_or, np.left_shift(1, field), first).astype(np.uint8)
    parts["post_starts"] = np.searchsorted(form[first], np.arange(len(vocabulary) + 1)).astype(np.uint32)
    parts |= arrays.strings("form", [form for _, form in vocabulary])
    parts |= arrays.strings("shown", [spelled[term] for term in vocabulary])
    return vocabulary


def _surface(text: str, form: str) -> str:
    """How a text spells a form, "" if no other way than the form itself."""
    surface = unicodedata.normalize("NFC", text).lower()
    return "" if surface == form else surface


def _summed(operation: np.ufunc, values: Array, first: Array) -> Array:
    return operation.reduceat(values, first) if len(first) else values


def _impacts(
    documents: Sequence[SearchDocument], langs: list[str], lengths: Array, doc: Array, field: Array, count: Array
) -> npt.NDArray[np.float64]:
    """What each occurrence of a form in a field adds to its document, before saturation."""
    lang = np.array([langs.index(document.lang) for document in documents], dtype=np.intp)
    norms = np.ones_like(lengths)
    for number in range(len(langs)):
        rows = lang == number
        average = np.maximum(lengths[rows].sum(axis=0) / np.maximum((lengths[rows] > 0).sum(axis=0), 1), 1.0)
        dilution = np.array([DILUTION[name] for name in FIELDS])
        norms[rows] = 1 - dilution + dilution * lengths[rows] / average
    weights = np.array([WEIGHTS[name] for name in FIELDS])
    impacts: npt.NDArray[np.float64] = weights[field] * count / norms[doc, field]
    return impacts


def _keys(vocabulary: Sequence[tuple[str, str]], langs: list[str], frequency: Array) -> tuple[Array, Array]:
    """Sorted key hashes, and beside each the form that is filed under it."""
    words = _words(vocabulary, langs, frequency)
    keys, forms = array("Q"), array("I")
    for number, (lang, form) in enumerate(vocabulary):
        for tier, key in filed(form, lang, words[lang]):
            keys.append(hashed(lang, tier, key))
            forms.append(number)
    hashes, numbers = np.frombuffer(keys, dtype=np.uint64), np.frombuffer(forms, dtype=np.uint32)
    order = np.lexsort((numbers, hashes))
    return hashes[order], numbers[order]


def _words(vocabulary: Sequence[tuple[str, str]], langs: list[str], frequency: Array) -> dict[str, Words]:
    """Per language: the dictionary's words, and those that the corpus itself uses often enough."""
    established: dict[str, list[str]] = {lang: [] for lang in langs}
    for (lang, form), documents in zip(vocabulary, frequency.tolist(), strict=True):
        if documents >= _ESTABLISHED and form.isalpha():
            established[lang].append(form)
    return {lang: with_corpus(lang, forms) for lang, forms in established.items()}


def _entries(documents: Sequence[SearchDocument], langs: list[str], parts: dict[str, Array]) -> dict[str, list[str]]:
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
    parts["doc_langs"] = np.array([langs.index(document.lang) for document in documents], dtype=np.uint8)
    parts["entry_kinds"] = kind_of
    parts["series_entries"] = np.array(sorted(belongs), dtype=np.uint32).reshape(-1)
    parts |= arrays.strings("entry", entries)
    return {"kinds": kinds, "series": series}
