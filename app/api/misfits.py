"""What does not fit its schema, in our words: pydantic's errors as problems."""

from collections.abc import Mapping
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails

from app.api.problems import NO_PAGE, InvalidBody, InvalidParameter, NotFound, Problem, Words, Wrong


def problem_of(error: RequestValidationError) -> Problem:
    """What is wrong with a request, as a problem."""
    # A parameter that may be left out is a union with None, and nobody is told to write that.
    details = [detail for detail in error.errors() if detail["type"] != "none_required"]
    places = {str(detail["loc"][0]) for detail in details}
    wrongs = tuple(_wrong(detail) for detail in details)
    if "path" in places:
        return NotFound(NO_PAGE, errors=wrongs)
    if "body" in places:
        return InvalidBody(wrongs[0].words, errors=wrongs)
    return InvalidParameter(wrongs[0].words, errors=wrongs)


def _wrong(detail: ErrorDetails | Mapping[str, Any]) -> Wrong:
    place, *where = detail["loc"]
    words = _WORDS.get(detail["type"], _as_it_is)(detail)
    if place == "body":
        return Wrong(words, pointer="".join(f"/{_escaped(step)}" for step in where))
    return Wrong(words, parameter=str(where[0]) if where else None)


def _as_it_is(detail: Mapping[str, Any]) -> Words:
    # Pydantic's own sentence, in English: no catalogue has it, so it passes through.
    return Words("%(sentence)s", sentence=detail["msg"])


def _not_one_of(detail: Mapping[str, Any]) -> Words:
    allowed = detail["ctx"]["expected"].replace(" or ", ", ").replace("'", "")
    return Words("“%(value)s” is not one of: %(allowed)s.", value=_shown(detail), allowed=allowed)


def _not_a_number(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is not a whole number.", value=_shown(detail))


def _too_small(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is less than %(low)s.", value=_shown(detail), low=detail["ctx"]["ge"])


def _too_large(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is more than %(high)s.", value=_shown(detail), high=detail["ctx"]["le"])


def _not_a_boolean(detail: Mapping[str, Any]) -> Words:
    return Words("“%(value)s” is not one of: %(allowed)s.", value=_shown(detail), allowed="true, false")


def _not_a_time(_detail: Mapping[str, Any]) -> Words:
    return Words("Give the date and time as in 2026-01-31T12:00:00Z.")


def _too_long(detail: Mapping[str, Any]) -> Words:
    return Words("This is longer than %(limit)s characters.", limit=detail["ctx"]["max_length"])


def _too_short(detail: Mapping[str, Any]) -> Words:
    if not detail["input"]:
        return _missing(detail)
    return Words("This is shorter than %(limit)s characters.", limit=detail["ctx"]["min_length"])


def _malformed(detail: Mapping[str, Any]) -> Words:
    if not detail["input"].strip():
        return _missing(detail)
    return Words("This does not have the form that it must have.")


def _not_text(_detail: Mapping[str, Any]) -> Words:
    return Words("This must be text in quotation marks.")


def _not_an_object(_detail: Mapping[str, Any]) -> Words:
    return Words("The body must be a JSON object.")


def _missing(_detail: Mapping[str, Any]) -> Words:
    return Words("This is missing.")


def _unknown_member(detail: Mapping[str, Any]) -> Words:
    return Words("There is no field “%(name)s” here.", name=str(detail["loc"][-1])[:100])


def _not_json(_detail: Mapping[str, Any]) -> Words:
    return Words("The body is not valid JSON.")


# Pydantic's type of error -> our words.
_WORDS = {
    "enum": _not_one_of,
    "literal_error": _not_one_of,
    "int_type": _not_a_number,
    "int_parsing": _not_a_number,
    "int_parsing_size": _not_a_number,
    "int_from_float": _not_a_number,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "bool_parsing": _not_a_boolean,
    "datetime_from_date_parsing": _not_a_time,
    "datetime_type": _not_a_time,
    "datetime_parsing": _not_a_time,
    "datetime_object_invalid": _not_a_time,
    "timezone_aware": _not_a_time,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "string_pattern_mismatch": _malformed,
    "string_type": _not_text,
    "model_type": _not_an_object,
    "model_attributes_type": _not_an_object,
    "missing": _missing,
    "too_short": _missing,
    "extra_forbidden": _unknown_member,
    "json_invalid": _not_json,
    # So it calls a string that may be left out.
    "too_long": _too_long,
}


def _shown(detail: Mapping[str, Any]) -> str:
    return str(detail["input"])[:100]


def _escaped(step: object) -> str:
    return str(step).replace("~", "~0").replace("/", "~1")
