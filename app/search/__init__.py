"""Search: documents in, hits out, in any of the catalogue's languages from any other.

`build` writes one index file, `build_over` one of what differs from it, `Index` maps either. A word goes through pure
steps, each in a module of its own: `tokens` and `letters`, the dictionary's lemma (`lexicon`), Snowball's stem
(`stems`), parts of compounds (`compounds`), Tagalog roots (`tagalog`), cognates (`scandinavian`) and translations
(`translations`); `analysis` files it under what they give, `expansion` looks a typed word up there and weighs how sure
each match is, `ranking` scores documents by it.
"""

from app.search.analysis import ANALYSIS_VERSION
from app.search.arrays import FORMAT_VERSION, IndexFormatError
from app.search.build import build
from app.search.documents import FIELDS, SearchDocument
from app.search.former import MOMENT, FormerIndex
from app.search.index import LONGEST_QUERY, MOST_SUGGESTIONS, Index
from app.search.layers import base_of
from app.search.over import UnlikeBaseError, build_over
from app.search.results import Hit, Matched, QueryError, Results, Suggestion, Why

# Names everything that an index depends on beside its documents; an index of another version has to be made anew.
VERSION = f"{FORMAT_VERSION}-{ANALYSIS_VERSION}"

__all__ = [
    "FIELDS",
    "LONGEST_QUERY",
    "MOMENT",
    "MOST_SUGGESTIONS",
    "VERSION",
    "FormerIndex",
    "Hit",
    "Index",
    "IndexFormatError",
    "Matched",
    "QueryError",
    "Results",
    "SearchDocument",
    "Suggestion",
    "UnlikeBaseError",
    "Why",
    "base_of",
    "build",
    "build_over",
]
