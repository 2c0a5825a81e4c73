"""What the smaller collections consist of: letters, kinds, languages, coverage, graph, series."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.api.outputs.base import EntryId, EntryRef, Fallback, Lang, Output, Url
from app.api.outputs.entries import SeriesNeighbour
from app.domain.texts import Status


class LetterOut(Output):
    """A letter of the language's own alphabet."""

    letter: str = Field(description="`#` gathers what begins with no letter.", examples=["Å"])
    count: int = Field(ge=0)
    url: Url | None = Field(description="The entries under this letter; null where there are none.")


class AlphabetOut(Output):
    """The letters in the order of the language."""

    lang: Lang
    items: list[LetterOut]


class KindOut(Output):
    """A kind of entry."""

    kind: str = Field(examples=["style"])
    lang: Lang
    label: str = Field(examples=["stil"])
    plural: str = Field(examples=["stile"])
    count: int = Field(ge=0)
    url: Url


class LanguageOut(Output):
    """A language that texts are written in."""

    lang: Lang
    tag: str = Field(description="BCP 47 tag.", examples=["nb"])
    autonym: str = Field(examples=["Norsk bokmål"])
    name: str = Field(description="In the reader's language.", examples=["Norwegian Bokmål"])
    is_default: bool
    aliases: list[str] = Field(description="Tags that an edge cache can map to `lang`.")
    chain: list[Lang] = Field(description="Who stands in for it, beginning with itself.")
    texts: dict[Status, int] = Field(description="Number of entries by the status of their text.")


class CoverageCell(Output):
    """How one language stands to one entry."""

    status: Status
    sections_behind: int = Field(ge=0)


class CoverageRow(Output):
    """One entry in every language."""

    id: EntryId
    kind: str
    source_lang: Lang
    pref_label: str
    lang: Lang
    languages: dict[Lang, CoverageCell]


class CoverageOut(Output):
    """What is translated, what is behind."""

    totals: dict[Lang, dict[Status, int]]
    items: list[CoverageRow]


class GraphEdge(Output):
    """One relation; inverse relations are not repeated."""

    source: EntryId
    target: EntryId
    type: Literal["broader", "related", "part_of", "mentions"]


class GraphOut(Output):
    """Entries and their relations."""

    nodes: list[EntryRef]
    edges: list[GraphEdge]
    truncated: bool = Field(description="Whether `max_nodes` cut the graph off.")


class SeriesItem(Output):
    """A series as lists show it."""

    id: str
    requested_lang: Lang
    lang: Lang
    fallback: Fallback | None
    slug: str
    pref_label: str
    definition: str
    length: int = Field(ge=0)
    planned: int = Field(description="Parts that have no entry yet.", ge=0)
    url: Url


class SeriesSection(Output):
    """A section of what a series says about itself."""

    id: str
    lang: Lang
    title: str
    html: str
    markdown: str


class SeriesOut(SeriesItem):
    """A series with all its parts."""

    alt_labels: list[str]
    source_lang: Lang
    sections: list[SeriesSection]
    parts: list[SeriesNeighbour]
    release: int = Field(ge=1)
    updated_at: datetime


class VersionOut(Output):
    """What is running."""

    version: str = Field(examples=["0.1.0"])
    release: int | None = Field(description="Number of the release that is served.")
    digest: str | None
    published_at: datetime | None


class HealthOut(Output):
    """Whether the process lives."""

    status: Literal["ok"]


class HealthPartOut(Output):
    """How well a part of the server is."""

    status: Literal["ok", "degraded"]
    measured: float | None = Field(description="In `unit`; null where it has not been measured.")
    limit: float | None = Field(description="From where on the part is degraded; null where nothing is too much.")
    unit: Literal["seconds", "bytes"]
    detail: str = Field(description="What is measured, in English.")


class HealthPartsOut(Output):
    """The parts of a server."""

    release: HealthPartOut = Field(description="The release that is served.")
    database: HealthPartOut = Field(description="Where releases and messages are kept; reads do not need it.")
    poll: HealthPartOut = Field(description="Whether new releases are noticed.")
    disk: HealthPartOut = Field(description="Whether the files of the next release have room.")


class ReadinessOut(Output):
    """Whether reads can be answered (always, in a 200), and how well each part is."""

    status: Literal["ok", "degraded"] = Field(description="`degraded` if any part is.")
    parts: HealthPartsOut
