"""Builds an index of only what differs from another one, its base, over which it is read (`layers`)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from app.search import arrays
from app.search.analysis import ANALYSIS_VERSION, hashed
from app.search.arrays import Array, Strings
from app.search.build import Corpus, belonging, in_order, key_arrays, lang_numbers, posting_arrays
from app.search.documents import SearchDocument
from app.search.labels import label_arrays
from app.search.occurrences import Occurrences, occurrences
from app.search.vocabulary import Vocabulary

_Item = TypeVar("_Item")


class UnlikeBaseError(ValueError):
    """There is a text in a language of which the base has none; only a whole index can take it up."""


def build_over(base: Path, documents: Iterable[SearchDocument], gone: Collection[str], path: Path) -> None:
    """Write to *path*, beside *base*, an index of *documents*, instead of all it has of their entries and of *gone*.

    What all documents together decide stays as *base* has it: how long fields are on average, which words of the
    catalogue's own part compounds, what labels tell of translations, and how a word is spelled. How rare a word is
    counts everything.

    Raises:
        UnlikeBaseError: A language is new.
        ValueError: Two documents are of one entry in one language.
    """
    below, meta = arrays.read(base)
    langs: list[str] = meta["langs"]
    ordered = in_order(documents)
    if not langs or not {document.lang for document in ordered}.issubset(langs):
        raise UnlikeBaseError("A language has no text in the index below.")
    corpus = Corpus.of(below, langs)
    doc_langs = lang_numbers(ordered, langs)
    own = sorted({document.entry for document in ordered})
    known = _known(Strings("entry", below), {*own, *gone})
    added = [entry for entry in own if entry not in known]
    place = {entry: known.get(entry, -1) for entry in own}
    place |= {entry: len(below["entry_starts"]) - 1 + number for number, entry in enumerate(added)}
    replaced = np.array(sorted(known.values()), dtype=np.uint32)
    read, forms = _numbered(occurrences(ordered), Vocabulary(below, langs))
    new = slice(int(forms.searchsorted(len(below["form_starts"]) - 1)), None)
    parts: dict[str, Array] = {
        "doc_langs": doc_langs,
        "doc_entries": np.array([place[document.entry] for document in ordered], dtype=np.uint32),
        **posting_arrays(read, doc_langs, corpus.averages),
        "post_forms": forms,
        **arrays.strings("form", [form for _, form in read.vocabulary[new]]),
        **arrays.strings("shown", read.shown[new]),
        **key_arrays(read.vocabulary[new], corpus.words),
        **label_arrays(ordered),
        **arrays.strings("entry", added),
        "own_entries": np.array([place[entry] for entry in own], dtype=np.uint32),
        "replaced": replaced,
        **_lost(below, replaced),
    }
    names = belonging(ordered, place, parts)
    arrays.write(
        path,
        parts,
        {"analysis": ANALYSIS_VERSION, "base": base.name, "mark": meta["mark"], "langs": langs, **names},
    )


def _known(entries: Strings, wanted: Iterable[str]) -> dict[str, int]:
    """The numbers of the entries that the base has."""
    found = {}
    for entry in wanted:
        start, end = entries.starting(entry)
        if start < end and entries[start] == entry:
            found[entry] = start
    return found


def _numbered(read: Occurrences, below: Vocabulary) -> tuple[Occurrences, Array]:
    """The same with forms in the order of their numbers, and these: the base's own, then those of new forms."""
    vocabulary = read.vocabulary
    filed = below.filed([hashed(lang, "n", form) for lang, form in vocabulary])
    numbers = np.zeros(len(vocabulary), dtype=np.uint32)
    following = len(below)
    for place, ((_, form), found) in enumerate(zip(vocabulary, filed, strict=True)):
        known = next((number for number in found if below.form(number) == form), None)
        numbers[place] = following if known is None else known
        following += known is None
    order = np.argsort(numbers, kind="stable")
    places = np.zeros(len(order), dtype=np.uint32)
    places[order] = np.arange(len(order), dtype=np.uint32)
    ordered = replace(
        read,
        form=places[read.form],
        vocabulary=_picked(vocabulary, order),
        shown=_picked(read.shown, order),
    )
    return ordered, numbers[order]


def _picked(items: Sequence[_Item], order: Array) -> list[_Item]:
    return [items[place] for place in order.tolist()]


def _lost(below: Mapping[str, Array], replaced: Array) -> dict[str, Array]:
    """In how many documents less each form stands below."""
    is_replaced = np.zeros(len(below["entry_starts"]) - 1, dtype=bool)
    is_replaced[replaced] = True
    places = is_replaced[below["doc_entries"]][below["post_docs"]].nonzero()[0]
    forms, counts = np.unique(below["post_starts"].searchsorted(places, side="right") - 1, return_counts=True)
    return {"lost_forms": forms.astype(np.uint32), "lost_counts": counts.astype(np.uint32)}
