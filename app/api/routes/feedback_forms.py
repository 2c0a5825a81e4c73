"""Pages for readers whose browser runs no script: the form, and the button that erases a message."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic.json_schema import SkipJsonSchema

from app.api.bodies import read_body
from app.api.correspondence import (
    COMMON,
    PAGE,
    STORED,
    Addressee,
    MessageId,
    erase_message,
    form_action,
    subject_of,
)
from app.api.current import ActiveSnapshot
from app.api.feedback_pages import erased_page, form_page, problem_page
from app.api.media import wants_page
from app.api.posting import FORM, fields_of
from app.api.problems import (
    BodyTooLarge,
    FeedbackNotFound,
    InvalidBody,
    Problem,
    UnsupportedMediaType,
    Words,
    Wrong,
    documented,
)
from app.feedback.values import Kind

router = APIRouter(tags=["Feedback"])


@router.get(
    "/feedback-form",
    operation_id="getFeedbackForm",
    response_class=Response,
    responses={200: {"content": PAGE}, **documented(*COMMON)},
)
async def get_form(
    snapshot: ActiveSnapshot,
    reader: Addressee,
    entry: Annotated[
        str | SkipJsonSchema[None], Query(description="Id of the entry it will be about.", max_length=200)
    ] = None,
    kind: Annotated[Kind | SkipJsonSchema[None], Query(description="What is chosen at first.")] = None,
) -> Response:
    """A page with the form, which works without JavaScript; link to it, or make a form of your own."""
    about = subject_of(snapshot, entry, reader)
    card = snapshot.cards.get(entry or "")
    lang = snapshot.served(card, reader)[1].lang if card else reader.lang
    fields = {"entry": about.entry if about else "", "lang": lang, "kind": kind.value if kind else ""}
    return form_page(snapshot.locales[reader.lang], form_action(snapshot, reader), subject=about, fields=fields)


@router.post(
    "/feedback/{message_id}/erase",
    operation_id="eraseFeedbackByForm",
    response_class=Response,
    responses={
        200: {"content": PAGE},
        **documented(*STORED, FeedbackNotFound, BodyTooLarge, UnsupportedMediaType, InvalidBody),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                FORM: {
                    "schema": {
                        "type": "object",
                        "properties": {"receipt": {"type": "string"}},
                        "required": ["receipt"],
                        "additionalProperties": False,
                    }
                }
            },
        }
    },
)
async def erase_by_form(
    request: Request, message_id: MessageId, snapshot: ActiveSnapshot, reader: Addressee
) -> Response:
    """The same for a form, which can only post: what the button on the message's page does."""
    locale = snapshot.locales[reader.lang]
    try:
        fields = fields_of(request, await read_body(request)) or {}
        unknown = next((name for name in fields if name != "receipt"), None)
        if unknown is not None:
            words = Words("There is no field “%(name)s” here.", name=unknown[:100])
            raise InvalidBody(words, errors=(Wrong(words, pointer=f"/{unknown[:100]}"),))
        await erase_message(request, message_id, fields.get("receipt", ""))
    except Problem as problem:
        if not wants_page(request):
            raise
        return problem_page(locale, problem)
    return erased_page(locale)
