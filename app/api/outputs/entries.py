"""An entry in a reader's language, alone or in a list."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.api.outputs.base import EntryId, EntryRef, Fallback, Lang, Output, Url
from app.api.outputs.figures import FigureOut
from app.domain.texts import Status
from app.languages.negotiation import Match


class EntryItem(Output):
    """An entry as lists show it."""

    id: EntryId
    kind: str = Field(examples=["concept"])
    requested_lang: Lang
    lang: Lang
    fallback: Fallback | None = Field(description="Null when the text is in `requested_lang`.")
    slug: str
    pref_label: str
    alt_labels: list[str]
    definition: str = Field(description="One or two sentences that stand alone.")
    status: Status = Field(description="How this text stands to its source.")
    updated_at: datetime = Field(description="When this text last changed.")
    url: Url


class SectionOut(Output):
    """A section in the nearest language that has it."""

    id: str = Field(description="The same in every language.", examples=["how-to"])
    lang: Lang
    title: str
    html: str = Field(
        description="Sanitised. A link to an entry carries `data-entry` with its id, and `hreflang` where the entry "
        "is served in another language than the section."
    )
    markdown: str = Field(description="As the editor wrote it; links to entries read `entry:<id>`.")
    status: Status


class RelationOut(Output):
    """A typed edge, seen from the entry asked for."""

    type: Literal["broader", "narrower", "related", "part_of", "has_part", "mentions", "mentioned_in"]
    entry: EntryRef


class TranslationOut(Output):
    """What there is of the entry in one language."""

    lang: Lang
    tag: str = Field(description="BCP 47 tag, for hreflang.", examples=["nb"])
    status: Status = Field(description="`missing` where the language has no text.")
    sections_behind: int = Field(description="Sections that are missing or older than the source's.", ge=0)
    slug: str | None
    pref_label: str | None
    updated_at: datetime | None
    url: Url = Field(description="The entry for a reader of this language; a fallback where `status` is `missing`.")


class SeriesNeighbour(Output):
    """A part of a series; it may be planned and then has no entry yet."""

    position: int = Field(ge=1)
    id: str
    planned: bool
    lang: Lang
    pref_label: str
    slug: str | None
    url: Url | None


class SeriesPlace(Output):
    """Where an entry stands in a series."""

    id: str = Field(examples=["service-and-service-management"])
    lang: Lang
    pref_label: str
    position: int = Field(ge=1)
    length: int = Field(ge=1)
    previous: SeriesNeighbour | None
    next: SeriesNeighbour | None
    url: Url


class NameOut(Output):
    """An author or editor; an organisation has only `literal`."""

    family: str | None
    given: str | None
    literal: str | None


class SourceOut(Output):
    """A work the entry builds on; the members follow CSL-JSON."""

    key: str = Field(examples=["bitner-1995"])
    type: str
    title: str
    authors: list[NameOut]
    year: int | None
    container: str | None
    editors: list[NameOut]
    volume: str | None
    issue: str | None
    pages: str | None
    edition: str | None
    publisher: str | None
    place: str | None
    doi: str | None
    url: str | None
    lang: str | None
    note: str | None


class EntryLinks(Output):
    """Where more about the entry is."""

    self: Url
    translations: Url
    relations: Url
    figure: Url | None = Field(description="Null unless the entry is a model.")


class EntryBase(Output):
    """What every kind of entry has."""

    id: EntryId
    kind: str
    requested_lang: Lang
    lang: Lang = Field(description="The language the text really is in.")
    match: Match = Field(description="How the language asked for was found: by name, by kinship, any, or not at all.")
    fallback: Fallback | None = Field(description="Null when `lang` is `requested_lang`.")
    slug: str
    pref_label: str
    alt_labels: list[str] = Field(description="Synonyms, abbreviations, spellings, the English term where it is used.")
    definition: str
    scope_note: str | None
    editorial_note: str | None
    source_lang: Lang = Field(description="The language the entry was first written in.")
    status: Status
    sections_behind: int = Field(ge=0)
    licence: str = Field(description="SPDX identifier.", examples=["CC-BY-4.0"])
    release: int = Field(description="The release this answer comes from.", ge=1)
    created_at: datetime
    updated_at: datetime = Field(description="When this text last changed.")
    links: EntryLinks
    # Members that `include` adds.
    sections: list[SectionOut] | SkipJsonSchema[None] = None
    translations: list[TranslationOut] | SkipJsonSchema[None] = None
    relations: list[RelationOut] | SkipJsonSchema[None] = None
    backlinks: list[EntryRef] | SkipJsonSchema[None] = None
    series: list[SeriesPlace] | SkipJsonSchema[None] = None
    sources: list[SourceOut] | SkipJsonSchema[None] = None


class ConceptOut(EntryBase):
    """An idea with a definition."""

    kind: Literal["concept"]


class StyleOut(EntryBase):
    """One way of giving service."""

    kind: Literal["style"]
    leaders: list[str] = Field(description="Firms that the source names as examples.")


class ModelOut(EntryBase):
    """A structure one can draw."""

    kind: Literal["model"]
    figure: FigureOut | SkipJsonSchema[None] = None


EntryOut = Annotated[ConceptOut | StyleOut | ModelOut, Field(discriminator="kind")]
# Kind -> how an entry of that kind is told.
OUTPUTS: dict[str, type[ConceptOut] | type[StyleOut] | type[ModelOut]] = {
    "concept": ConceptOut,
    "style": StyleOut,
    "model": ModelOut,
}
