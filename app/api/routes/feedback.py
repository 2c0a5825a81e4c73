"""Readers' messages to the editors: send one, see how it stands, erase it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import StringConstraints
from pydantic.json_schema import SkipJsonSchema

from app import feedback
from app.api.bodies import read_body
from app.api.correspondence import (
    PAGE,
    STORED,
    UNCACHED,
    Addressee,
    MessageId,
    check_guesses,
    erase_message,
    form_action,
    subject_of,
    unknown_message,
)
from app.api.current import ActiveSnapshot
from app.api.database import database_of
from app.api.families import FEEDBACK
from app.api.feedback_pages import CONFIRMATION, form_page, message_page, problem_page
from app.api.limits import client_of, limits_of
from app.api.media import wants_page
from app.api.metrics import metrics_of
from app.api.outputs.feedback import OwnMessageOut, ReceiptOut
from app.api.parameters import with_query
from app.api.posting import FORM, fields_of, read_message, submission_of
from app.api.problems import (
    BodyTooLarge,
    FeedbackNotFound,
    InvalidBody,
    KeyReused,
    Problem,
    UnsupportedMediaType,
    Words,
    described_headers,
    documented,
)
from app.api.telling import problem_of_store
from app.catalogue.resolver import Reader
from app.catalogue.snapshot import Snapshot
from app.domain.locales import Locale
from app.feedback.values import Message, Once, Progress, Receipt, ReusedError, Submission
from app.languages.messages import translate
from app.store.errors import StoreError

router = APIRouter(tags=["Feedback"])

# Read by hand, as either of two media types; `app.api.contract` says what it is.
_MESSAGE: Final = {"schema": {"$ref": "#/components/schemas/FeedbackIn"}}
# The receipt may also come as a parameter.
_OPTIONAL: Final[dict[str, Any]] = {"security": [{}]}
_bearer: Final = HTTPBearer(
    scheme_name="Receipt", description="The receipt of a message, as an alternative to `?receipt=`.", auto_error=False
)
ReceiptQuery = Annotated[
    str | SkipJsonSchema[None],
    Query(description="The message's receipt; for programs, better as `Authorization: Bearer …`.", max_length=200),
]
BearerReceipt = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
IdempotencyKey = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$")] | SkipJsonSchema[None],
    Header(
        description="Makes a repeated request have its effect once, for 24 hours: a new UUID for each message.",
        min_length=8,
        max_length=128,
        examples=["0b9cf9a2-6b5c-4a53-9f3e-5f2b6d0f8a11"],
    ),
]


@router.post(
    "/feedback",
    operation_id="sendFeedback",
    status_code=201,
    response_model=ReceiptOut,
    responses={
        201: {
            "description": "The message is on disk; or it was, if this is a repetition.",
            "headers": described_headers(
                {
                    "Location": "The message.",
                    "Idempotency-Replayed": "`true` where the same request came before.",
                    "RateLimit": "What is left.",
                    "RateLimit-Policy": "What is allowed.",
                }
            ),
        },
        303: {
            "description": "The same for a browser that sent a form.",
            "headers": described_headers({"Location": "The page of the message."}),
        },
        **documented(*STORED, BodyTooLarge, UnsupportedMediaType, InvalidBody, KeyReused),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": dict.fromkeys(("application/json", FORM), _MESSAGE),
        }
    },
)
async def send_feedback(
    request: Request, snapshot: ActiveSnapshot, reader: Addressee, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask the editors, report an error or an omission, or wish for something. Never published."""
    request.state.headers["vary"] = ", ".join(filter(None, (request.state.headers.get("vary"), "Accept")))
    fields: Mapping[str, str] | None = {}
    try:
        body = await read_body(request)
        fields = fields_of(request, body)
        limits_of(request).feedback.spend(request, client_of(request))
        now = datetime.now(UTC)
        submission = submission_of(snapshot, read_message(body, fields), reader.lang, now)
        once = Once(idempotency_key, body) if idempotency_key else None
        receipt = await _received(request, submission, now, once)
    except Problem as problem:
        metrics_of(request).count(FEEDBACK, "refused")
        if fields is None or not wants_page(request):
            raise
        about = subject_of(snapshot, fields.get("entry"), reader)
        locale = snapshot.locales[reader.lang]
        return form_page(locale, form_action(snapshot, reader), subject=about, fields=fields, problem=problem)
    metrics_of(request).count(FEEDBACK, "replayed" if receipt.is_replay else "held" if receipt.is_held else "accepted")
    return _acknowledged(request, snapshot, reader, receipt, is_form=fields is not None)


