"""What goes into an index: one language's words about one entry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchDocument:
    """Everything that can be searched of one entry in one language; `body` is plain text."""

    entry: str
    lang: str
    kind: str
    series: tuple[str, ...] = ()
    pref_label: str
    alt_labels: tuple[str, ...] = ()
    definition: str = ""
    body: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The preferred label, then the others."""
        return (self.pref_label, *self.alt_labels)


# Fields in the order of their bits in a posting; what a hit calls them.
FIELDS = ("pref_label", "alt_labels", "definition", "body")
