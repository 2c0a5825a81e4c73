"""Laws of search, over catalogues of any words."""

import tempfile
import unicodedata
from pathlib import Path
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.search import Index, SearchDocument, build

WORDS = (
    "kunde",
    "løfte",
    "Bemötande",
    "måling",
    "service",
    "kasiyahan",
    "ng",
    "hår",
    "har",
    "Straße",
    "★",
    "e-post",
    "4P",
)
LABELS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=12)), min_size=1, max_size=4).map(
    " ".join
)
LANGS = ("da", "no", "sv", "tl", "de")


@st.composite
def catalogues(draw: st.DrawFn) -> list[SearchDocument]:
    documents = []
    for number in range(draw(st.integers(1, 6))):
        for lang in draw(st.sets(st.sampled_from(LANGS), min_size=1, max_size=3)):
            labels = draw(st.lists(LABELS, min_size=1, max_size=3))
            documents.append(
                SearchDocument(
                    entry=f"entry-{number}",
                    lang=lang,
                    kind="concept",
                    pref_label=labels[0],
                    alt_labels=tuple(labels[1:]),
                    definition=draw(LABELS),
                    body=draw(LABELS),
                )
            )
    return documents


@settings(max_examples=30, deadline=None)
@given(catalogues(), st.sampled_from((*LANGS, "fr")), st.sampled_from(("NFC", "NFD")))
def test_every_entry_is_found_by_each_of_its_labels_in_each_language_once(
    documents: list[SearchDocument], lang: str, composition: Literal["NFC", "NFD"]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(documents, Path(folder) / "index")
        index = Index(Path(folder) / "index")
        for document in documents:
            for label in document.labels:
                query = unicodedata.normalize(composition, label)
                results = index.search(query, lang=lang, limit=100)
                found = [hit.entry for hit in results.hits]
                # A label without a single word is compared character by character.
                assert document.entry in found or query != label
                assert len(found) == len(set(found)) == results.total
                assert index.search(query, lang=lang, limit=100, langs={document.lang}).total <= results.total


@settings(max_examples=30, deadline=None)
@given(catalogues(), st.text(max_size=30), st.sampled_from(LANGS))
def test_any_query_is_answered_in_order_and_the_same_every_time(
    documents: list[SearchDocument], query: str, lang: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        build(documents, Path(folder) / "index")
        index = Index(Path(folder) / "index")
        results = index.search(query, lang=lang)
        assert results == index.search(query, lang=lang)
        assert [hit.score for hit in results.hits] == sorted((hit.score for hit in results.hits), reverse=True)
        assert sum(results.kinds.values()) == results.total
        for suggestion in index.suggest(query, lang=lang):
            assert 0 <= suggestion.start < suggestion.end <= len(suggestion.label)
