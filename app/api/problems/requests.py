"""Requests that cannot be read, or be answered as they stand."""

from app.api.problems.shape import Problem
from app.languages.messages import N_


class BadRequest(Problem):
    """The query cannot be answered as it stands."""

    status, code, title = 400, "bad-request", N_("Bad request")
    about = "The query or a header cannot be read. `errors` names what is wrong."


class UnknownParameter(BadRequest):
    """A query parameter that the endpoint does not have, or one given twice."""

    code, title = "unknown-parameter", N_("The query has a parameter that this endpoint does not have")
    about = (
        "A query parameter is misspelt, does not exist at this endpoint, or is given more than once. Nothing is "
        "ignored silently: a misspelt filter would otherwise return everything."
    )


class InvalidParameter(BadRequest):
    """A known parameter whose value cannot be used."""

    code, title = "invalid-parameter", N_("A parameter cannot be used")
    about = "The value of a query parameter is not one this endpoint can work with. `errors` says which one and why."


class InvalidCursor(BadRequest):
    """A cursor that is damaged or was made for another query."""

    code, title = "invalid-cursor", N_("The cursor cannot be used")
    about = "A cursor belongs to the query it came from. Follow `links.next`, or start again without `cursor`."


class MethodNotAllowed(Problem):
    """The resource has no such method."""

    status, code, title = 405, "method-not-allowed", N_("Method not allowed")
    about = "The header `Allow` lists what is possible at this address."


class BodyTooLarge(Problem):
    """The body is larger than the endpoint reads."""

    status, code, title = 413, "too-large", N_("Too large")
    about = "The body of the request is larger than this endpoint reads."


class ExportTooLarge(Problem):
    """A package for a learning platform would be larger than those take."""

    status, code, title = 413, "export-too-large", N_("Too large")
    about = "A package holds at most 500 entries and 25 MB. Choose a smaller part by `series`, `kind` or `id`."


class RequestTimeout(Problem):
    """The request comes too slowly, or never."""

    status, code, title = 408, "request-timeout", N_("The request cannot be processed")
    about = "The head of a request must come within 20 seconds, and a body at 512 bytes a second or faster."


class HeadTooLarge(Problem):
    """The request line with its headers is longer than any client means."""

    status, code, title = 431, "head-too-large", N_("Too large")
    about = "The request line and the headers together are longer than 64 KiB."


class UriTooLong(Problem):
    """The request target is longer than any this API can mean."""

    status, code, title = 414, "uri-too-long", N_("Too large")
    about = "The address with its query is longer than 8 KiB."


class UnsupportedMediaType(Problem):
    """A body of a kind that the endpoint does not read."""

    status, code, title = 415, "unsupported-media-type", N_("The request cannot be processed")
    about = (
        "The body is compressed, or of a media type that the endpoint does not read: messages are `application/json` "
        "or `application/x-www-form-urlencoded`, content trees are `application/gzip` or `application/zip`."
    )


class RangeNotSatisfiable(Problem):
    """A part of a file that lies outside it (RFC 9110, section 15.5.17)."""

    status, code, title = 416, "range-not-satisfiable", N_("The request cannot be processed")
    about = "`Range` asks for bytes that the file does not have. `Content-Range` tells how many it has."


class InvalidBody(Problem):
    """The body is not what the endpoint takes."""

    status, code, title = 422, "invalid-body", N_("The request cannot be processed")
    about = "The body does not fit the endpoint's schema. `errors` points to what is wrong (JSON Pointer)."


class KeyReused(Problem):
    """One `Idempotency-Key` with two different bodies."""

    status, code, title = 422, "idempotency-key-reused", N_("The request cannot be processed")
    about = (
        "The `Idempotency-Key` came with another message before. Repeat a request with the same body, and "
        "make a new key (a UUID) for a new message."
    )


class UrlMissing(Problem):
    """oEmbed without the address of what is to be embedded."""

    status, code, title = 422, "url-missing", N_("The request cannot be processed")
    about = "`/oembed` needs `url`, the address of a page below `/embed/` on this server."


class FormatNotImplemented(Problem):
    """oEmbed in a format that it does not have."""

    status, code, title = 501, "format-not-implemented", N_("The request cannot be processed")
    about = "`format` of `/oembed` is `json` or `xml`."


class Conflict(Problem):
    """What is asked for does not follow from how things stand."""

    status, code, title = 409, "conflict", N_("Not possible as it stands")
    about = "A closed message is answered or assigned only after it has been reopened."
