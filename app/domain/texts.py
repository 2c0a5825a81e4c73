"""What one language says about an entry or a series."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Status(StrEnum):
    """How a text stands to its source; a section has a status of its own."""

    SOURCE = "source"
    CURRENT = "current"
    OUTDATED = "outdated"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A titled piece of a text; `id` is the same in every language, `markdown` is what the editor wrote."""

    id: str
    title: str
    markdown: str
    digest: str
    # Status.CURRENT or OUTDATED in a translation, SOURCE in the source itself.
    status: Status = Status.SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class PartText:
    """The words of one part of a diagram: a label and a sentence, or a sentence for each lane."""

    label: str
    text: str | None = None
    variants: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedFrom:
    """Which text of the source a translation was last brought in line with, as digests."""

    lang: str
    digest: str
    sections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Everything one language says about one entry or series.

    `digest` covers everything a translator translates, so it moves exactly when translations fall behind; `revision`
    covers every character of the text and moves whenever anything in it does.
    """

    lang: str
    slug: str
    pref_label: str
    definition: str
    digest: str
    revision: str
    alt_labels: tuple[str, ...] = ()
    scope_note: str | None = None
    editorial_note: str | None = None
    sections: tuple[Section, ...] = ()
    # Words for the parts of a model's diagram, by part id.
    parts: Mapping[str, PartText] = field(default_factory=dict)
    # Labels of the parts of a series that have no entry yet, by entry id.
    planned: Mapping[str, str] = field(default_factory=dict)
    translated_from: TranslatedFrom | None = None
    status: Status = Status.SOURCE
    # Ids of the source's sections that this translation lacks or has an older wording of.
    behind: tuple[str, ...] = ()

    def section(self, section_id: str) -> Section | None:
        """The section called *section_id*, if this language has it."""
        return next((section for section in self.sections if section.id == section_id), None)
