"""Builds an index from documents: vocabulary, keys, postings with their BM25F impacts, labels."""

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.search import arrays, translations
from app.search.analysis import ANALYSIS_VERSION, Known, dictionary, filed, hashed
from app.search.arrays import Array
from app.search.documents import FIELDS, SearchDocument
from app.search.labels import label_arrays
from app.search.tokens import tokens

# BM25F: how much a word weighs in each field, and how much a long field dilutes it (Robertson & Zaragoza 2009, §3.6).
WEIGHTS: Mapping[str, float] = {"pref_label": 3.0, "alt_labels": 2.0, "definition": 1.5, "body": 1.0}
DILUTION: Mapping[str, float] = {"pref_label": 0.5, "alt_labels": 0.5, "definition": 0.5, "body": 0.5}
# A corpus' own word counts as one for splitting compounds from so many documents on.
_ESTABLISHED = 2
_SURENESS = 0.5


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
    _text(parts, "form", [form for _, form in vocabulary])
    meta = _entries(ordered, langs, parts)
    parts |= label_arrays(ordered)
    parts |= translations.table(chain(translations.written(), translations.learned()), langs)
    arrays.write(path, parts, {"analysis": ANALYSIS_VERSION, "langs": langs, **meta})


def _postings(documents: Sequence[SearchDocument], langs: list[str], parts: dict[str, Array]) -> list[tuple[str, str]]:
    """Fill in the postings; returns the vocabulary, (language, native form) by form id."""
    provisional: dict[tuple[str, str], int] = {}
    columns = {name: array("I") for name in ("doc", "field", "form", "count")}
    lengths = np.zeros((len(documents), len(FIELDS)), dtype=np.float64)
    for doc, document in enumerate(documents):
        texts = (document.pref_label, "\n".join(document.alt_labels), document.definition, document.body)
        for field, text in enumerate(texts):
            counted = Counter(token.form for token in tokens(text))
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
    return vocabulary


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
    words = _known(vocabulary, langs, frequency)
    keys, forms = array("Q"), array("I")
    for number, (lang, form) in enumerate(vocabulary):
        for tier, key in filed(form, lang, words[lang]):
            keys.append(hashed(lang, tier, key))
            forms.append(number)
    hashes, numbers = np.frombuffer(keys, dtype=np.uint64), np.frombuffer(forms, dtype=np.uint32)
    order = np.lexsort((numbers, hashes))
    return hashes[order], numbers[order]


def _known(vocabulary: Sequence[tuple[str, str]], langs: list[str], frequency: Array) -> dict[str, Known]:
    """Per language: a word of the dictionary, or one that the corpus itself uses often enough."""
    established: dict[str, set[str]] = {lang: set() for lang in langs}
    for number, (lang, form) in enumerate(vocabulary):
        if frequency[number] >= _ESTABLISHED and form.isalpha():
            established[lang].add(form)

    def known(lang: str) -> Known:
        by_dictionary, own = dictionary(lang), established[lang]
        return lambda text: by_dictionary(text) or (_SURENESS if text in own else 0.0)

    return {lang: known(lang) for lang in langs}


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
    _text(parts, "entry", entries)
    return {"kinds": kinds, "series": series}


def _text(parts: dict[str, Array], name: str, strings: Sequence[str]) -> None:
    """Strings as one run of bytes and where each starts in it."""
    encoded = [string.encode("utf-8", "surrogatepass") for string in strings]
    starts = np.zeros(len(encoded) + 1, dtype=np.uint32)
    np.cumsum([len(item) for item in encoded], out=starts[1:])
    parts[f"{name}_bytes"] = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    parts[f"{name}_starts"] = starts
