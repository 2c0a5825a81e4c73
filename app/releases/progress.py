"""How far the work has come, told seldom enough that it never waits for whoever listens."""

from collections.abc import Callable, Iterator
from typing import Final

from app.content.rules import RULES, Rule
from app.content.tree import Tree
from app.releases.orders import Phase, Step

Listener = Callable[[Step], object]
# Lines of one phase: what all of them come to fits into the buffers of a pipe and of a connection, whoever reads it.
_MOST: Final = 100


class Teller:
    """Tells *listener* where the work begins something else, and of every hundredth of it that is done."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._step: Step | None = None
        self._share = 0

    def begin(self, phase: Phase) -> None:
        """Something else begins; how much of it there is, is not known yet."""
        self._say(Step(phase=phase, done=0, total=None))
        self._share = -1

    def count(self, done: int, total: int) -> None:
        """So many steps of what was begun are done; less than was told before, as when it begins anew, is not told."""
        assert self._step is not None
        share = done * _MOST // total if total else _MOST
        if share > self._share and done >= self._step.done:
            self._share = share
            self._say(Step(phase=self._step.phase, done=done, total=total))

    def _say(self, step: Step) -> None:
        self._step = step
        self._listener(step)


class CountedTree:
    """A tree of which *teller* hears how many files have been read."""

    def __init__(self, tree: Tree, teller: Teller) -> None:
        self._tree = tree
        self._paths = tuple(tree.paths())
        self._teller = teller
        self._done = 0

    def paths(self) -> Iterator[str]:
        """Those of the tree."""
        return iter(self._paths)

    def read(self, path: str) -> bytes:
        """What is in the file."""
        self._done += 1
        self._teller.count(self._done, len(self._paths))
        return self._tree.read(path)


def counted_rules(teller: Teller) -> Iterator[Rule]:
    """The rules for a tree that has been read; *teller* hears of each that is taken up."""
    teller.begin(Phase.CHECKING)
    for done, rule in enumerate(RULES, 1):
        yield rule
        teller.count(done, len(RULES))
