"""What all outputs have in common, and the smallest of them."""

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from app.catalogue.resolver import Reason

Lang = Annotated[str, Field(description="The catalogue's word for a language.", examples=["no"])]
EntryId = Annotated[
    str,
    Field(description="Permanent and the same in every language.", examples=["service-pyramid"]),
]
Url = Annotated[
    str,
    Field(description="Absolute if the server knows its public address, else a path on this server."),
]


class Output(BaseModel):
    """Frozen, and nothing but what is declared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class EntryRef(Output):
    """A link to an entry, with the label its reader sees and the language of that label."""

    id: EntryId
    kind: str = Field(examples=["model"])
    lang: Lang
    pref_label: str = Field(description="The term, in `lang`.")
    slug: str = Field(description="The entry's name in addresses, in `lang`.")
    is_fallback: bool = Field(description="Whether `lang` stands in for the language asked for.")
    url: Url


class Fallback(Output):
    """Why the text is not in the language that was asked for."""

    reason: Reason
    chain: list[Lang] = Field(description="The languages that were tried, in order, up to the one served.")


class Page(Output):
    """Where a page stands in its collection."""

    limit: int = Field(description="Most items on a page.", ge=1)
    total: int = Field(description="Number of items in the whole collection.", ge=0)
    next_cursor: str | None = Field(description="`cursor` of the next page; null on the last.")
    prev_cursor: str | None = Field(description="`cursor` of the page before; null on the first.")


class PageLinks(Output):
    """The same as addresses."""

    self: Url
    next: Url | None
    prev: Url | None


Item = TypeVar("Item")


class Collection(Output, Generic[Item]):
    """One page of a collection."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A name that generated clients can use as it is."""
        return f"{params[0].__name__}Collection"

    items: list[Item]
    page: Page
    links: PageLinks


class Items(Output, Generic[Item]):
    """A collection that always comes whole."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """A name that generated clients can use as it is."""
        return f"{params[0].__name__}List"

    items: list[Item]
