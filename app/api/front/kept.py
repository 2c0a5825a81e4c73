"""Complete answers: what is sent, down to the bytes, so that sending one again costs nothing but the sending."""

from http import HTTPStatus
from typing import Final

from app.api.codings import CODINGS, is_compressible, preferred
from app.api.conditions import is_unchanged, is_unchanged_since
from app.api.front import requests
from app.api.front.about import About

Headers = dict[str, str]

_EXPOSED: Final = (
    "Content-Language, Content-Location, ETag, Idempotency-Replayed, Link, Location, RateLimit, RateLimit-Policy, "
    "Retry-After, Server-Timing, WWW-Authenticate, X-Request-Id"
)
_NO_BODY: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
_OF_THE_BODY: Final = frozenset({"content-type", "content-length", "content-encoding"})
# What a kept answer takes beside its body, in bytes; measured over the answers of the API.
_OVERHEAD: Final = 3000


class Answer:
    """One answer in one content coding; its headers lack only the request's id and its timing."""

    __slots__ = ("_headers", "_lines", "_unchanged", "_validated", "about", "body", "etag", "modified", "status", "tag")

    def __init__(self, status: int, headers: Headers, body: bytes, about: About) -> None:
        self.about = about
        self.status = status
        self.body = body
        self.etag = headers.get("etag")
        self.modified = headers.get("last-modified")
        headers.pop("content-length", None)
        if status not in _NO_BODY:
            headers["content-length"] = str(len(body))
        self._headers = headers
        # Sent back by most clients as it is.
        self.tag = None if self.etag is None else self.etag.encode("latin-1")
        self._lines: bytes | None = None
        # Made into a 304 only once somebody has this answer.
        self._validated = headers if status == HTTPStatus.OK and (self.etag or self.modified) else None
        self._unchanged: Answer | None = None

    def under(self, given: requests.Given) -> "Answer":
        """This answer, or its 304 if the client has it already (RFC 9110 §13.2.2)."""
        if self._validated is None:
            return self
        tags = given.get(requests.TAGS)
        if tags is not None:
            has_it = self.etag is not None and (tags == self.tag or is_unchanged(tags.decode("latin-1"), self.etag))
        else:
            since = given.get(requests.SINCE)
            has_it = since is not None and is_unchanged_since(since.decode("latin-1"), self.modified)
        return self._not_modified(self._validated) if has_it else self

    def _not_modified(self, headers: Headers) -> "Answer":
        """The 304 that stands for this answer."""
        if self._unchanged is None:
            kept = {name: value for name, value in headers.items() if name not in _OF_THE_BODY}
            self._unchanged = Answer(HTTPStatus.NOT_MODIFIED, kept, b"", self.about)
        return self._unchanged

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        """The headers as ASGI has them."""
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self._headers.items()]

    @property
    def lines(self) -> bytes:
        """The headers as they stand on the wire; raises ValueError for one that would not stay one line."""
        if self._lines is None:
            headers = self._headers
            lines = "".join([f"{name}: {value}\r\n" for name, value in headers.items()]).encode("latin-1")
            # A server that was given the headers would look, too (RFC 9110 §5.5).
            if not lines.count(b"\n") == lines.count(b"\r") == len(headers) or b"\0" in lines:
                raise ValueError("A header has a line break in it.")
            self._lines = lines
        return self._lines


class Variant:
    """What everybody who reads in one way gets at an address, in each coding that was asked for so far."""

    __slots__ = ("_answers", "_body", "about", "headers", "is_compressible", "size", "status")

    def __init__(self, status: int, headers: Headers, body: bytes, about: About) -> None:
        self.status, self.headers, self._body, self.about = status, headers, body, about
        self._answers: dict[str | None, Answer] = {}
        self.is_compressible = "content-encoding" not in headers and is_compressible(
            headers.get("content-type", ""), len(body)
        )
        if self.is_compressible:
            add_vary(headers, "Accept-Encoding")
        # Of everything kept here, in bytes.
        self.size = len(body) + _OVERHEAD

    def answer(self, accept_encoding: bytes | None) -> Answer:
        """The answer in the coding that suits a client who sent *accept_encoding*."""
        coding = preferred(accept_encoding.decode("latin-1")) if accept_encoding and self.is_compressible else None
        found = self._answers.get(coding)
        if found is None:
            found = self._answers[coding] = self._encoded(coding)
        return found

    def _encoded(self, coding: str | None) -> Answer:
        headers, body = dict(self.headers), self._body
        if coding:
            headers["content-encoding"] = coding
            body = CODINGS[coding](body)
            self.size += len(body) + _OVERHEAD
        return Answer(self.status, headers, body, self.about)


def complete(headers: Headers, noted: Headers) -> None:
    """Put on *headers* what was *noted* along the way, and what every answer has."""
    for name, value in noted.items():
        if name == "vary":
            add_vary(headers, value)
        else:
            headers.setdefault(name, value)
    headers["access-control-allow-origin"] = "*"
    headers["access-control-expose-headers"] = _EXPOSED
    headers["x-content-type-options"] = "nosniff"
    headers.setdefault("referrer-policy", "no-referrer")
    # Whatever is no page of ours: shown by itself it may load nothing, and nobody may frame it.
    headers.setdefault("content-security-policy", "default-src 'none'; frame-ancestors 'none'")


def add_vary(headers: Headers, name: str) -> None:
    """Add *name* to `Vary`, unless it is there."""
    present = headers.get("vary", "")
    if name.lower() not in present.lower():
        headers["vary"] = f"{present}, {name}" if present else name
