"""Entries, lists and a search over SQLModel: a session a request, relationships, response models."""

import os
from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Query
from sqlalchemy.orm import contains_eager, selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, col, create_engine, func, or_, select

engine = create_engine(os.environ["TWIN_DATABASE"], connect_args={"check_same_thread": False}, pool_size=40)
app = FastAPI(title="Twin")


class Entry(SQLModel, table=True):
    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    source_lang: str
    licence: str
    texts: list["Text"] = Relationship(back_populates="entry")


class Text(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    entry_id: str = Field(foreign_key="entry.id", index=True)
    lang: str = Field(index=True)
    slug: str = Field(index=True)
    pref_label: str = Field(index=True)
    definition: str
    scope_note: str | None
    status: str
    updated_at: str
    entry: Entry = Relationship(back_populates="texts")
    alt_labels: list["AltLabel"] = Relationship()
    sections: list["Section"] = Relationship()


class AltLabel(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    label: str


class Section(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text_id: int = Field(foreign_key="text.id", index=True)
    anchor: str
    title: str
    html: str
    markdown: str


class SectionRead(SQLModel):
    anchor: str
    title: str
    html: str
    markdown: str


class ItemRead(SQLModel):
    id: str
    kind: str
    lang: str
    slug: str
    pref_label: str
    alt_labels: list[str]
    definition: str
    status: str
    updated_at: str


class EntryRead(ItemRead):
    scope_note: str | None
    source_lang: str
    licence: str
    sections: list[SectionRead]


class ListRead(SQLModel):
    items: list[ItemRead]
    total: int


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Db = Annotated[Session, Depends(get_session)]


def in_language(entry: Entry, wanted: str) -> Text:
    by_lang = {text.lang: text for text in entry.texts}
    return by_lang.get(wanted) or by_lang[entry.source_lang]


def item(text: Text) -> ItemRead:
    return ItemRead(
        **text.model_dump(exclude={"id", "entry_id", "scope_note"}),
        id=text.entry_id,
        kind=text.entry.kind,
        alt_labels=[label.label for label in text.alt_labels],
    )


def texts(lang: str):
    """Those of a language, with all that a list shows of them: two queries, however many there are."""
    query = select(Text).join(Entry).where(Text.lang == lang)
    return query.options(contains_eager(Text.entry), selectinload(Text.alt_labels))


def page(session: Session, query, limit: int, offset: int = 0) -> ListRead:
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    found = session.exec(query.order_by(Text.pref_label).offset(offset).limit(limit)).all()
    return ListRead(items=[item(text) for text in found], total=total)


@app.get("/v1/entries", response_model=ListRead)
def list_entries(
    session: Db, lang: str = "da", kind: str | None = None, limit: Annotated[int, Query(le=200)] = 50, offset: int = 0
):
    query = texts(lang)
    if kind:
        query = query.where(Entry.kind == kind)
    return page(session, query, limit, offset)


@app.get("/v1/entries/{entry_id}", response_model=EntryRead)
def get_entry(
    session: Db, entry_id: str, lang: str | None = None, accept_language: Annotated[str | None, Header()] = None
):
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise HTTPException(404, "No such entry")
    wanted = lang or (accept_language or "da").split(",")[0].split("-")[0]
    text = in_language(entry, wanted)
    return EntryRead(
        **item(text).model_dump(),
        scope_note=text.scope_note,
        source_lang=entry.source_lang,
        licence=entry.licence,
        sections=[SectionRead.model_validate(section.model_dump()) for section in text.sections],
    )


@app.get("/v1/search", response_model=ListRead)
def search(session: Db, q: str, lang: str = "da", limit: int = 10):
    found = or_(col(Text.pref_label).ilike(f"%{q}%"), col(Text.definition).ilike(f"%{q}%"))
    return page(session, texts(lang).where(found), limit)
