"""Diagrams hold together: their parts exist, fit the figure and have words."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.content.drafts import Draft, SharedDraft, TextDraft
from app.content.nodes import Placed
from app.content.problems import Problem, nearest
from app.domain.diagram import Diagram

MATRIX = "matrix"


def _models(draft: Draft) -> Iterator[tuple[SharedDraft, Diagram]]:
    for entry in draft.entries.values():
        if entry.diagram:
            yield entry, entry.diagram


def parts_are_told_apart(draft: Draft) -> Iterator[Problem]:
    """Every part of a diagram has an id of its own."""
    for model, diagram in _models(draft):
        for part, times in Counter(diagram.part_ids()).items():
            if times > 1:
                yield _at(model, part, f"{times} parts are called {part}", "Give each part an id of its own.")


def parts_lead_somewhere(draft: Draft) -> Iterator[Problem]:
    """Edges, groups and lines are of nodes and groups that the diagram has."""
    for model, diagram in _models(draft):
        nodes = [node.id for node in diagram.nodes]
        ends = [end for edge in diagram.edges for end in (edge.start, edge.end)]
        for end in (*ends, *(line.after for line in diagram.lines)):
            if end not in nodes:
                yield _at(model, end, f"the diagram has no node {str(end)!r}", _meant(end, nodes))
        for node in diagram.nodes:
            if node.group and node.group not in diagram.groups:
                message = f"the diagram has no group {str(node.group)!r}"
                yield _at(model, node.group, message, _meant(node.group, diagram.groups))


def the_figure_fits(draft: Draft) -> Iterator[Problem]:
    """Quadrants and axes belong to a matrix and to nothing else."""
    for model, diagram in _models(draft):
        is_matrix = diagram.figure == MATRIX
        if is_matrix and diagram.axes is None:
            yield _at(model, diagram.figure, "a matrix has two axes", "Write `axes: {x: …, y: …}`.")
        if not is_matrix and diagram.axes is not None:
            yield _at(model, diagram.axes[0], "only a matrix has axes", "Remove `axes`, or write `figure: matrix`.")
        for node in diagram.nodes:
            if is_matrix and node.at is None:
                yield _at(
                    model, node.id, f"node {node.id} has no quadrant", "Write `at: [low, high]`: first x, then y."
                )
            elif not is_matrix and node.at is not None:
                message = f"node {node.id} has a quadrant outside a matrix"
                yield _at(model, node.id, message, "Remove `at`, or write `figure: matrix`.")


def each_quadrant_has_one_node(draft: Draft) -> Iterator[Problem]:
    """No two nodes of a matrix are at one place."""
    for model, diagram in _models(draft):
        taken: dict[tuple[str, str], str] = {}
        for node in diagram.nodes if diagram.figure == MATRIX else ():
            if node.at and taken.setdefault(node.at, node.id) != node.id:
                message = f"nodes {taken[node.at]} and {node.id} are both at [{', '.join(node.at)}]"
                yield _at(model, node.id, message, "Give each quadrant one node.")


def every_part_has_words(draft: Draft) -> Iterator[Problem]:
    """In the source language every part has words."""
    for model, diagram in _models(draft):
        source = draft.source_of(model.id)
        for part in diagram.part_ids() if source and source.pref_label else ():
            if source and part not in source.parts:
                cure = f"Write `{part}: {{label: …, text: …}}` under `parts`."
                yield Problem(path=source.path, message=f"part {part} has no words", cure=cure)


def words_belong_to_parts(draft: Draft) -> Iterator[Problem]:
    """No text has words for a part or a lane that the diagram lacks; a node has a sentence for each lane."""
    for model, diagram in _models(draft):
        known = list(diagram.part_ids())
        nodes = {node.id for node in diagram.nodes}
        for text in draft.texts_of(model.id).values():
            for part, words in text.parts.items():
                lanes = diagram.lanes if part in nodes else ()
                if part not in known:
                    yield _of(text, part, f"the diagram has no part {str(part)!r}", _meant(part, known))
                    continue
                for lane in words.variants:
                    if lane not in lanes:
                        cure = _meant(lane, lanes) if lanes else "Write `text: …` instead."
                        yield _of(text, part, f"part {part} has words for {str(lane)!r}, which is not a lane", cure)
                for lane in lanes:
                    if lane not in words.variants:
                        cure = f"Write `variants: {{{lane}: …}}`."
                        yield _of(text, part, f"part {part} has no sentence for the lane {lane}", cure)


def _meant(word: str, known: Iterable[str]) -> str:
    names = [str(name) for name in known]
    meant = nearest(word, names)
    if meant:
        return f"Did you mean {meant}?"
    return f"There are: {', '.join(names)}." if names else "Remove it."


def _of(text: TextDraft, part: Placed, message: str, cure: str) -> Problem:
    return Problem(path=text.path, line=part.line, message=message, cure=cure, pointer=part.pointer)


def _at(model: SharedDraft, part: str, message: str, cure: str) -> Problem:
    line, pointer = (part.line, part.pointer) if isinstance(part, Placed) else (None, None)
    return Problem(path=model.path, line=line, message=message, cure=cure, pointer=pointer)
