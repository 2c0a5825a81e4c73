"""The graph between entries: what is written on one side is known on both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.catalogue.cards import INVERSE

# (subject, type of relation, object), as written.
Statement = tuple[str, str, str]


def both_ways(statements: Iterable[Statement], known: Mapping[str, object]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Relations by entry and type, each with its inverse; ends that are not *known* are left out."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for subject, kind, target in statements:
        if subject != target and subject in known and target in known:
            found[subject][kind].add(target)
            found[target][INVERSE[kind]].add(subject)
    return {
        entry: {kind: tuple(sorted(by_kind[kind])) for kind in INVERSE if kind in by_kind}
        for entry, by_kind in found.items()
    }
