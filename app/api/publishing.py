"""What stands between somebody with a content tree and a release: conditions, bodies, and the problems of both.

Problem
├── ReleaseMoved 412
├── InvalidArchive 422
└── InvalidContent 422
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Final

from fastapi import Header, Request
from pydantic.json_schema import SkipJsonSchema

from app.api.parameters import invalid
from app.api.problems import (
    FilePlace,
    Problem,
    UnsupportedMediaType,
    Words,
    Wrong,
    busy,
    unreachable,
    unwritable,
)
from app.content.archive import MEDIA_TYPES
from app.content.problems import Problem as Mistake
from app.languages.messages import N_
from app.releases.orders import Broken, Failed, Made, Moved, Outcome, Refused, Trouble

IfMatch = Annotated[
    str | SkipJsonSchema[None],
    Header(
        description="Only if this release is the active one: its `ETag` here or that of any read.",
        examples=['"12"'],
        max_length=1024,
    ),
]
# The tag of a release, of an answer from it (`W/"12-…"`), or its bare number.
_TROUBLES: Final[Mapping[Trouble, Callable[[], Problem]]] = {
    Trouble.AWAY: unreachable,
    Trouble.BUSY: busy,
    Trouble.UNWRITABLE: unwritable,
}
_TAG: Final = re.compile(r'\s*(?:(?:W/)?"([0-9]{1,9})(?:-[\x21\x23-\x7e]*)?"|([0-9]{1,9}))\s*')


class ReleaseMoved(Problem):
    """Another release is active than the one that the caller counted on."""

    status, code, title = 412, "release-moved", N_("Not possible as it stands")
    about = (
        "`If-Match` names another release than the active one: somebody has published meanwhile. Nothing was done. "
        "`GET /v1/admin/releases/{number}/changes` tells what they changed."
    )


class InvalidArchive(Problem):
    """A body that is no archive of plain files."""

    status, code, title = 422, "invalid-archive", N_("The request cannot be processed")
    about = (
        "The body must be a tar.gz or a zip of one content tree: files with plain relative paths in UTF-8, each once, "
        "no links. `errors` names the member that is refused."
    )


class InvalidContent(Problem):
    """A content tree with errors."""

    status, code, title = 422, "invalid-content", N_("The request cannot be processed")
    about = (
        "The content tree has errors, and nothing was published. `errors` lists the first 500 problems, each with its "
        "file, its line and what to write instead; `service-knowledge check` finds the same ones without a server."
    )


def releases_of(if_match: str | None) -> tuple[int, ...] | None:
    """The releases that an `If-Match` names, None without one; raises InvalidParameter."""
    if if_match is None:
        return None
    found = [_TAG.fullmatch(tag) for tag in if_match.split(",")]
    if None in found:
        words = Words("“%(value)s” does not name a release. Send its ETag.", value=if_match[:100])
        raise invalid("if-match", words)
    return tuple(int(match[1] or match[2]) for match in found if match)


def media_type_of(request: Request) -> str:
    """What kind of archive the request brings; raises UnsupportedMediaType."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES or "content-encoding" in request.headers:
        raise UnsupportedMediaType(
            Words("Send the content tree as %(types)s, without Content-Encoding.", types=", ".join(MEDIA_TYPES))
        )
    return media_type


def made(outcome: Outcome) -> Made:
    """*outcome* if a release came of it; raises the problem that came instead."""
    match outcome:
        case Made():
            return outcome
        case Refused(message=message, member=member):
            pointed = f"{member}: {message}" if member else message
            raise InvalidArchive(
                Words("The archive is refused: %(reason)s", reason=pointed), errors=(Wrong(_as_it_is(pointed)),)
            )
        case Broken():
            words = Words("The content has errors: %(count)s. Nothing was published.", count=outcome.errors)
            raise InvalidContent(words, errors=tuple(map(_wrong, outcome.problems)))
        case Moved(active=active):
            raise moved(active)
        case Failed(why=why):
            problem = _TROUBLES[why]()
            raise problem


def moved(active: int | None) -> ReleaseMoved:
    """The problem of somebody who counted on another release than *active*."""
    if active is None:
        return ReleaseMoved(Words("No release has been published yet. Publish the content first."))
    return ReleaseMoved(Words("Release %(active)s is the active one.", active=active), headers={"etag": tag(active)})


def tag(number: int) -> str:
    """The entity tag of a release, which never changes."""
    return f'"{number}"'


def _wrong(mistake: Mistake) -> Wrong:
    place = FilePlace(path=mistake.path, line=mistake.line, severity=mistake.severity.value, cure=mistake.cure)
    return Wrong(_as_it_is(mistake.message), pointer=mistake.pointer, file=place)


def _as_it_is(sentence: str) -> Words:
    # Editors' messages are English, on the command line, too.
    return Words("%(sentence)s", sentence=sentence)
