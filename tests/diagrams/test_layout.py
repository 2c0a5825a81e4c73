"""Nothing in a figure is clipped, hidden or lost, whatever its words and however wide it is."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.diagrams import FIGURES, LEAST_WIDTH, MOST_WIDTH, Drawing, Edge, Part, lay_out
from app.diagrams.scene import Area, Block, Box, Scene, Shape, Stroke, Tip
from app.diagrams.theme import Shade
from app.domain import diagram
from tests.diagrams.drawings import drawing, drawings, node, part, shipped

WIDTHS = (280, 340, 720, 1200)
SHIPPED = sorted(shipped())


def check(model: Drawing, width: int) -> Scene:
    """Every law there is about a figure."""
    scene = lay_out(model, width)
    _texts_have_room(scene)
    _texts_are_apart(scene)
    _nothing_hides_or_cuts_a_text(scene)
    _forms_are_apart(scene)
    _all_is_on_the_sheet(scene)
    _everything_is_said(model, scene)
    return scene


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_model_can_be_read_in_every_language_and_width(name: str) -> None:
    for width in WIDTHS:
        check(shipped()[name], width)


@pytest.mark.parametrize("figure", diagram.FIGURES)
def test_a_figure_can_be_read_whatever_is_written_in_it(figure: str) -> None:
    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
    @given(model=drawings(figure), width=st.sampled_from([LEAST_WIDTH, 340, 559, 560, 720, MOST_WIDTH]))
    def holds(model: Drawing, width: int) -> None:
        check(model, width)

    holds()


def test_every_figure_of_the_content_can_be_drawn() -> None:
    assert tuple(FIGURES) == diagram.FIGURES


@pytest.mark.parametrize("width", [LEAST_WIDTH - 1, MOST_WIDTH + 1])
def test_a_figure_is_neither_too_narrow_nor_too_wide(width: int) -> None:
    with pytest.raises(ValueError, match="280 to 1200"):
        lay_out(drawing("cells", "one"), width)


def test_corners_of_a_triangle_stand_clockwise_from_the_top() -> None:
    top, right, left = _cards(lay_out(drawing("triangle", "one", "two", "three")))

    assert top.bottom < right.y == pytest.approx(left.y)
    assert left.right < top.middle[0] < right.x


def test_a_wide_triangle_has_the_words_of_its_sides_on_them_and_a_narrow_one_below() -> None:
    pyramid = shipped()["tl/service-pyramid"]

    assert "1" not in _texts(lay_out(pyramid, 720))
    assert {"1", "2", "3"} < _texts(lay_out(pyramid, 340))


def test_sides_whose_words_would_meet_are_numbered_instead() -> None:
    crossing = (_edge("one", "three", part("a", "Den ene")), _edge("two", "four", part("b", "Den anden")))
    scene = lay_out(drawing("triangle", "one", "two", "three", "four", edges=crossing))

    assert {"1", "2", "Den ene", "Den anden"} <= _texts(scene)


def test_a_ring_that_is_too_narrow_becomes_a_column_with_a_way_back() -> None:
    scene = lay_out(drawing("cycle", "one", "two", "three", "four", "five"), LEAST_WIDTH)

    assert len({box.x for box in _cards(scene)}) == 1
    assert sum(isinstance(mark, Tip) for mark in scene.marks()) == 5


def test_a_network_that_is_too_narrow_for_its_connections_becomes_cells() -> None:
    names = [f"node {number}" for number in range(9)]
    groups = tuple(part(f"group {number}") for number in range(9))
    nodes = [node(name, group=group.id) for name, group in zip(names, groups, strict=True)]
    edges = tuple(_edge(names[0], name) for name in names[1:])
    network = drawing("network", *nodes, groups=groups, edges=edges)

    assert lay_out(network, LEAST_WIDTH).groups == lay_out(replace(network, figure="cells"), LEAST_WIDTH).groups


def test_connections_between_the_same_two_nodes_are_drawn_apart() -> None:
    there, back = (part("there", "Frem"), part("back", "Tilbage"))
    network = drawing("network", "one", "two", edges=(_edge("one", "two", there), _edge("two", "one", back)))
    tips = [mark for mark in check(network, 720).marks() if isinstance(mark, Tip)]

    assert len({(tip.x, tip.y) for tip in tips}) == 2


def test_a_honeycomb_of_more_than_seven_cells_goes_on_in_rows_of_three_and_two() -> None:
    scene = lay_out(drawing("honeycomb", *(f"cell {number}" for number in range(8))))
    levels = [block.box.middle[1] for block in scene.blocks()]

    assert [levels.count(level) for level in dict.fromkeys(levels)] == [3, 2, 3]


def test_circles_too_many_to_be_told_apart_become_cells() -> None:
    circles = drawing("concentric", *(f"circle {number}" for number in range(12)))

    assert lay_out(circles).groups == lay_out(replace(circles, figure="cells")).groups


def test_a_node_that_is_not_there_is_not_found() -> None:
    with pytest.raises(KeyError, match="three"):
        drawing("cells", "one", "two").node("three")


def test_what_cannot_be_drawn_is_told_below() -> None:
    scene = lay_out(
        drawing(
            "chain", "one", "two", edges=(_edge("one", "two", part("why", "Hvorfor")),), groups=(part("all", "Alle"),)
        )
    )

    assert {"One → Two: Hvorfor", "Alle"} <= _texts(scene)


def test_a_figure_with_lanes_is_a_journey() -> None:
    lanes = (part("with", "Med"), part("without", "Uden"))
    steps = [node(name, variants={"with": "Smil", "without": "Kø"}) for name in ("before", "after")]

    assert lay_out(drawing("steps", *steps, lanes=lanes)) == lay_out(drawing("journey", *steps, lanes=lanes))


def test_many_steps_in_two_lanes_go_down_and_few_go_across() -> None:
    lanes = (part("with", "Med"), part("without", "Uden"))
    many = lay_out(drawing("journey", *(f"step {number}" for number in range(10)), lanes=lanes))
    few = lay_out(drawing("journey", "before", "after", lanes=lanes))

    assert _box(many, "Step 0").x == _box(many, "Step 9").x
    assert _box(few, "Before").y == _box(few, "After").y


def test_a_sentence_for_which_a_card_is_too_narrow_shows_on_resting() -> None:
    network = drawing("network", node("one", text="Det første."), "two")

    assert "Det første." in _texts(lay_out(network, 720))
    assert "Det første." in {group.title for group in lay_out(network, 300).groups}


def test_a_quadrant_stands_where_its_axes_say() -> None:
    places = {"low high": (0, 0), "high high": (1, 0), "low low": (0, 1), "high low": (1, 1)}
    quadrants = [node(name, at=tuple(name.split())) for name in places]
    scene = lay_out(drawing("matrix", *quadrants, axes=(part("x"), part("y"))))

    boxes = {name: _box(scene, name.title()) for name in places}
    for name, (column, row) in places.items():
        assert (boxes[name].x > 360) == bool(column)
        assert (boxes[name].y > boxes["low high"].y) == bool(row)


def test_an_empty_quadrant_stays_empty() -> None:
    scene = lay_out(drawing("matrix", node("only", at=("low", "low")), axes=(part("x"), part("y"))))

    assert sum(isinstance(mark, Area) for mark in scene.marks()) == 4


def _cards(scene: Scene) -> list[Box]:
    return [mark.box for mark in scene.marks() if isinstance(mark, Area)]


def _texts(scene: Scene) -> set[str]:
    return {" ".join(block.lines) for block in scene.blocks()}


def _box(scene: Scene, text: str) -> Box:
    return next(block.box for block in scene.blocks() if " ".join(block.lines) == text)


def _edge(start: str, end: str, words: Part | None = None) -> Edge:
    return Edge(start=start, end=end, part=words)


def _texts_have_room(scene: Scene) -> None:
    for block in scene.blocks():
        assert block.within.holds(block.box), block


def _texts_are_apart(scene: Scene) -> None:
    for one, other in combinations(scene.blocks(), 2):
        assert not one.box.grown(-0.1).overlaps(other.box.grown(-0.1)), (one, other)


def _nothing_hides_or_cuts_a_text(scene: Scene) -> None:
    """No form lies over a text, and no edge runs behind it but that of a form which another one covers there."""
    marks = scene.marks()
    for at, block in enumerate(marks):
        if not isinstance(block, Block):
            continue
        forms = [(level, form) for level, form in enumerate(marks) if isinstance(form, Area | Shape)]
        around = max((level for level, form in forms if level < at and form.box.holds(block.box)), default=-1)
        for level, form in forms:
            if level > around and form.box.grown(-0.1).overlaps(block.box):
                raise AssertionError(form, block)


def _forms_are_apart(scene: Scene) -> None:
    """Two forms are beside each other or one lies in the other; only a number may stand on the edge of a band."""
    forms = [mark for mark in scene.marks() if isinstance(mark, Area) and mark.shade is not Shade.BAND]
    for one, other in combinations((form.box for form in forms), 2):
        assert not one.grown(-0.1).overlaps(other.grown(-0.1)) or one.holds(other) or other.holds(one), (one, other)


def _all_is_on_the_sheet(scene: Scene) -> None:
    sheet = Box(0, 0, scene.width, scene.height)
    for mark in scene.marks():
        match mark:
            case Area() | Shape() | Block():
                assert sheet.holds(mark.box), mark
            case Tip():
                assert sheet.has((mark.x, mark.y)), mark
            case Stroke():
                pass
        if isinstance(mark, Stroke | Shape):
            for point in _points(mark.path):
                assert sheet.has(point), mark


def _points(path: str) -> Iterator[tuple[float, float]]:
    """The points that SVG path data names."""
    x = y = 0.0
    for command, rest in re.findall(r"([MLHVCAZ])([^MLHVCAZ]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", rest)]
        if command == "H":
            numbers = [numbers[0], y]
        elif command == "V":
            numbers = [x, numbers[0]]
        elif command == "A":
            numbers = numbers[5:]
        for x, y in zip(numbers[::2], numbers[1::2], strict=True):
            yield x, y


def _everything_is_said(model: Drawing, scene: Scene) -> None:
    """Every label can be read, and every sentence can be read or shows on resting."""
    shown = [_letters("".join(block.lines)) for block in scene.blocks()]
    hidden = [_letters(group.title) for group in scene.groups if group.title]
    for each in model.parts():
        assert any(_letters(each.label) in text for text in shown), each.label
        for sentence in (each.text, *each.variants.values()):
            assert not sentence or any(_letters(sentence) in text for text in (*shown, *hidden)), sentence


def _letters(text: str) -> str:
    return re.sub(r"[\s\xad-]", "", text)
