"""The immutable picture of one release: everything that answers are made of."""

from collections.abc import Iterator, Mapping, ValuesView
from enum import Enum
from functools import cached_property, lru_cache

import msgspec

from app.catalogue.cards import Card, Head
from app.catalogue.generation import Body, Facts, Generation, SeriesRecord
from app.catalogue.lists import Lists
from app.catalogue.resolver import Reader, Served, complete, resolve
from app.domain.entries import Entry
from app.domain.kinds import KINDS
from app.domain.library import Move
from app.domain.locales import Locale
from app.languages.negotiation import Match, Negotiator
from app.languages.slugs import normalize_slug

_KINDS: Mapping[str, type[Entry]] = {kind.kind: kind for kind in KINDS.values()}


# Cards kept as objects, about 1.5 KB each; a catalogue that is no larger is read once.
_MOST_CARDS = 20_000


class Cards(Mapping[str, Card]):
    """The entries by id, in the order of ids, read from the file when they are asked for."""

    def __init__(self, generation: Generation, numbers: Mapping[str, int]) -> None:
        self._generation = generation
        self._numbers = numbers
        self._read = lru_cache(_MOST_CARDS)(generation.card)

    def __getitem__(self, entry_id: str) -> Card:
        """The entry; raises KeyError."""
        return self._read(self._numbers[entry_id])

    def __contains__(self, entry_id: object) -> bool:
        """Whether there is one of this id."""
        return entry_id in self._numbers

    def __iter__(self) -> Iterator[str]:
        """The ids."""
        return iter(self._numbers)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._numbers)

    def values(self) -> ValuesView[Card]:
        """Every entry; of a large catalogue none is kept for that."""
        return _Values(self, self._generation)


class _Values(ValuesView[Card]):
    def __init__(self, cards: Cards, generation: Generation) -> None:
        super().__init__(cards)
        self._generation = generation

    def __iter__(self) -> Iterator[Card]:
        return super().__iter__() if len(self) <= _MOST_CARDS else self._generation.cards()


class Standing(Enum):
    """What a release is to those who read it."""

    # What everybody gets who names no other.
    ACTIVE = "active"
    # Published, and followed by others since: it never changes any more.
    FORMER = "former"
    # Not published: for those who make it.
    STAGED = "staged"


class Snapshot:
    """One release, open for reading.

    `base_url` goes before every address in answers: scheme and host, or nothing. `pin` is the name by which a reader
    asked for this release and no other.
    """

    pin: str | None = None
    standing = Standing.ACTIVE

    def __init__(self, generation: Generation, *, base_url: str = "") -> None:
        meta = generation.meta
        self.generation = generation
        self.base_url = base_url.rstrip("/")
        self.release = meta.number
        self.digest = meta.digest
        self.published_at = meta.created_at
        self.licence = meta.licence
        self.default_lang = meta.default_lang
        self.locales: Mapping[str, Locale] = {locale.lang: locale for locale in meta.locales}
        self.negotiator = Negotiator(meta.locales, meta.default_lang)
        self.bibliography = meta.bibliography
        self.columns = generation.columns()
        self.numbers: Mapping[str, int] = generation.ids()
        self.id_of: Mapping[int, str] = {number: entry_id for entry_id, number in self.numbers.items()}
        self.cards: Mapping[str, Card] = Cards(generation, self.numbers)
        self.lists = Lists(self)
        self.series: Mapping[str, SeriesRecord] = {record.series.id: record for record in meta.series}
        self._moves: Mapping[str, Move] = {move.id: move for move in meta.moves if move.lang is None}

    @property
    def name(self) -> str:
        """What the release is called."""
        return str(self.release)

    def path(self, path: str) -> str:
        """*path*, which may have a query and a fragment, as it leads to this very release."""
        return path

    def url(self, path: str) -> str:
        """The address of *path* as answers write it."""
        return f"{self.base_url}{path}"

    def lasting_url(self, path: str) -> str:
        """The address of *path* in whatever release is active when somebody goes there."""
        return f"{self.base_url}{path}"

    def reader(self, lang: str) -> Reader:
        """A reader who asks for exactly *lang*, one of the catalogue's languages."""
        choice = self.negotiator.choose(lang)
        assert choice is not None
        return Reader(lang=lang, match=Match.EXACT, chain=complete(choice.chain, self.locales))

    def served(self, card: Card, reader: Reader) -> tuple[Head, Served]:
        """What *reader* gets of an entry: the head of the text, and how it was chosen."""
        served = resolve(card.statuses, reader, card.withdrawn)
        return card.heads[served.lang], served

    def body(self, card: Card, lang: str) -> Body:
        """The whole text in *lang*, which must exist."""
        return self.generation.body(card.number, lang)

    def facts(self, card: Card) -> Facts:
        """What only entries of this kind have."""
        return self.generation.facts(card.number)

    def entry(self, card: Card) -> Entry:
        """The entry as it was published, without its texts."""
        facts = self.facts(card)
        shared = {
            "id": card.id,
            "source_lang": card.source_lang,
            "broader": facts.broader,
            "related": facts.related,
            "sources": card.sources,
            "licence": card.licence,
            "revision": facts.revision,
        }
        own = {"leaders": facts.leaders, "diagram": facts.diagram}
        return msgspec.convert(
            shared | {name: value for name, value in own.items() if value is not None}, _KINDS[card.kind]
        )

    def moved(self, entry_id: str) -> Move | None:
        """What became of a former id, followed to its end; None if it was never an entry."""
        move = self._moves.get(entry_id)
        while move is not None and move.to is not None and move.to in self._moves:
            move = self._moves[move.to]
        return move

    def find_slug(self, slug: str, reader: Reader) -> tuple[Card, bool] | None:
        """The entry with this slug, and whether the slug is a former one.

        The nearest language that has the slug decides; present slugs win over former ones, whatever their language.
        """
        wanted = normalize_slug(slug)
        for find, is_former in ((self.generation.slug, False), (self._former_slug, True)):
            for lang in reader.chain:
                entry_id = find(lang, wanted)
                if entry_id is not None:
                    return self.cards[entry_id], is_former
        return None

    def _former_slug(self, lang: str, slug: str) -> str | None:
        return self._former_slugs.get((lang, slug))

    @cached_property
    def _former_slugs(self) -> Mapping[tuple[str, str], str]:
        former = {}
        for lang, slug, entry_id in self.generation.meta.former_slugs:
            move = self.moved(entry_id)
            current = entry_id if move is None else move.to
            if current is not None and current in self.cards:
                former[lang, slug] = current
        return former

    def heads(self) -> Iterator[tuple[Card, Head]]:
        """Every text there is, with its entry."""
        for card in self.cards.values():
            for head in card.heads.values():
                yield card, head
