"""What the API and the pages for readers' messages share: whom to answer, and what a receipt opens."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import Depends, Path, Request

from app import feedback
from app.api.current import ActiveSnapshot
from app.api.database import database_of
from app.api.feedback_pages import Subject
from app.api.limits import client_of, limits_of
from app.api.parameters import with_query
from app.api.problems import (
    Busy,
    DiskUnwritable,
    FeedbackNotFound,
    InvalidParameter,
    NotReady,
    TooManyRequests,
    UnknownParameter,
    Unreachable,
    Words,
)
from app.api.reading import LangQuery, chosen, reader_for
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot

UNCACHED: Final = {"cache-control": "no-store"}
COMMON: Final = (UnknownParameter, InvalidParameter, NotReady)
STORED: Final = (*COMMON, TooManyRequests, Unreachable, Busy, DiskUnwritable)
PAGE: Final = {"text/html": {"schema": {"type": "string"}}}


async def addressee(request: Request, snapshot: ActiveSnapshot, lang: LangQuery = None) -> Reader:
    """Whom to answer, in which language; nothing that is answered here may be kept."""
    headers = request.state.headers
    headers["cache-control"] = "no-store"
    if lang is not None:
        return reader_for(snapshot, chosen(snapshot, lang, parameter="lang"))
    headers["vary"] = "Accept-Language"
    return reader_for(snapshot, snapshot.negotiator.negotiate(", ".join(request.headers.getlist("accept-language"))))


Addressee = Annotated[Reader, Depends(addressee)]
MessageId = Annotated[str, Path(description="Id of the message.", pattern=r"^[0-9a-f]{24}$")]


async def erase_message(request: Request, message_id: str, receipt: str) -> None:
    """Erase the message that *receipt* opens; raises FeedbackNotFound, or TooManyRequests for a guesser."""
    check_guesses(request)
    now = datetime.now(UTC)
    if not await database_of(request).write(lambda engine: feedback.own.erase(engine, message_id, receipt, now)):
        raise unknown_message(request)


def check_guesses(request: Request) -> None:
    """Whoever guesses receipts is stopped as whoever guesses keys."""
    guesses = limits_of(request).wrong_keys
    standing = guesses.look(client_of(request))
    if not standing.is_allowed:
        raise guesses.refusal(standing)


def unknown_message(request: Request) -> FeedbackNotFound:
    """That the receipt opens nothing, which counts as a guess."""
    limits_of(request).wrong_keys.take(client_of(request))
    return FeedbackNotFound(Words("There is no message here that this receipt opens."))


def subject_of(snapshot: Snapshot, entry: str | None, reader: Reader) -> Subject | None:
    """The entry that a message is about, in words for *reader*; None where there is none."""
    card = snapshot.cards.get(entry or "")
    if card is None:
        return None
    head = snapshot.served(card, reader)[0]
    return Subject(entry=card.id, label=head.pref_label, tag=snapshot.locales[head.lang].tag)


def form_action(snapshot: Snapshot, reader: Reader) -> str:
    """Where a form posts to, so that the answer comes in the reader's language."""
    return snapshot.url(with_query("/v1/feedback", [("lang", reader.lang)]))
