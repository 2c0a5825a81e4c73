"""A content tree as it was read, with the lines that things stand on: what the rules look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.content.markdown import Link, Piece
from app.content.nodes import Placed
from app.domain.bibliography import Work
from app.domain.diagram import Diagram
from app.domain.library import Why
from app.domain.texts import PartText, TranslatedFrom


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """`_shared/catalogue.yaml`; `required_sections` by kind folder."""

    path: str
    licence: str = ""
    default_lang: Placed | None = None
    site_order: tuple[Placed, ...] = ()
    required_sections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedDraft:
    """The shared file of an entry or a series; `source_lang` is None where it could not be read."""

    path: str
    folder: str
    id: str
    source_lang: Placed | None = None
    broader: tuple[Placed, ...] = ()
    related: tuple[Placed, ...] = ()
    sources: tuple[Placed, ...] = ()
    licence: str | None = None
    leaders: tuple[Placed, ...] = ()
    diagram: Diagram | None = None
    # Of a series.
    parts: tuple[Placed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Digests:
    """What a text's words come to: as a whole, and each section by id; `exact` moves with every character."""

    whole: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    exact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDraft:
    """The file of one language; what could not be read is empty."""

    path: str
    lang: str
    folder: str
    id: str
    pref_label: Placed = field(default_factory=lambda: Placed(""))
    definition: Placed = field(default_factory=lambda: Placed(""))
    alt_labels: tuple[Placed, ...] = ()
    scope_note: Placed | None = None
    editorial_note: Placed | None = None
    slug: Placed | None = None
    parts: Mapping[Placed, PartText] = field(default_factory=dict)
    planned: Mapping[Placed, Placed] = field(default_factory=dict)
    translated_from: TranslatedFrom | None = None
    pieces: tuple[Piece, ...] = ()
    links: tuple[Link, ...] = ()
    digests: Digests = field(default_factory=Digests)

    @property
    def ref(self) -> str:
        """What commands call this text: `sv/the-aggregator`."""
        return f"{self.lang}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleDraft:
    """`_locale.yaml`; the folder that holds it is the language."""

    path: str
    lang: str
    tag: str = ""
    data_locale: str = ""
    autonym: str = ""
    title: str = ""
    description: str = ""
    covers: tuple[str, ...] = ()
    fallback: tuple[Placed, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveDraft:
    """A line of `moved.yaml`; `key` is the former id, or `lang/id`."""

    path: str
    key: Placed
    why: Why
    to: Placed | None = None

    @property
    def lang(self) -> str | None:
        """The language whose text alone is meant."""
        return str(self.key.partition("/")[0]) if "/" in self.key else None

    @property
    def id(self) -> str:
        """The former id."""
        return str(self.key.rpartition("/")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The whole tree."""

    catalogue: Catalogue
    locales: Mapping[str, LocaleDraft]
    # Entries and series by id, in the order of their paths.
    entries: Mapping[str, SharedDraft]
    series: Mapping[str, SharedDraft]
    # By id, then by language.
    texts: Mapping[str, Mapping[str, TextDraft]]
    bibliography: Mapping[str, Work]
    moves: Mapping[str, MoveDraft]
    # Ids, and `lang/id`, that were published before.
    known_ids: frozenset[str] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether every file could be read, so that what is not there was not written."""
        shared = (*self.entries.values(), *self.series.values())
        texts = (text for texts in self.texts.values() for text in texts.values())
        return all(one.source_lang for one in shared) and all(text.pref_label for text in texts)

    def shared(self, identifier: str) -> SharedDraft | None:
        """The entry or series of that id."""
        return self.entries.get(identifier) or self.series.get(identifier)

    def texts_of(self, identifier: str) -> Mapping[str, TextDraft]:
        """Its texts by language."""
        return self.texts.get(identifier, {})

    def source_of(self, identifier: str) -> TextDraft | None:
        """The text that the others are translations of."""
        shared = self.shared(identifier)
        if shared is None or shared.source_lang is None:
            return None
        return self.texts_of(identifier).get(shared.source_lang)
