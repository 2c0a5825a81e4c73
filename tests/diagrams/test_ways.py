"""Connections are seen from end to end: none runs through words, and no number lies on the head of an arrow."""

import re
from collections.abc import Iterator

import pytest

from app.diagrams import LEAST_WIDTH, lay_out
from app.diagrams.scene import Area, Block, Box, Scene, Stroke, Tip
from app.diagrams.theme import Shade
from tests.diagrams.drawings import drawing, node, part, shipped

WIDTHS = (340, 720, 1200)
SHIPPED = sorted(shipped())
Point = tuple[float, float]


@pytest.mark.parametrize("name", SHIPPED)
def test_no_connection_runs_through_the_words_of_a_shipped_model(name: str) -> None:
    for width in WIDTHS:
        scene = lay_out(shipped()[name], width)
        ways = [point for mark in scene.marks() if isinstance(mark, Stroke) for point in _along(mark.path)]
        for block in _open_texts(scene):
            assert not [point for point in ways if block.box.has(point)], (width, block.lines)


@pytest.mark.parametrize("name", SHIPPED)
def test_no_number_lies_on_the_head_of_an_arrow_of_a_shipped_model(name: str) -> None:
    for width in WIDTHS:
        scene = lay_out(shipped()[name], width)
        heads = [(mark.x - mark.dx * 4, mark.y - mark.dy * 4) for mark in scene.marks() if isinstance(mark, Tip)]
        for disc in _discs(scene):
            assert not [head for head in heads if disc.has(head)], (width, disc)


def test_the_name_of_a_group_stands_beside_the_lines_that_enter_it() -> None:
    model = drawing(
        "network",
        node("above"),
        node("below", group="inside"),
        groups=(part("inside", "Inde"),),
        edges=drawing("network", "above", "below").edges,
    )
    scene = lay_out(model, LEAST_WIDTH)
    [name] = [block for block in scene.blocks() if block.lines == ("Inde",)]

    assert name.box.x == pytest.approx(min(block.box.x for block in _open_texts(scene)))


def test_cards_at_one_level_of_a_ring_are_equally_high_and_others_as_high_as_their_words() -> None:
    words = "En sætning, der er så lang, at den fylder mange linjer i et smalt felt og gør det højt."
    scene = lay_out(drawing("triangle", node("one", text="Kort."), node("two", text=words), "three"), 340)
    top, right, left = (mark.box for mark in scene.marks() if isinstance(mark, Area))

    assert top.height < right.height == left.height


def test_a_honeycomb_that_is_too_narrow_keeps_its_middle_apart() -> None:
    scene = lay_out(drawing("honeycomb", "the worthiness of trust", "two", "three", "four"), LEAST_WIDTH)
    shades = [mark.shade for mark in scene.marks() if isinstance(mark, Area)]

    assert shades == [Shade.STRONG, Shade.CARD, Shade.CARD, Shade.CARD]


def _open_texts(scene: Scene) -> Iterator[Block]:
    """The texts that stand on no card of their own."""
    cards = [mark.box for mark in scene.marks() if isinstance(mark, Area) and mark.shade is not Shade.BAND]
    return (block for block in scene.blocks() if not any(card.holds(block.box) for card in cards))


def _discs(scene: Scene) -> Iterator[Box]:
    return (mark.box for mark in scene.marks() if isinstance(mark, Area) and mark.radius == mark.box.width / 2)


def _along(path: str) -> Iterator[Point]:
    """Points along the lines and curves of SVG path data; arcs are left out."""
    here = (0.0, 0.0)
    for command, rest in re.findall(r"([MLHVC])([^MLHVCAZ]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", rest)]
        x, y = here
        ends = {"H": (numbers[0], y), "V": (x, numbers[0])}.get(
            command, (numbers[-2], numbers[-1]) if numbers[1:] else here
        )
        one, other = ((numbers[0], numbers[1]), (numbers[2], numbers[3])) if command == "C" else (here, ends)
        if command != "M":
            yield from (_bezier(here, one, other, ends, step / 60) for step in range(61))
        here = ends


def _bezier(start: Point, one: Point, other: Point, end: Point, share: float) -> Point:
    rest = 1 - share
    weights = (rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3)
    points = (start, one, other, end)
    return (
        sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
    )
