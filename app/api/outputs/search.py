"""What a search answers with."""

from pydantic import Field

from app.api.outputs.base import EntryRef, Lang, Output, Page, PageLinks, Url
from app.api.outputs.entries import EntryItem
from app.search import Why


class MatchedOut(Output):
    """The strongest match: where it is and why it was taken for what was typed."""

    lang: Lang = Field(description="Language of the text that matched; it may be another than the one shown.")
    field: str = Field(
        description="`pref_label`, `alt_labels`, `definition` or `body`.",
        json_schema_extra={"enum": ["pref_label", "alt_labels", "definition", "body"]},
    )
    form: str = Field(description="The word, or the whole label, that stands there.", examples=["servicepyramiden"])
    why: Why = Field(
        description="`exact` as typed, `letters` typed without å, æ or ö, `inflection` another form, `compound` part "
        "of a longer word or made of its parts, `typo` a slip, `translation` the word of another language."
    )


class SpanOut(Output):
    """A stretch of a text in Unicode code points, `end` not included."""

    start: int = Field(ge=0)
    end: int = Field(ge=1)


class HighlightOut(Output):
    """Where the words stand in a field of the text shown; of a long field the piece with most of them."""

    field: str = Field(
        description="`pref_label`, `definition` or `body`.",
        json_schema_extra={"enum": ["pref_label", "definition", "body"]},
    )
    text: str = Field(description="The field, or a piece of it, as it was written.")
    spans: list[SpanOut] = Field(description="The words that match, counted from the beginning of `text`.")
    html: str | None = Field(
        description="`text` escaped, with `<mark>` around the words and … where the field goes on; null unless "
        "`highlight=html`.",
        examples=["<mark>Servicepyramiden</mark>"],
    )


class SearchHit(EntryItem):
    """An entry in the reader's language, with what matched."""

    matched: MatchedOut
    highlights: list[HighlightOut] = Field(description="Empty with `highlight=none`, or where only labels matched.")


class FacetOut(Output):
    """How many hits there are under a value of a filter, all other filters staying as they are."""

    value: str = Field(examples=["model"])
    lang: Lang
    label: str = Field(description="The value's name in `lang`.", examples=["modeller"])
    count: int = Field(ge=1)


class FacetsOut(Output):
    """How the hits spread."""

    kind: list[FacetOut]
    series: list[FacetOut]


class BetterOut(Output):
    """The query, spelled so that it finds more."""

    q: str
    url: Url


class SearchOut(Output):
    """One page of hits, best first; every entry is in it once at most."""

    requested_lang: Lang
    items: list[SearchHit]
    page: Page
    links: PageLinks
    facets: FacetsOut
    did_you_mean: BetterOut | None = Field(description="Null unless a word was probably mistyped.")


class SuggestionOut(Output):
    """A label that goes on from what was typed."""

    label: str = Field(description="A preferred or alternative label, in `lang`.")
    lang: Lang
    start: int = Field(description="Where the typed part begins in `label`, in code points.", ge=0)
    end: int = Field(description="Where it ends.", ge=1)
    entry: EntryRef = Field(description="The entry, in the reader's language.")
