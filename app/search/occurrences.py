"""Which words stand in which fields of which documents: what an index is made from."""

import unicodedata
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from app.search.arrays import Array
from app.search.documents import FIELDS, SearchDocument
from app.search.tokens import Token, tokens


@dataclass(frozen=True, slots=True)
class Occurrences:
    """One row for each form in a field of a document: numbers of document, field and form, and how often.

    `vocabulary` holds (language, native form) by the form's number, sorted; `shown` how the texts spell it, "" if as
    the form itself; `lengths` the words in each field of each document.
    """

    doc: Array
    field: Array
    form: Array
    count: Array
    lengths: Array
    vocabulary: Sequence[tuple[str, str]]
    shown: Sequence[str]


def occurrences(documents: Sequence[SearchDocument]) -> Occurrences:
    """Read every field of every document."""
    numbers: dict[tuple[str, str], int] = {}
    shown: dict[tuple[str, str], str] = {}
    rows = array("I")
    lengths = np.zeros((len(documents), len(FIELDS)))
    for doc, document in enumerate(documents):
        texts = (document.pref_label, "\n".join(document.alt_labels), document.definition, document.body)
        for field, text in enumerate(texts):
            found = list(tokens(text))
            lengths[doc, field] = len(found)
            for form, count in Counter(token.form for token in found).items():
                rows.extend((doc, field, numbers.setdefault((document.lang, form), len(numbers)), count))
            _note_spelling(text, found, document.lang, shown)
    vocabulary = sorted(numbers)
    final = np.zeros(len(vocabulary), dtype=np.uint32)
    final[[numbers[term] for term in vocabulary]] = np.arange(len(vocabulary), dtype=np.uint32)
    columns = np.frombuffer(rows, dtype=np.uint32).reshape(-1, 4)
    return Occurrences(
        doc=columns[:, 0],
        field=columns[:, 1],
        form=final[columns[:, 2]],
        count=columns[:, 3],
        lengths=lengths,
        vocabulary=vocabulary,
        shown=[shown[term] for term in vocabulary],
    )


def _note_spelling(text: str, found: Iterable[Token], lang: str, shown: dict[tuple[str, str], str]) -> None:
    """Remember how each form is spelled where it is met first."""
    for token in found:
        if (lang, token.form) not in shown:
            surface = unicodedata.normalize("NFC", text[token.start : token.end]).lower()
            shown[lang, token.form] = "" if surface == token.form else surface
