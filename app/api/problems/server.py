"""What the server cannot do, or not now."""

from typing import Final

from app.api.problems.shape import Problem, Words
from app.languages.messages import N_

# After how many seconds whoever met an occupied database may find it free.
_FREE_AGAIN: Final = 5


class InternalError(Problem):
    """A mistake of ours."""

    status, code, title = 500, "internal-error", N_("Something went wrong on the server")
    about = "A mistake on our side. It has been logged under the request id in the answer."


class NotReady(Problem):
    """Nothing has been published yet."""

    status, code, title = 503, "not-ready", N_("Not ready")
    about = (
        "The server runs, but no release is loaded: `service-knowledge publish` makes one. Or the file it reads from "
        "has been damaged, and another one is being made."
    )


class Preparing(Problem):
    """Something that has to be made first, and takes longer than a request waits."""

    status, code, title = 503, "preparing", N_("Not ready")
    about = (
        "A former release that is not at hand, its search index or a file is being made, or too many others are. "
        "`Retry-After` says when to ask again. What the active release answers needs no preparation."
    )


class Unreachable(Problem):
    """The database is needed and does not answer."""

    status, code, title = 503, "database-unreachable", N_("Not ready")
    about = "The few requests that need the database cannot be answered while it is away. Reads go on without it."


class Busy(Problem):
    """Others have been using the database for too long."""

    status, code, title = 503, "busy", N_("Not ready")
    about = (
        "The database is there, but others have been writing to it, or using all the connections there are, for too "
        "long. Nothing was changed. Try again after as many seconds as `Retry-After` says, with the same "
        "`Idempotency-Key`."
    )


class Overloaded(Problem):
    """More is asked of the server than it can do."""

    status, code, title = 503, "overloaded", N_("Too busy")
    about = "The server has more to do than it can. `Retry-After` says when to ask again."


class DiskUnwritable(Problem):
    """The disk takes nothing."""

    status, code, title = 503, "disk-unwritable", N_("Not ready")
    about = (
        "The server's disk is full, may only be read, or fails. Nothing of the request was stored, and what has been "
        "acknowledged before is safe. Try again after as many seconds as `Retry-After` says, with the same "
        "`Idempotency-Key`. Reads go on, but for files that would have to be written first."
    )


class Interrupted(Problem):
    """Work that somebody ended before it was done."""

    status, code, title = 503, "interrupted", N_("Not ready")
    about = (
        "The process that did the work was ended from outside. Ask again after as many seconds as `Retry-After` says: "
        "a file is written anew, and content that was published all the same does not become a second release."
    )


def busy() -> Problem:
    """The problem of whoever waited in vain for others who use the database."""
    words = Words(
        "The database is occupied by others at the moment. Nothing was changed; try again in %(seconds)s seconds.",
        seconds=_FREE_AGAIN,
    )
    return Busy(words, headers={"retry-after": str(_FREE_AGAIN)})


def unreachable() -> Problem:
    """The problem of whoever needs the database while it is away."""
    words = Words("The database cannot be reached at the moment. Try again later.")
    return Unreachable(words, headers={"retry-after": "5"})


def unwritable() -> Problem:
    """The problem of whoever wants something stored that the disk does not take."""
    words = Words("The server cannot write to its disk at the moment, and nothing was stored. Try again later.")
    return DiskUnwritable(words, headers={"retry-after": "30"})


def interrupted() -> Problem:
    """The problem of whoever waited for a process that was ended."""
    return Interrupted(Words("The work was interrupted before it was done. Try again."), headers={"retry-after": "1"})
