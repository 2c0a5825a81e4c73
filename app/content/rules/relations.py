"""Relations are sound: no cycles, nothing written twice, nothing left alone."""

from collections.abc import Iterator

from app.content.drafts import Draft
from app.content.problems import Problem, warning


def no_entry_is_broader_than_itself(draft: Draft) -> Iterator[Problem]:
    """`broader` has no cycles; each is told once, where following it comes back."""
    open_ids: list[str] = []
    closed: set[str] = set()
    for start in sorted(draft.entries):
        # Depth first without recursion: the second visit of an entry, marked True, closes it.
        pending = [(start, False)]
        while pending:
            current, leaving = pending.pop()
            if leaving:
                open_ids.pop()
                closed.add(current)
            elif current in open_ids:
                yield _cycle(draft, [*open_ids[open_ids.index(current) :], current])
            elif current not in closed and current in draft.entries:
                open_ids.append(current)
                pending.append((current, True))
                pending += [(str(broader), False) for broader in draft.entries[current].broader]


def _cycle(draft: Draft, way: list[str]) -> Problem:
    last = draft.entries[way[-2]]
    line = next(broader.line for broader in last.broader if broader == way[-1])
    message = f"`broader` goes round in a circle: {' → '.join(way)}"
    return Problem(path=last.path, line=line, message=message, cure="Remove one of these relations.")


def relations_are_written_once(draft: Draft) -> Iterator[Problem]:
    """A relation stands on one side, once; `narrower` and the other end of `related` are derived."""
    for entry in draft.entries.values():
        for target in entry.related:
            other = draft.entries.get(target)
            if target == entry.id:
                message, cure = f"{entry.id} is related to itself", "Remove it."
                yield Problem(path=entry.path, line=target.line, message=message, cure=cure)
            elif other and entry.id in other.related and entry.id > target:
                message = f"`related: {target}` is written on both sides"
                yield Problem(path=entry.path, line=target.line, message=message, cure=f"Keep it in {other.path} only.")


def relatives_are_not_related(draft: Draft) -> Iterator[Problem]:
    """What is broader or narrower, at whatever distance, is not `related` as well (SKOS S27)."""
    for entry in draft.entries.values():
        for target in entry.related:
            if target == entry.id:
                continue
            for lower, upper in ((entry.id, str(target)), (str(target), entry.id)):
                if upper in _ancestors(draft, lower):
                    message = f"{entry.id} is related to {target}, but {upper} is broader than {lower} already"
                    cure = f"Remove {target} from `related`."
                    yield Problem(path=entry.path, line=target.line, message=message, cure=cure)


def _ancestors(draft: Draft, identifier: str) -> set[str]:
    found: set[str] = set()
    pending = [identifier]
    while pending:
        entry = draft.entries.get(pending.pop())
        new = [str(broader) for broader in entry.broader if broader not in found] if entry else []
        found.update(new)
        pending += new
    return found


def every_entry_is_connected(draft: Draft) -> Iterator[Problem]:
    """Every entry has a relation or a link, and from every entry one can get to every other."""
    if len(draft.entries) <= 1 or not draft.is_whole:
        return
    neighbours = _neighbours(draft)
    for identifier, entry in draft.entries.items():
        if not neighbours[identifier]:
            cure = "Write `relations` here, or link to it from the text of another entry."
            yield Problem(path=entry.path, message="nothing leads to or from this entry", cure=cure)
    related = {name: ends for name, ends in neighbours.items() if ends}
    groups = sorted(_groups(related), key=lambda group: (-len(group), group))
    for group in groups[1:]:
        first = draft.entries[group[0]]
        others = f" and {len(group) - 1} more" if len(group) > 1 else ""
        message = f"{first.id}{others} are cut off from the other entries: no relation or link leads there"
        yield warning(first.path, None, message, "Relate or link one of them to an entry outside the group.")


def _neighbours(draft: Draft) -> dict[str, set[str]]:
    neighbours: dict[str, set[str]] = {identifier: set() for identifier in draft.entries}
    for identifier, entry in draft.entries.items():
        ends: set[str] = {*entry.broader, *entry.related}
        if entry.diagram:
            ends.update(entry.diagram.entries())
        for text in draft.texts_of(identifier).values():
            ends.update(link.entry for link in text.links)
        for end in ends - {identifier}:
            if end in neighbours:
                neighbours[identifier].add(end)
                neighbours[end].add(identifier)
    return neighbours


def _groups(neighbours: dict[str, set[str]]) -> Iterator[list[str]]:
    left = set(neighbours)
    while left:
        pending = [left.pop()]
        group = list(pending)
        while pending:
            new = neighbours[pending.pop()] & left
            left -= new
            group += new
            pending += new
        yield sorted(group)