@router.get(
    "/feedback/{message_id}",
    operation_id="getFeedback",
    response_model=OwnMessageOut,
    responses={200: {"content": PAGE}, **documented(*STORED, FeedbackNotFound)},
    openapi_extra=_OPTIONAL,
)
async def get_feedback(
    request: Request,
    message_id: MessageId,
    snapshot: ActiveSnapshot,
    reader: Addressee,
    bearer: BearerReceipt,
    receipt: ReceiptQuery = None,
) -> Response:
    """One's own message, how it stands and what the editors answered, as JSON or, for a browser, as a page."""
    request.state.headers["vary"] = ", ".join(filter(None, (request.state.headers.get("vary"), "Accept")))
    given = bearer.credentials if bearer else receipt or ""
    locale = snapshot.locales[reader.lang]
    try:
        check_guesses(request)
        message = await database_of(request).read(lambda engine: feedback.own.own_message(engine, message_id, given))
        if message is None:
            raise unknown_message(request)
    except Problem as problem:
        if not wants_page(request):
            raise
        return problem_page(locale, problem)
    if wants_page(request):
        action = snapshot.url(with_query(f"/v1/feedback/{message_id}/erase", [("lang", reader.lang)]))
        return message_page(locale, message, action, given, subject=subject_of(snapshot, message.entry, reader))
    return Response(_own(message).model_dump_json(), headers=UNCACHED, media_type="application/json")


@router.delete(
    "/feedback/{message_id}",
    operation_id="eraseFeedback",
    status_code=204,
    responses=documented(*STORED, FeedbackNotFound),
    openapi_extra=_OPTIONAL,
)
async def erase_feedback(
    request: Request,
    message_id: MessageId,
    _reader: Addressee,
    bearer: BearerReceipt,
    receipt: ReceiptQuery = None,
) -> Response:
    """Erase one's own message, the address and the answer with it."""
    await erase_message(request, message_id, bearer.credentials if bearer else receipt or "")
    return Response(status_code=204, headers=UNCACHED)


async def _received(request: Request, submission: Submission, now: datetime, once: Once | None) -> Receipt:
    """The receipt for what is on disk by now."""
    try:
        return await database_of(request).write(
            lambda engine: feedback.receiving.receive(engine, submission, now, once)
        )
    except ReusedError:
        raise KeyReused(
            Words("This Idempotency-Key came with another message before. Make a new one for a new message.")
        ) from None
    except StoreError as error:
        raise problem_of_store(request, error) from error


def _acknowledged(request: Request, snapshot: Snapshot, reader: Reader, receipt: Receipt, *, is_form: bool) -> Response:
    url = snapshot.url(f"/v1/feedback/{receipt.id}")
    page = with_query(url, [("receipt", receipt.secret), ("lang", reader.lang)])
    if is_form and wants_page(request):
        return Response(status_code=303, headers=UNCACHED | {"location": page})
    locale = snapshot.locales[reader.lang]
    output = ReceiptOut(
        id=receipt.id,
        receipt=receipt.secret,
        status=Progress.RECEIVED,
        received_at=receipt.received_at.replace(microsecond=0),
        url=url,
        page=page,
        lang=reader.lang,
        confirmation=_confirmation(locale),
    )
    headers = UNCACHED | {"location": url, "content-language": locale.tag}
    if receipt.is_replay:
        headers["idempotency-replayed"] = "true"
    return Response(output.model_dump_json(), 201, headers, "application/json")


def _confirmation(locale: Locale) -> str:
    said: str = translate(locale.data_locale, CONFIRMATION)
    return said


def _own(message: Message) -> OwnMessageOut:
    return OwnMessageOut(
        id=message.id,
        status=message.progress,
        kind=message.kind,
        entry=message.entry,
        lang=message.lang,
        message=message.message,
        has_email=message.email is not None,
        received_at=message.received_at,
        answer=message.answer,
        answered_at=message.answered_at,
    )
