import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.analysis import roots
from app.search.tagalog import roots as undo


@pytest.mark.parametrize(
    ("form", "root"),
    [
        ("kumain", "kain"),
        ("lumalakad", "lakad"),
        ("tinatawag", "tawag"),
        ("binili", "bili"),
        ("niluto", "luto"),
        ("nagtatrabaho", "trabaho"),
        ("naglilingkod", "lingkod"),
        ("tagapagsalita", "salita"),
        ("inumin", "inom"),
        ("lakaran", "lakad"),
        ("buksan", "bukas"),
        ("bigyan", "bigay"),
        ("tingnan", "tingin"),
        ("marami", "dami"),
        ("kukuha", "kuha"),
        ("bibilang", "bilang"),
        ("nagpakilala", "kilala"),
        ("nagrereklamo", "reklamo"),
        ("punungpuno", "puno"),
        ("patuloy", "tuloy"),
    ],
)
def test_affixes_are_undone_down_to_the_root(form: str, root: str) -> None:
    assert root in roots(form, "tl")[0]


@pytest.mark.parametrize(
    ("form", "root"),
    [
        ("mamimili", "bili"),
        ("magandang", "ganda"),
        ("kasiyahan", "siya"),
        ("katapatan", "tapat"),
        ("karagatan", "dagat"),
    ],
)
def test_a_root_under_many_affixes_stays_possible(form: str, root: str) -> None:
    assert root in {*roots(form, "tl")[0], *roots(form, "tl")[1]}


def test_a_root_is_its_own_root() -> None:
    assert roots("tawag", "tl") == (("tawag",), ())


@given(st.text(alphabet="aeioubdgklmnprstwy", max_size=40))
def test_no_word_is_without_a_root_or_takes_long(word: str) -> None:
    found = undo(word, lambda _: 0.0)
    assert word in dict(found)
    assert len(found) <= 120
    assert [cost for _, cost in found] == sorted(cost for _, cost in found)
