"""What is read line by line is what the whole parser reads, wherever anything is read so at all."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.content.nodes import Mapping, Node, Scalar, Sequence
from app.content.usual import read_usual
from app.content.yaml import parse, parse_whole

CONTENT = Path(__file__).parents[2] / "content"

VALUES = (
    "a · kø · no · 012 · 4p · 10:30 · a: b · a #b · a#b · a: · :a · - · - a · --- a · ? · ? a · ~ · &a · *a · !a"
    ' · | · > · %a · @a · `a` · "a" · \'a\' · "a: b" · \'it\'\'s\' · "\\n" · it\'s · say "so" · · [a, b]'
    " · [a, 'b', \"c\"] · [] · {} · [a,] · [a,, b] · {a: b} · {a: b, c: [d]} · {a} · {a: } · [{a: b}] · [a: b]"
    " · [a b, c-d] · [a:b] · {a:b} · [a · a] · [a] b · {a: b}, c · [#a] · [a #b] · ... · --- · a\tb · {a: b, a: c}"
    " · {'a': b} · {\"a\":b} · [a , b ] · [ a,b] · { a: b } · a  b · a  · = · << · « a » · … · \ufb01 · \u00a0a"
    " · a\u00a0 · [a\u00a0, b] · \u2003a · [\u2003a] · a\u2003: b · \u0301a · 😀 · [😀, ½] · [a(b), c/d] · [it's, x']"
    " · [a, b]x · {a: [b, {c: d}]} · [[a], b] · a'b"
)
USUAL = ("kunde", "012", "[a, b]", "{a: b, c: d}", '"a: b"', "10:30", "sådan, ja", "[]")
WORDS = st.sampled_from(USUAL) | st.sampled_from(VALUES.split(" · "))
KEYS = st.sampled_from("abcdefgh") | st.sampled_from(
    ["a", "b", "ø", "a-b", "2", "a_b", "'a'", "a b", "x" * 130, "~", "a/b", "²", "ª"]
)


@st.composite
def blocks(draw: st.DrawFn, depth: int = 0) -> list[str]:
    """Lines that are mostly YAML."""
    lines: list[str] = []
    as_list = draw(st.integers(0, 5)) == 0
    for _ in range(draw(st.integers(1, 4))):
        start = "-" if as_list else f"{draw(KEYS)}:"
        below = depth < 3 and draw(st.integers(0, 3)) == 0
        if below:
            indentation = " " * draw(st.sampled_from([2, 2, 2, 4, 1, 0]))
            lines += [start, *(indentation + line for line in draw(blocks(depth + 1)))]
        else:
            lines.append(f"{start} {draw(WORDS)}")
        if draw(st.integers(0, 15)) == 0:
            lines.append(draw(st.sampled_from(["", "# a", "  # a", "   ", "  more", "-", "\t"])))
    return lines


def told(node: Node) -> object:
    """Everything about a node, as values that compare."""
    if isinstance(node, Scalar):
        return node.text, node.plain, node.line, node.pointer
    if isinstance(node, Sequence):
        return [told(item) for item in node.items], node.line, node.pointer
    return (
        [(str(key), key.line, key.pointer, told(value)) for key, value in node.items.items()],
        node.line,
        node.pointer,
    )


@given(blocks().map("\n".join))
@example("a:\n  - b\n  - {c: d}\ne: f")
@example("a: b\n  c: d")
@example("a: " + "long " * 300)
@example("a:\n  b: c\n d: e")
def test_it_reads_what_the_parser_reads_and_nothing_that_has_a_problem(text: str) -> None:
    usual = read_usual(text, 7)
    if usual is not None:
        whole, problems = parse_whole("x.yaml", text, 7)
        assert problems == []
        assert whole is not None
        assert told(usual) == told(whole)


@given(st.text(max_size=40) | st.text("[]{}:,-?&*!|>'\"%@` \n#ab", max_size=60))
def test_it_never_breaks(text: str) -> None:
    usual = read_usual(f"a: {text}", 1)
    if usual is not None:
        assert told(usual) == told(parse_whole("x.yaml", f"a: {text}")[0] or Mapping({}, 0, ""))


@pytest.mark.parametrize(
    "text",
    [
        "source_lang: no\nrelations:\n  broader: [service-management]\n",
        'pref_label: "Servicens øjeblik: sandhed"\nalt_labels: [et, to]\ndefinition: Når kunden ser på den.\n',
        "translated_from:\n  tl: 21f8f104233a\n  sections: {stands-for: 863bebb48a8e, how-to: 8af7ba11a375}\n",
        "diagram:\n  nodes: [a, {id: b, entry: c}]\n  edges:\n    - {id: d, from: a, to: b}\n",
    ],
)
def test_what_editors_write_is_usual(text: str) -> None:
    usual = read_usual(text, 1)
    assert usual is not None
    assert parse("x.yaml", text) == (usual, [])


def test_nearly_all_of_the_shipped_files_are_usual() -> None:
    shared = sorted(CONTENT.glob("_shared/*/*.yaml"))
    assert len(shared) > 80
    assert all(read_usual(path.read_text(), 1) is not None for path in shared)
