"""An index of what changed, read over the one before, finds what a whole new one finds."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search import Index, IndexFormatError, SearchDocument, UnlikeBaseError, base_of, build, build_over
from app.search.results import Results
from tests.search.shelf import found, text

# No word is part of another, and none is only the catalogue's own: what stays as the base has it is then the same.
WORDS = ("kunde", "kunden", "løfte", "løftet", "måling", "hår", "har", "bord", "stol", "stolen", "zebra", "vinduet")
LANGS = ("da", "sv", "tl")
QUERIES = (*WORDS, "lofte", "kundes", "stolle", "kunde løfte", "hår bord zebra", "vindue", "mål", "loefte", "zzzz")


def words(count: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=count, max_size=count).map(" ".join)


@st.composite
def entries(draw: st.DrawFn) -> dict[str, list[SearchDocument]]:
    """Entries by id, all with as many words in each field."""
    ids = draw(st.sets(st.sampled_from("abcdefgh"), min_size=1))
    return {
        entry: [
            SearchDocument(
                entry=entry,
                lang=lang,
                kind=draw(st.sampled_from(("concept", "style", "model"))),
                series=draw(st.sampled_from(((), ("one",), ("one", "two")))),
                pref_label=draw(words(2)),
                alt_labels=(draw(words(1)),),
                definition=draw(words(3)),
                body=draw(words(4)),
            )
            for lang in sorted(draw(st.sets(st.sampled_from(LANGS), min_size=1)))
        ]
        for entry in sorted(ids)
    }


def one_kind(texts: Sequence[SearchDocument]) -> list[SearchDocument]:
    """An entry's texts agree on what it is."""
    return [replace(one, kind=texts[0].kind, series=texts[0].series) for one in texts]


# Every language has a text, whatever else there is.
ALWAYS = [text("always", lang, "stol zebra", "bord", definition="a b c", body="d e f g") for lang in LANGS]


def compared(results: Results) -> object:
    """What must be the same; the order of hits is that of their scores, which are compared apart."""
    hits = sorted((hit.entry, hit.matched) for hit in results.hits)
    return hits, results.total, results.kinds, results.series, results.did_you_mean


@settings(max_examples=60, deadline=None)
@given(before=entries(), after=entries(), query=st.sampled_from(QUERIES), lang=st.sampled_from(LANGS))
def test_it_answers_as_a_whole_index_does(
    before: dict[str, list[SearchDocument]], after: dict[str, list[SearchDocument]], query: str, lang: str
) -> None:
    before, after = ({entry: one_kind(texts) for entry, texts in some.items()} for some in (before, after))
    # Some entries stay as they were.
    now = {entry: before.get(entry, texts) if entry in "abc" else texts for entry, texts in after.items()}
    changed = [one for entry, texts in now.items() if texts != before.get(entry) for one in texts]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build([*ALWAYS, *(one for texts in before.values() for one in texts)], folder / "base")
        build_over(folder / "base", changed, before.keys() - now.keys(), folder / "over")
        build([*ALWAYS, *(one for texts in now.values() for one in texts)], folder / "whole")
        over, whole = Index(folder / "over"), Index(folder / "whole")

        for narrowed in ({}, {"kinds": ("style",)}, {"series": "one"}, {"every_word": True}):
            mine = over.search(query, lang=lang, langs={lang}, limit=50, **narrowed)
            theirs = whole.search(query, lang=lang, langs={lang}, limit=50, **narrowed)
            assert compared(mine) == compared(theirs)
            scores, others = ([(hit.score, hit.entry) for hit in one.hits] for one in (mine, theirs))
            assert [score for score, _ in scores] == pytest.approx([score for score, _ in others], abs=1e-5)
            assert dict(map(reversed, scores)) == pytest.approx(dict(map(reversed, others)), abs=1e-5)  # type: ignore[arg-type]
        assert over.suggest(query[:3], lang=lang) == whole.suggest(query[:3], lang=lang)
        assert over.forms(query, lang=lang, target=lang) == whole.forms(query, lang=lang, target=lang)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    path = tmp_path / "base"
    build(
        [
            text("promise", "da", "Kundeløfte", body="Hvad kunden kan regne med."),
            text("queue", "da", "Kø", "ventelinje", body="Kunder venter, og ventetid koster.", series=("waiting",)),
            text("queue", "sv", "Kö", body="Kunder väntar."),
        ],
        path,
    )
    return path


def over(base: Path, *documents: SearchDocument, gone: tuple[str, ...] = ()) -> Index:
    path = base.with_name("over")
    build_over(base, documents, gone, path)
    assert base_of(path) == base
    assert base_of(base) is None
    return Index(path)


def test_what_an_entry_said_before_is_not_found_any_more(base: Path) -> None:
    index = over(base, text("queue", "da", "Venterække", body="Man står i række.", kind="style"))

    assert found(index, "koster", "da") == []
    assert found(index, "række", "da") == ["queue"]
    # Its other text was not given again, so it is gone.
    assert found(index, "kö", "sv") == []
    assert index.search("række", lang="da").kinds == {"style": 1}
    assert index.series == ()
    assert [one.label for one in index.suggest("v", lang="da")] == ["Venterække"]


def test_a_word_that_stands_nowhere_any_more_is_no_correction(base: Path) -> None:
    assert Index(base).search("ventelinja", lang="da").did_you_mean == "ventelinje"
    assert over(base, gone=("queue",)).search("ventelinja", lang="da").did_you_mean is None


def test_new_entries_come_among_the_others_in_the_order_of_ids(base: Path) -> None:
    same = "Kundeløfte"
    index = over(base, *(text(entry, "da", same, body="Hvad kunden kan regne med.") for entry in ("zeal", "oath")))

    hits = index.search(same, lang="da").hits
    assert [hit.entry for hit in hits if hit.score == hits[0].score] == ["oath", "promise", "zeal"]
    assert [one.entry for one in index.suggest("kunde", lang="da")] == ["oath", "promise", "zeal"]


def test_a_new_word_is_mended_and_taken_apart_by_what_the_base_knows(base: Path) -> None:
    index = over(base, text("oath", "da", "Ventetidsgaranti"))

    assert found(index, "garanti", "da") == ["oath"]
    assert index.search("ventetidsgarantl", lang="da").did_you_mean == "ventetidsgaranti"
    assert index.search("ventetidsgaranti", lang="da").hits[0].matched.form == "Ventetidsgaranti"


def test_a_language_that_the_base_has_no_text_in_needs_a_whole_index(base: Path, tmp_path: Path) -> None:
    with pytest.raises(UnlikeBaseError):
        build_over(base, [text("queue", "tl", "Pila")], (), tmp_path / "over")
    build([], tmp_path / "empty")
    with pytest.raises(UnlikeBaseError):
        build_over(tmp_path / "empty", [], (), tmp_path / "over")


def test_it_is_refused_over_another_base(base: Path, tmp_path: Path) -> None:
    over(base, text("queue", "da", "Venterække"))
    build([text("other", "da", "Noget andet")], base)

    with pytest.raises(IndexFormatError, match="base is not the index that over was laid over"):
        Index(tmp_path / "over")

    base.unlink()
    with pytest.raises(FileNotFoundError):
        Index(tmp_path / "over")
