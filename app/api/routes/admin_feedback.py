"""The editors' desk: readers' messages, and what editors need to know to write the next text."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from pydantic import StringConstraints
from pydantic.json_schema import SkipJsonSchema

from app import feedback, store
from app.api.admin import ADMIN_PROBLEMS, BODY_PROBLEMS, AdminRoute, Caller, needs
from app.api.current import ActiveSnapshot
from app.api.cursors import Place, decode, encode
from app.api.database import engine_of
from app.api.housekeeping import views_of
from app.api.outputs.admin import DeedOut
from app.api.outputs.base import Collection, Page, PageLinks
from app.api.outputs.feedback import (
    AnswerIn,
    AssignIn,
    InsightsOut,
    MessageItem,
    MessageOut,
    MissedOut,
    ReadOut,
    ReportedOut,
    StaleOut,
)
from app.api.parameters import Cursor, Limit, query_without, with_query
from app.api.problems import (
    Busy,
    Conflict,
    FeedbackNotFound,
    InvalidCursor,
    InvalidParameter,
    NotReady,
    UnknownParameter,
    Unreachable,
    Words,
    documented,
)
from app.api.routes.languages import count_texts
from app.catalogue.snapshot import Snapshot
from app.domain.texts import Status as TextStatus
from app.feedback.values import Kind, Message, MessageStatus
from app.store.values import Scope

if TYPE_CHECKING:
    from sqlalchemy import Engine

router = APIRouter(prefix="/admin", route_class=AdminRoute, tags=["Admin"], responses=ADMIN_PROBLEMS)

_PATH: Final = "/v1/admin/feedback"
_HISTORY: Final = 100
_ONE: Final = documented(FeedbackNotFound)
_OPEN: Final = _ONE | documented(Conflict)
# On the text itself: what is required of "text or nothing" is not told in the document.
_Plain = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]*$")]

Reads = Annotated[Caller, needs(Scope.FEEDBACK_READ)]
Writes = Annotated[Caller, needs(Scope.FEEDBACK_WRITE)]
MessageId = Annotated[str, Path(description="Id of the message.", pattern=r"^[0-9a-f]{24}$")]


@router.get(
    "/feedback", operation_id="listFeedback", responses=documented(UnknownParameter, InvalidParameter, InvalidCursor)
)
def list_feedback(
    request: Request,
    _caller: Reads,
    statuses: Annotated[
        list[MessageStatus] | SkipJsonSchema[None],
        Query(alias="status", description="Only messages that stand so; may be given several times."),
    ] = None,
    kinds: Annotated[
        list[Kind] | SkipJsonSchema[None],
        Query(alias="kind", description="Only messages of this kind; may be given several times."),
    ] = None,
    entry: Annotated[
        _Plain | SkipJsonSchema[None], Query(description="Only messages about this entry.", max_length=200)
    ] = None,
    lang: Annotated[
        _Plain | SkipJsonSchema[None],
        Query(description="Only messages about texts in this language.", max_length=64),
    ] = None,
    assignee: Annotated[
        _Plain | SkipJsonSchema[None],
        Query(description="Only messages that this person takes care of; empty: nobody.", max_length=100),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Collection[MessageItem]:
    """Readers' messages, newest first, without the senders' addresses."""
    wanted = feedback.desk.Wanted(
        statuses=frozenset(statuses or ()), kinds=frozenset(kinds or ()), entry=entry, lang=lang, assignee=assignee
    )
    bound_to = repr((sorted(wanted.statuses), sorted(wanted.kinds), entry, lang, assignee))
    place = decode(cursor, bound_to) if cursor else None
    at = place.key[1] if place else None
    is_back = place is not None and place.back
    listed = feedback.desk.messages(
        engine_of(request), wanted, limit=limit, before=None if is_back else at, after=at if is_back else None
    )
    cursors = (
        encode(Place((b"", listed.items[-1].id)), bound_to) if listed.has_older else None,
        encode(Place((b"", listed.items[0].id), back=True), bound_to) if listed.has_newer else None,
    )
    query = query_without(request, "cursor")
    following, leading = (with_query(_PATH, [*query, ("cursor", one)]) if one else None for one in cursors)
    return Collection[MessageItem](
        items=[MessageItem(**_members(message)) for message in listed.items],
        page=Page(limit=limit, total=listed.total, next_cursor=cursors[0], prev_cursor=cursors[1]),
        links=PageLinks(self=with_query(_PATH, query_without(request)), next=following, prev=leading),
    )


@router.get("/feedback/{message_id}", operation_id="readFeedback", responses=_ONE)
def read_feedback(request: Request, message_id: MessageId, caller: Reads) -> MessageOut:
    """One message with its sender's address and its history; that it was read goes into the audit log."""
    engine = engine_of(request)
    return _out(engine, feedback.desk.look_at(engine, message_id, datetime.now(UTC), actor=caller.actor))


