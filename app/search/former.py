"""The index of a release before, for as long as a large release's own is being made."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from app.search.index import Index
from app.search.results import Results, Suggestion

# Seconds for which may be remembered what it finds. To remember nothing would cost more than all else about a new
# release: until its own index is there, every search would be computed anew.
MOMENT: Final = 1


class FormerIndex:
    """Finds what an earlier release had, as far as it can still be read; what is new is found a little later."""

    def __init__(
        self, index: Index, *, is_there: Callable[[str, str], bool], has_series: Callable[[str], bool]
    ) -> None:
        """*is_there* tells of an entry and a language, *has_series* of a series, whether they are in the later one."""
        self._index, self._is_there, self._has_series = index, is_there, has_series
        self.langs = index.langs
        self.forms = index.forms

    def search(self, query: str, **how: Any) -> Results:
        """As `Index` does; a page may be short of what is there no more."""
        found = self._index.search(query, **how)
        return replace(
            found,
            hits=tuple(hit for hit in found.hits if self._is_there(hit.entry, hit.matched.lang)),
            series={name: count for name, count in found.series.items() if self._has_series(name)},
        )

    def suggest(self, typed: str, **how: Any) -> tuple[Suggestion, ...]:
        """As `Index` does."""
        return tuple(one for one in self._index.suggest(typed, **how) if self._is_there(one.entry, one.lang))
