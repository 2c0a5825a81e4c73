"""Reads a message that a reader posts, as JSON or as a form, and finds what it is about."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from app.api.misfits import problem_of
from app.api.outputs.feedback import FeedbackIn
from app.api.problems import InvalidBody, UnsupportedMediaType, Words, Wrong
from app.catalogue.snapshot import Snapshot
from app.feedback.values import Hold, Submission

# Nobody reads a form, thinks and writes in less.
FASTEST: Final = timedelta(seconds=3)
_MOST_FIELDS: Final = 20
_JSON: Final = re.compile(r"application/(?:[\w.-]+\+)?json")
FORM: Final = "application/x-www-form-urlencoded"


def fields_of(request: Request, body: bytes) -> Mapping[str, str] | None:
    """The fields of a form, None for JSON; raises UnsupportedMediaType or InvalidBody."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    coding = request.headers.get("content-encoding", "identity").lower()
    if coding != "identity" or not (media_type == FORM or _JSON.fullmatch(media_type)):
        raise UnsupportedMediaType(
            Words("Send application/json or application/x-www-form-urlencoded, uncompressed."),
            headers={"accept-post": f"application/json, {FORM}"},
        )
    if media_type != FORM:
        return None
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict", separator="&"
        )
    except ValueError:
        raise InvalidBody(Words("The body is not a form in UTF-8.")) from None
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            words = Words("The parameter “%(name)s” may be given only once.", name=name[:100])
            raise InvalidBody(words, errors=(Wrong(words, pointer=f"/{name[:100]}"),))
        fields[name] = value
    return fields


def read_message(body: bytes, fields: Mapping[str, str] | None) -> FeedbackIn:
    """The message in *body*, or in the *fields* of a form; raises InvalidBody."""
    try:
        if fields is None:
            return FeedbackIn.model_validate_json(body)
        # A form sends what was left empty.
        return FeedbackIn.model_validate({name: value for name, value in fields.items() if value or name == "message"})
    except ValidationError as error:
        raise problem_of(RequestValidationError(_in_body(error))) from None


def submission_of(snapshot: Snapshot, given: FeedbackIn, lang: str, now: datetime) -> Submission:
    """What the message is about in *snapshot*, where *lang* is the reader's language; raises InvalidBody."""
    return Submission(
        kind=given.kind,
        entry=_entry(snapshot, given.entry),
        lang=_language(snapshot, given.lang) or lang,
        release=snapshot.release,
        message=given.message,
        email=given.email,
        holds=_holds(given, now.astimezone(UTC)),
    )


def _in_body(error: ValidationError) -> list[Any]:
    return [{**detail, "loc": ("body", *detail["loc"])} for detail in error.errors()]


def _entry(snapshot: Snapshot, given: str | None) -> str | None:
    """The entry that is meant, by its present id; one that has been withdrawn may still be asked about."""
    if given is None or given in snapshot.cards:
        return given
    move = snapshot.moved(given)
    if move is None:
        words = Words("There is no entry “%(id)s”.", id=given)
        raise InvalidBody(words, errors=(Wrong(words, pointer="/entry"),))
    return move.to or given


def _language(snapshot: Snapshot, given: str | None) -> str | None:
    if given is None:
        return None
    choice = snapshot.negotiator.choose(given)
    if choice is None:
        words = Words(
            "“%(value)s” is not a language of this catalogue. It has: %(languages)s.",
            value=given,
            languages=", ".join(snapshot.locales),
        )
        raise InvalidBody(words, errors=(Wrong(words, pointer="/lang"),), available=tuple(snapshot.locales))
    return choice.lang


def _holds(given: FeedbackIn, now: datetime) -> frozenset[Hold]:
    holds = set()
    if given.website:
        holds.add(Hold.HONEYPOT)
    if given.opened_at is not None and now - given.opened_at < FASTEST:
        holds.add(Hold.TOO_FAST)
    return frozenset(holds)
