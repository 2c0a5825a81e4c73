"""Models to draw: small ones, those of the shipped catalogue, and random ones with the longest words there are."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from app.content.reader import read_draft
from app.content.tree import Tree, open_tree
from app.diagrams import Drawing, Edge, Line, Node, Part, compose
from app.domain.diagram import Diagram
from app.domain.texts import PartText

CONTENT = Path(__file__).parents[2] / "content"
QUADRANTS = (("low", "high"), ("high", "high"), ("low", "low"), ("high", "low"))


class OnlyModels:
    """The shipped tree without what figures do not need."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def paths(self) -> Iterator[str]:
        return (path for path in self.tree.paths() if "/models/" in path or path.endswith("_locale.yaml"))

    def read(self, path: str) -> bytes:
        return self.tree.read(path)


@cache
def shipped() -> Mapping[str, Drawing]:
    """Every model of the shipped catalogue in every language, by `lang/id`, every entry of it a link."""
    draft, _ = read_draft(OnlyModels(open_tree(CONTENT)))
    found = {}
    for model in draft.entries.values():
        for lang, text in draft.texts_of(model.id).items():
            locale = draft.locales[lang]
            assert locale is not None
            assert model.diagram is not None
            words = {str(part): said for part, said in text.parts.items()}
            found[f"{lang}/{model.id}"] = _composed(model.diagram, str(model.id), text.pref_label, locale.tag, words)
    return found


def _composed(diagram: Diagram, name: str, title: str, tag: str, parts: Mapping[str, PartText]) -> Drawing:
    return compose(
        diagram,
        name=name,
        title=title,
        lang=tag,
        words=lambda part: (tag, parts[part]),
        address=lambda entry: f"/{tag}/{entry}",
    )


def part(name: str, label: str = "", text: str | None = None) -> Part:
    return Part(id=name, label=label or name.title(), lang="da", text=text)


def node(name: str, label: str = "", text: str | None = None, **more: object) -> Node:
    return Node(id=name, label=label or name.title(), lang="da", text=text, **more)  # type: ignore[arg-type]


def drawing(figure: str, *nodes: Node | str, **more: object) -> Drawing:
    """A figure with these nodes; a name alone stands for a node with that label."""
    made = tuple(node(each) if isinstance(each, str) else each for each in nodes)
    return Drawing(id="model", figure=figure, title="En model", lang="da", nodes=made, **more)  # type: ignore[arg-type]


# What editors write, and what they never should.
WORDS = st.one_of(
    st.sampled_from(
        ["Pris", "Serviceleverancesystem", "Pagkakapagpapalakas sa mga empleyado", "שירות לקוחות", "サービスの品質管理"]
    ),
    st.text(st.characters(categories=["L", "Mn", "Zs", "P", "So"]), min_size=1, max_size=60).filter(str.strip),
    st.integers(20, 300).map(lambda length: ("kundetilfredshedsundersøgelse" * 12)[:length]),
    st.integers(20, 300).map(lambda length: ("i det lange løb " * 20)[:length].strip()),
)


@st.composite
def drawings(draw: st.DrawFn, figure: str) -> Drawing:
    """Any model of this *figure* that the content check would let pass."""
    most = len(QUADRANTS) if figure == "matrix" else 9
    count = draw(st.integers(1, most))
    lanes = {"journey": draw(st.integers(1, 5)), "steps": draw(st.sampled_from([0, 3]))}.get(figure, 0)
    groups = draw(st.integers(0, 3))
    names = [f"n{number}" for number in range(count)]
    lane_parts = tuple(_part(draw, f"lane{number}") for number in range(lanes))
    nodes = tuple(
        _node(draw, name, groups, lane_parts, QUADRANTS[at] if figure == "matrix" else None)
        for at, name in enumerate(names)
    )
    ends = st.sampled_from(names)
    edges = [
        Edge(start=draw(ends), end=draw(ends), part=_part(draw, f"e{number}") if draw(st.booleans()) else None)
        for number in range(draw(st.integers(0, 8)))
    ]
    return Drawing(
        id="random",
        figure=figure,
        title=draw(WORDS),
        lang="da",
        nodes=nodes,
        edges=tuple(edges),
        groups=tuple(_part(draw, f"g{number}") for number in range(groups)),
        axes=(_part(draw, "x"), _part(draw, "y")) if figure == "matrix" else None,
        lines=tuple(
            Line(id=f"l{number}", label=draw(WORDS), lang="sv", text=draw(WORDS), after=draw(ends))
            for number in range(draw(st.integers(0, 2)))
        ),
        lanes=lane_parts,
    )


def _part(draw: st.DrawFn, name: str) -> Part:
    return Part(id=name, label=draw(WORDS), lang=draw(st.sampled_from(["da", "tl"])), text=draw(st.none() | WORDS))


def _node(draw: st.DrawFn, name: str, groups: int, lanes: tuple[Part, ...], at: tuple[str, str] | None) -> Node:
    group = draw(st.integers(0, groups))
    return Node(
        id=name,
        label=draw(WORDS),
        lang="da",
        text=None if lanes else draw(WORDS),
        variants={lane.id: draw(WORDS) for lane in lanes},
        href=draw(st.sampled_from([None, "/da/x"])),
        group=f"g{group - 1}" if group else None,
        at=at,
    )
