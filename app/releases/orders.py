"""What is asked of the process that publishes, and what it says came of it."""

from enum import StrEnum

from msgspec import Struct

from app.content.archive import Bounds
from app.content.problems import Problem
from app.store.values import Published


class Order(Struct, frozen=True, kw_only=True):
    """How to publish the archive that follows."""

    media_type: str
    message: str
    # For the audit log.
    actor: str
    # The releases on which alone the new one may follow; None: on any.
    after: tuple[int, ...] | None
    # Only tell what would come of it.
    is_rehearsal: bool
    bounds: Bounds


class Made(Struct, frozen=True, kw_only=True, tag=True):
    """It is a release now, or was one already, or would be one."""

    published: Published
    warnings: tuple[Problem, ...]


class Refused(Struct, frozen=True, kw_only=True, tag=True):
    """It is no archive that is read; `member` is the path in it that is to blame, if one is."""

    message: str
    member: str | None


class Broken(Struct, frozen=True, kw_only=True, tag=True):
    """The tree has errors; `problems` are the first of all, warnings included."""

    problems: tuple[Problem, ...]
    errors: int
    warnings: int


class Moved(Struct, frozen=True, kw_only=True, tag=True):
    """The release that is served is none of those counted on; `active` is its number, None for none at all."""

    active: int | None


class Trouble(StrEnum):
    """What keeps a database from being used."""

    AWAY = "away"
    # In use by somebody else for too long.
    BUSY = "busy"
    UNWRITABLE = "unwritable"


class Failed(Struct, frozen=True, kw_only=True, tag=True):
    """The database could not be used."""

    why: Trouble
    message: str


Outcome = Made | Refused | Broken | Moved | Failed
