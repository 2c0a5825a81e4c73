import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.search.letters import bare, digraph, has_nordic, native


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Kundeløfte", "kundeløfte"),
        ("LÖFTE", "løfte"),
        ("Äpple", "æpple"),
        ("a\u0308pple", "æpple"),
        ("Ærø", "ærø"),
        ("A\u030aben", "åben"),
        ("idé", "ide"),
        ("pasyál", "pasyal"),
        ("ibâ", "iba"),
        ("Niño", "niño"),
        ("Straße", "strasse"),
        ("İstanbul", "i̇stanbul"),
        ("ﬁl", "fil"),
        ("ＡＢＣ", "abc"),
        ("4P", "4p"),
    ],
)
def test_a_word_has_one_native_form_however_it_is_composed_or_cased(written: str, form: str) -> None:
    assert native(written) == form


@pytest.mark.parametrize(
    ("form", "without_marks", "with_digraphs"),
    [
        ("løfte", "lofte", "loefte"),
        ("bemøtande", "bemotande", "bemoetande"),
        ("målgruppe", "malgruppe", "maalgruppe"),
        ("ærlig", "arlig", "aerlig"),
        ("niño", "nino", "nino"),
        ("service", "service", "service"),
    ],
)
def test_letters_that_a_keyboard_lacks_are_typed_bare_or_as_digraphs(
    form: str, without_marks: str, with_digraphs: str
) -> None:
    assert (bare(form), digraph(form)) == (without_marks, with_digraphs)


def test_only_the_letters_of_the_alphabet_count_as_nordic_ones() -> None:
    assert [has_nordic(form) for form in ("hår", "har", "niño")] == [True, False, False]


@given(st.text())
def test_composition_and_case_never_matter(text: str) -> None:
    assert native(text) == native(unicodedata.normalize("NFD", text)) == native(native(text))