@router.post("/feedback/{message_id}/assign", operation_id="assignFeedback", responses=_OPEN | BODY_PROBLEMS)
def assign_feedback(request: Request, message_id: MessageId, body: AssignIn, caller: Writes) -> MessageOut:
    """Say who takes care of a message."""
    engine = engine_of(request)
    try:
        message = feedback.desk.assign(
            engine, message_id, datetime.now(UTC), actor=caller.actor, assignee=body.assignee
        )
    except feedback.desk.ClosedError:
        raise _closed() from None
    return _out(engine, message)


@router.post("/feedback/{message_id}/answer", operation_id="answerFeedback", responses=_OPEN | BODY_PROBLEMS)
def answer_feedback(request: Request, message_id: MessageId, body: AnswerIn, caller: Writes) -> MessageOut:
    """Answer a message, or replace the answer; its sender reads it by the receipt. No mail is sent."""
    engine = engine_of(request)
    try:
        message = feedback.desk.answer(engine, message_id, datetime.now(UTC), actor=caller.actor, text=body.answer)
    except feedback.desk.ClosedError:
        raise _closed() from None
    return _out(engine, message)


@router.post("/feedback/{message_id}/close", operation_id="closeFeedback", responses=_ONE)
def close_feedback(request: Request, message_id: MessageId, caller: Writes) -> MessageOut:
    """Be done with a message."""
    engine = engine_of(request)
    return _out(engine, feedback.desk.close(engine, message_id, datetime.now(UTC), actor=caller.actor))


@router.post("/feedback/{message_id}/reopen", operation_id="reopenFeedback", responses=_ONE)
def reopen_feedback(request: Request, message_id: MessageId, caller: Writes) -> MessageOut:
    """Take a message off hold, or a closed one up again."""
    engine = engine_of(request)
    return _out(engine, feedback.desk.reopen(engine, message_id, datetime.now(UTC), actor=caller.actor))


@router.get("/insights", operation_id="getInsights", responses=documented(NotReady, Unreachable, Busy))
def get_insights(
    request: Request,
    snapshot: ActiveSnapshot,
    _caller: Annotated[Caller, needs(Scope.INSIGHTS_READ)],
    days: Annotated[int, Query(description="How many days back, today included.", ge=1, le=400)] = 30,
    limit: Annotated[int, Query(description="Most lines of each kind.", ge=1, le=200)] = 20,
) -> InsightsOut:
    """Searches without a hit, what is read and reported most, what is translated and what is behind."""
    found = feedback.insights.insights(engine_of(request), datetime.now(UTC), days=days, limit=limit)
    return InsightsOut(
        since=found.since,
        searches_without_hit=[
            MissedOut(query=miss.query, lang=miss.lang, count=miss.count, last_day=miss.last_day)
            for miss in found.misses
        ],
        most_read=[ReadOut(entry=entry, views=views, **_label(snapshot, entry)) for entry, views in found.most_read],
        most_reported=[
            ReportedOut(entry=one.entry, open=one.open, total=one.total, **_label(snapshot, one.entry))
            for one in found.most_reported
        ],
        messages=dict(found.messages),
        coverage=count_texts(snapshot),
        stale=_stale(snapshot, views_of(request))[:limit],
    )


def _stale(snapshot: Snapshot, views: Mapping[str, int]) -> list[StaleOut]:
    behind = [(card, head) for card, head in snapshot.heads() if head.status is TextStatus.OUTDATED]
    behind.sort(key=lambda pair: (-views.get(pair[0].id, 0), pair[1].updated_at, pair[0].id, pair[1].lang))
    return [
        StaleOut(
            entry=card.id,
            lang=head.lang,
            pref_label=head.pref_label,
            sections_behind=head.sections_behind,
            updated_at=head.updated_at,
        )
        for card, head in behind
    ]


def _label(snapshot: Snapshot, entry: str) -> dict[str, Any]:
    card = snapshot.cards.get(entry)
    if card is None:
        return {"pref_label": None, "lang": None}
    head = snapshot.served(card, snapshot.reader(snapshot.default_lang))[0]
    return {"pref_label": head.pref_label, "lang": head.lang}


def _closed() -> Conflict:
    return Conflict(Words("The message is closed. Reopen it first."))


def _out(engine: "Engine", message: Message | None) -> MessageOut:
    if message is None:
        raise FeedbackNotFound(Words("There is no such message."))
    with store.engine.reading(engine) as connection:
        history = store.audit.deeds(connection, subject=message.id, limit=_HISTORY)
    lines = [
        DeedOut(id=deed.id, at=deed.at, actor=deed.actor, action=deed.action, subject=deed.subject, detail=deed.detail)
        for deed in history
    ]
    return MessageOut(**_members(message), email=message.email, history=lines)


def _members(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "status": message.status,
        "held_for": list(message.held_for),
        "kind": message.kind,
        "entry": message.entry,
        "lang": message.lang,
        "release": message.release,
        "message": message.message,
        "has_email": message.email is not None,
        "assignee": message.assignee,
        "answer": message.answer,
        "answered_at": message.answered_at,
        "received_at": message.received_at,
        "updated_at": message.updated_at,
    }
