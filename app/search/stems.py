"""Snowball stems, a weaker key than the lemma for words that no dictionary has."""

import threading
from functools import lru_cache
from typing import Any

import Stemmer

from app.search.letters import native
from app.search.resources import resources

# A stemmer object is not safe to share between threads.
_local = threading.local()


def _stemmer(name: str) -> Any:
    stemmers: dict[str, Any] = _local.__dict__.setdefault("stemmers", {})
    if name not in stemmers:
        stemmers[name] = Stemmer.Stemmer(name, 0)
    return stemmers[name]


@lru_cache(maxsize=1 << 14)
def stem(form: str, lang: str) -> str:
    """The stem of a native form, the form itself where Snowball does not know the language."""
    known = resources(lang)
    if known.stemmer is None:
        return form
    stemmed: str = _stemmer(known.stemmer).stemWord(form.translate(known.spelling))
    return native(stemmed)
