"""What stands between an order and a release: a place to work, a body to read, and the problems that come instead.

Problem
├── StagedBehind 409
├── StagedFull 409
├── ReleaseMoved 412
├── InvalidArchive 422
└── InvalidContent 422
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import ExitStack
from typing import Any, Final

from fastapi import Request, Response
from pydantic import BaseModel

from app import store
from app.api.bodies import read_body
from app.api.database import database_of
from app.api.ordering import BOUNDS
from app.api.outputs.progress import ProgressOut
from app.api.outputs.releases import PublicationOut
from app.api.problems import (
    Busy,
    FilePlace,
    Problem,
    ReleaseNotFound,
    Words,
    Wrong,
    busy,
    unreachable,
    unwritable,
)
from app.api.progress import Listener, answered, lined
from app.content.problems import Problem as Mistake
from app.languages.messages import N_
from app.releases.desk import Desk, FullError
from app.releases.orders import (
    Broken,
    Failed,
    Full,
    Gone,
    Kept,
    Made,
    Moved,
    Order,
    Outcome,
    Refused,
    StagedOrder,
    Step,
    Trouble,
)

_TROUBLES: Final[Mapping[Trouble, Callable[[], Problem]]] = {
    Trouble.AWAY: unreachable,
    Trouble.BUSY: busy,
    Trouble.UNWRITABLE: unwritable,
}


class ReleaseMoved(Problem):
    """Another release is active than the one that the caller counted on."""

    status, code, title = 412, "release-moved", N_("Not possible as it stands")
    about = (
        "`If-Match` names another release than the active one: somebody has published meanwhile. Nothing was done. "
        "`GET /v1/admin/releases/{number}/changes` tells what they changed."
    )


class StagedBehind(Problem):
    """Something has been published since it was staged."""

    status, code, title = 409, "staged-behind", N_("Not possible as it stands")
    about = (
        "The release that is active is not the one that was when this was staged, so publishing it might undo what has "
        "been published since. `GET /v1/admin/staged-releases/{name}/changes` compares it with the active one; if that "
        "is what you want, publish with the active one's `ETag` as `If-Match`."
    )


class StagedFull(Problem):
    """As many releases are staged as may be."""

    status, code, title = 409, "staged-full", N_("Not possible as it stands")
    about = "As many releases are staged as the server keeps. Publish or discard some, or wait until some expire."


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


_HEADERS: Final = {
    "ETag": {"description": "Names the release; send it as `If-Match`.", "schema": {"type": "string"}},
    "Location": {"description": "The release.", "schema": {"type": "string"}},
}
# What an endpoint says in OpenAPI of what it answers once a release came of it.
MADE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "model": PublicationOut,
        "description": "Nothing was written: a dry run, or the active release says exactly this already.",
        "headers": {"ETag": _HEADERS["ETag"]},
    },
    201: {"description": "The new release, which is active now.", "headers": _HEADERS},
}
# The same of an answer that tells its progress to whoever wants it.
MADE_IN_STEPS: Final = MADE | {
    200: MADE[200]
    | {
        "description": f"{MADE[200]['description']} With lines, whatever comes of it.",
        "content": lined(PublicationOut),
    }
}
# Seconds after which somebody who finds others publishing may try again.
_PATIENCE: Final = 10


async def delivered(
    request: Request, order: Order | StagedOrder, conclude: Callable[[Outcome], Awaitable[BaseModel]]
) -> BaseModel | Response:
    """What *conclude* makes of that which came of *order*, with the archive that the request brings if it is about one.

    Raises Busy.
    """
    desk: Desk = request.app.state.desk
    with ExitStack() as held:
        try:
            held.enter_context(desk.place())
        except FullError:
            words = Words("Others are publishing. Try again in %(seconds)s seconds.", seconds=_PATIENCE)
            raise Busy(words, headers={"retry-after": str(_PATIENCE)}) from None
        archive = b""
        if isinstance(order, Order):
            archive = await read_body(request, BOUNDS.packed)
            await _require(request, order.after)

        async def work(listener: Listener) -> BaseModel:
            async def tell(step: Step) -> None:
                await listener(ProgressOut(phase=step.phase.value, done=step.done, total=step.total))

            return await conclude(await desk.publish(order, archive, tell))

        return await answered(request, work, held)


async def _require(request: Request, after: tuple[int, ...] | None) -> None:
    """See before the work begins whether it can be in vain; the work itself makes sure. Raises ReleaseMoved."""
    if after is not None:
        active = await database_of(request).read(store.history.active_release)
        number = None if active is None else active.number
        if number not in after:
            raise moved(number)


def made(outcome: Outcome) -> Made:
    """*outcome* if a release came of it; raises the problem that came instead."""
    if isinstance(outcome, Made):
        return outcome
    raise _problem(outcome)


def kept(outcome: Outcome) -> Kept:
    """*outcome* if it was staged; raises the problem that came instead."""
    if isinstance(outcome, Kept):
        return outcome
    raise _problem(outcome)


def not_staged(name: str) -> ReleaseNotFound:
    """The problem that there is no staged release called *name*."""
    return ReleaseNotFound(Words("There is no staged release “%(name)s”.", name=name))


def _problem(outcome: Outcome) -> Problem:
    match outcome:
        case Gone(name=name):
            return not_staged(name)
        case Full(most=most):
            words = Words("%(most)s releases are staged, and no more may be. Publish or discard some.", most=most)
            return StagedFull(words)
        case Refused(message=message, member=member):
            pointed = f"{member}: {message}" if member else message
            return InvalidArchive(
                Words("The archive is refused: %(reason)s", reason=pointed), errors=(Wrong(_as_it_is(pointed)),)
            )
        case Broken():
            words = Words("The content has errors: %(count)s. Nothing was published.", count=outcome.errors)
            return InvalidContent(words, errors=tuple(map(_wrong, outcome.problems)))
        case Moved(active=active):
            return moved(active)
        case Failed(why=why):
            return _TROUBLES[why]()
        case _:
            raise AssertionError(outcome)


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
