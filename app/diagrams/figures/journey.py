"""A course in several lanes: what happens at each step, in each variant."""

from app.diagrams.canvas import BADGE, GAP, PADDING, Canvas, badge
from app.diagrams.drawing import Drawing, Node, Part
from app.diagrams.figures.steps import chevron
from app.diagrams.prose import Prose, prose, sentence
from app.diagrams.scene import Area, Block, Box, Stroke
from app.diagrams.theme import Role, Shade

_STEP_WIDTH, _LANE_WIDTH, _LABEL_WIDTH = 150, 210, 196
_NOTCH, _BETWEEN = 14, 8


def lay_out(canvas: Canvas, drawing: Drawing) -> None:
    """Few steps are columns, few lanes are columns, and where neither fits the lanes stand below each step."""
    if canvas.inner >= len(drawing.nodes) * _STEP_WIDTH:
        _steps_across(canvas, drawing)
    elif canvas.inner >= _LABEL_WIDTH + len(drawing.lanes) * _LANE_WIDTH:
        _lanes_across(canvas, drawing)
    else:
        _stacked(canvas, drawing)


def _steps_across(canvas: Canvas, drawing: Drawing) -> None:
    width = canvas.inner / len(drawing.nodes)
    room = width - 2 * _NOTCH - 8
    labels = [prose(node, room, label=Role.SMALL_LABEL, text=None) for node in drawing.nodes]
    head = max(each.height for each in labels) + 2 * PADDING
    for at, (node, label) in enumerate(zip(drawing.nodes, labels, strict=True)):
        x = canvas.left + at * width
        tip = _NOTCH * (at < len(drawing.nodes) - 1)
        arrow = chevron(Box(x, canvas.top, width - 4 + tip, head), first=at == 0)
        canvas.add(node, arrow, *label.blocks(Box(x + _NOTCH + 2, canvas.top, room, head)))
    y = canvas.top + head + PADDING
    for lane in drawing.lanes:
        y = _lane(canvas, drawing, lane, y) + PADDING


def _lane(canvas: Canvas, drawing: Drawing, lane: Part, y: float) -> float:
    """The lane's words over its whole length, and a cell below for each step."""
    width = canvas.inner / len(drawing.nodes)
    words = _strip(lane, canvas.inner - 2 * PADDING)
    strip = Box(canvas.left, y, canvas.inner, max(each.height for each in words) + PADDING)
    inside, label = strip.grown(-PADDING / 2), words[0]
    beside = Box(strip.x + PADDING + label.width + GAP, inside.y, 0, inside.height)
    rest = Box(beside.x, inside.y, strip.right - PADDING - beside.x, inside.height)
    blocks: tuple[Block, ...] = label.blocks(
        Box(strip.x + PADDING, inside.y, strip.width - 2 * PADDING, inside.height), "start"
    )
    if len(words) > 1:
        blocks += words[1].blocks(rest, "start")
    canvas.behind(Area(box=strip, shade=Shade.BAND, radius=4))
    canvas.add(lane, *blocks)
    cells = [sentence(node, width - GAP - PADDING, lane=lane.id) for node in drawing.nodes]
    height = max(each.height for each in cells)
    for at, cell in enumerate(cells):
        room = Box(canvas.left + at * width + PADDING, strip.bottom + PADDING, width - GAP - PADDING, height)
        canvas.plain(*cell.blocks(room, "start", "top"))
    return strip.bottom + PADDING + height


def _strip(lane: Part, width: float) -> tuple[Prose, ...]:
    """Label and sentence beside each other if that takes two lines at most, else one below the other."""
    label = prose(lane, width, label=Role.SMALL_LABEL, text=None)
    left = width - label.width - GAP
    if lane.text and len(label.paragraphs[0].lines) == 1 and left > _LABEL_WIDTH:
        return label, sentence(lane, left)
    return (prose(lane, width, label=Role.SMALL_LABEL),)


