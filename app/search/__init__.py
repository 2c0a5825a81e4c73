"""Search: documents in, hits out, in any of the catalogue's languages from any other.

`build` writes one index file, `Index` maps it. A word goes through pure steps, each in a module of its own: `tokens`
and `letters`, the dictionary's lemma (`lexicon`), Snowball's stem (`stems`), parts of compounds (`compounds`), Tagalog
roots (`tagalog`), cognates (`scandinavian`) and translations (`translations`); `analysis` files it under what they
give, `expansion` looks a typed word up there and weighs how sure each match is, `ranking` scores documents by it.
"""

from app.search.arrays import IndexFormatError
from app.search.build import build
from app.search.documents import FIELDS, SearchDocument
from app.search.index import LONGEST_QUERY, MOST_SUGGESTIONS, Index
from app.search.results import Hit, Matched, QueryError, Results, Suggestion, Why

__all__ = [
    "FIELDS",
    "LONGEST_QUERY",
    "MOST_SUGGESTIONS",
    "Hit",
    "Index",
    "IndexFormatError",
    "Matched",
    "QueryError",
    "Results",
    "SearchDocument",
    "Suggestion",
    "Why",
    "build",
]
