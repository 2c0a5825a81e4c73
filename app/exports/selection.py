"""Which part of a release goes into a file."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.catalogue.cards import Card
from app.catalogue.generation import Body, SeriesRecord
from app.catalogue.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for; every condition given must hold."""

    lang: str | None = None
    kinds: tuple[str, ...] = ()
    series: str | None = None
    ids: tuple[str, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing was left out."""
        return self == Wanted()


@dataclass(frozen=True, slots=True)
class Selection:
    """A release and what of it is wanted."""

    snapshot: Snapshot
    wanted: Wanted

    def cards(self) -> list[Card]:
        """The entries, by id."""
        cards = self.snapshot.cards
        parts = None if self.wanted.series is None else set(self.snapshot.series[self.wanted.series].series.parts)
        return [
            cards[entry_id]
            for entry_id in sorted(cards)
            if (parts is None or entry_id in parts)
            and (not self.wanted.ids or entry_id in self.wanted.ids)
            and (not self.wanted.kinds or cards[entry_id].kind in self.wanted.kinds)
        ]

    def bodies(self, card: Card) -> Iterator[Body]:
        """The texts of an entry that were really written in the languages wanted; nothing stands in for another."""
        for lang in sorted(card.heads):
            if self.wanted.lang in (None, lang):
                yield self.snapshot.body(card, lang)

    def series(self) -> list[SeriesRecord]:
        """The series, by id: all of them, the one asked for, or none if only some entries or kinds are wanted."""
        records = self.snapshot.series
        if self.wanted.series is not None:
            return [records[self.wanted.series]]
        return [] if self.wanted.ids or self.wanted.kinds else [records[name] for name in sorted(records)]

    def works(self) -> list[str]:
        """The keys of the works that the entries and series cite, sorted; all of them if everything is wanted."""
        if self.wanted in (Wanted(), Wanted(lang=self.wanted.lang)):
            return sorted(self.snapshot.bibliography)
        cited = {key for card in self.cards() for key in card.sources}
        cited.update(key for record in self.series() for key in record.series.sources)
        return sorted(cited)