def _lanes_across(canvas: Canvas, drawing: Drawing) -> None:
    width = (canvas.inner - _LABEL_WIDTH + _BETWEEN) / len(drawing.lanes) - _BETWEEN
    lanes = [
        Box(canvas.left + _LABEL_WIDTH + at * (width + _BETWEEN), canvas.top, width, 0)
        for at in range(len(drawing.lanes))
    ]
    heads = [prose(lane, width - 2 * PADDING) for lane in drawing.lanes]
    head = max(each.height for each in heads) + 2 * PADDING
    y, levels = canvas.top + head + PADDING / 2, []
    for at, node in enumerate(drawing.nodes, start=1):
        label = prose(node, _LABEL_WIDTH - BADGE - GAP - PADDING, label=Role.SMALL_LABEL, text=None)
        cells = [sentence(node, width - 2 * PADDING, lane=lane.id) for lane in drawing.lanes]
        height = max(BADGE, label.height, *(each.height for each in cells)) + 2 * PADDING
        levels.append(y + height / 2)
        room = Box(canvas.left + BADGE + PADDING, y, _LABEL_WIDTH - BADGE - GAP - PADDING, height)
        disc = badge(at, canvas.left + BADGE / 2, levels[-1], node.lang)
        canvas.add(node, *disc, *label.blocks(room, "start"))
        for lane, cell in zip(lanes, cells, strict=True):
            canvas.plain(*cell.blocks(Box(lane.x + PADDING, y, lane.width - 2 * PADDING, height), "start"))
            if at > 1:
                canvas.behind(Stroke(path=f"M{lane.x + PADDING:g} {y:g}H{lane.right - PADDING:g}", style="faint"))
        y += height
    for at, (part, box, words) in enumerate(zip(drawing.lanes, lanes, heads, strict=True)):
        whole = Box(box.x, canvas.top, box.width, y - canvas.top)
        room = Box(box.x + PADDING, canvas.top + PADDING, box.width - 2 * PADDING, head - PADDING)
        canvas.add(part, *words.blocks(room, "start", "top"))
        canvas.beneath(Area(box=whole, shade=Shade.SOFT if at == 0 else Shade.BAND))
    canvas.behind(Stroke(path=f"M{canvas.left + BADGE / 2:g} {levels[0]:g}V{levels[-1]:g}"))


def _stacked(canvas: Canvas, drawing: Drawing) -> None:
    """Every step with all its lanes, whose labels stand before each sentence."""
    y, width = canvas.top, canvas.inner - 2 * PADDING
    label_width = _LABEL_WIDTH if canvas.is_wide else 0
    for at, node in enumerate(drawing.nodes, start=1):
        indent = BADGE + PADDING
        label = prose(node, width - indent, text=None)
        head = Box(canvas.left, y, canvas.inner, max(label.height, BADGE) + PADDING)
        disc = badge(at, canvas.left + PADDING + BADGE / 2, head.middle[1], node.lang)
        room = Box(head.x + PADDING + indent, head.y, width - indent, head.height)
        canvas.add(node, Area(box=head, shade=Shade.SOFT), *disc, *label.blocks(room, "start"))
        y = head.bottom + PADDING
        for lane in drawing.lanes:
            y = _stacked_lane(canvas, node, lane, y, label_width) + PADDING
        y += PADDING / 2


def _stacked_lane(canvas: Canvas, node: Node, lane: Part, y: float, label_width: float) -> float:
    width = canvas.inner - 2 * PADDING
    x = canvas.left + PADDING
    name = prose(lane, label_width - GAP if label_width else width, label=Role.SMALL_LABEL, text=None)
    words = sentence(node, width - label_width, lane=lane.id)
    down = 0 if label_width else name.height + 2
    canvas.plain(
        *name.blocks(Box(x, y, label_width - GAP if label_width else width, name.height), "start", "top"),
        *words.blocks(Box(x + label_width, y + down, width - label_width, words.height), "start", "top"),
    )
    return y + max(name.height, words.height + down)
