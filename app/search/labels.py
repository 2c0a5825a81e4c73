"""Whole labels: found by their exact words, and offered while a reader is still typing."""

from collections.abc import Sequence

import numpy as np

from app.search.analysis import hashed
from app.search.arrays import Array
from app.search.documents import SearchDocument
from app.search.tokens import tokens


def label_key(lang: str, label: str) -> int:
    """The hash of a whole label: its words' native forms, or its bare characters if it has no words."""
    words = " ".join(token.form for token in tokens(label))
    return hashed(lang, "label", words or label.strip().casefold())


def label_arrays(documents: Sequence[SearchDocument]) -> dict[str, Array]:
    """Hashes of all labels, sorted, and the document of each."""
    pairs = sorted(
        {(label_key(document.lang, label), doc) for doc, document in enumerate(documents) for label in document.labels}
    )
    return {
        "labels": np.array([key for key, _ in pairs], dtype=np.uint64),
        "label_docs": np.array([doc for _, doc in pairs], dtype=np.uint32),
    }
