"""YAML as editors write it, read as they mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.content.nodes import Mapping, Placed, Scalar, Sequence, is_boolean, is_null
from app.content.yaml import parse


def value(text: str) -> Scalar:
    """What stands after `key:`."""
    node, problems = parse("x.yaml", f"key: {text}\n")
    assert problems == []
    assert isinstance(node, Mapping)
    found = node.items[Placed("key")]
    assert isinstance(found, Scalar)
    return found


@pytest.mark.parametrize(
    "written", ["no", "yes", "on", "off", "y", "012", "0o14", "1_000", "12:30:45", "1e3", ".5", "=", "2020-01-01"]
)
def test_a_plain_word_is_the_text_that_was_written(written: str) -> None:
    assert value(written).text == written
    assert not is_null(value(written))
    assert not is_boolean(value(written))


@pytest.mark.parametrize("written", ["~", "null", "Null", "NULL", ""])
def test_nothing_is_what_yaml_1_2_calls_nothing(written: str) -> None:
    assert is_null(value(written))


@pytest.mark.parametrize("written", ["true", "True", "FALSE"])
def test_a_truth_value_is_what_yaml_1_2_calls_one(written: str) -> None:
    assert is_boolean(value(written))
    assert not is_boolean(value(f'"{written}"'))


def test_every_value_knows_its_line_and_its_pointer() -> None:
    node, _ = parse("x.yaml", "a: 1\nb:\n  - x\n  - c/d~e: y\n", first_line=10)

    assert isinstance(node, Mapping)
    below = node.items[Placed("b")]
    assert isinstance(below, Sequence)
    inner = below.items[1]
    assert isinstance(inner, Mapping)
    (key,) = inner.items
    assert (key, key.line, key.pointer) == ("c/d~e", 13, "/b/1/c~1d~0e")


def test_an_empty_document_is_nothing() -> None:
    assert parse("x.yaml", "# only a comment\n") == (None, [])
    assert parse("x.yaml", "---\n# nothing\n") == (None, [])


def test_aliases_cannot_be_piled_up() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefg", "bcdefgh", strict=True))

    node, problems = parse("x.yaml", bomb)

    assert node is None
    assert [problem.message for problem in problems] == [
        "anchors such as `&a` are not used",
        "anchors such as `&b` are not used",
        "aliases such as `*a` are not used",
    ]


@given(st.text(max_size=60) | st.text("[]{}:,-?&*!|>'\"%@` \n#a", max_size=60))
def test_whatever_is_written_never_breaks_the_reader(text: str) -> None:
    node, problems = parse("x.yaml", text)

    assert node is None or isinstance(node, Mapping | Scalar | Sequence)
    assert all(problem.cure for problem in problems)


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=40))
def test_a_quoted_text_is_read_as_it_is(text: str) -> None:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\u2028", "").replace("\u2029", "")
    expected = text.replace("\u2028", "").replace("\u2029", "")

    assert value(f'"{escaped}"').text == expected


@pytest.mark.parametrize("escape", ["\\u202E", "\\x00", "\\ud83d", "\\u2066"])
def test_an_escape_cannot_write_what_a_file_may_not_hold(escape: str) -> None:
    node, problems = parse("x.yaml", f'a: "b{escape}c"')

    assert isinstance(node, Mapping)
    assert [one.text for one in node.items.values() if isinstance(one, Scalar)] == ["bc"]
    assert [problem.message.endswith("is not allowed") for problem in problems] == [True]
