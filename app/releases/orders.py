"""What is asked of the process that publishes, and what it says on the way and in the end."""

from enum import StrEnum

from msgspec import Struct

from app.content.bounds import Bounds
from app.content.problems import Problem
from app.store.values import Published, Staging


class Order(Struct, frozen=True, kw_only=True, tag=True):
    """What to do with the archive that follows: publish it, or keep it for a while."""

    media_type: str
    message: str
    # For the audit log.
    actor: str
    # The releases on which alone the new one may follow; None: on any.
    after: tuple[int, ...] | None
    # Only tell what would come of it.
    is_rehearsal: bool
    bounds: Bounds
    # Keep it staged for so many days instead of publishing it.
    staged_days: int | None = None


class StagedOrder(Struct, frozen=True, kw_only=True, tag=True):
    """To publish what is staged under a name."""

    name: str
    # Instead of the one it was staged with, if it is not empty.
    message: str
    actor: str
    # The releases on which alone it may follow; None: on the one it was staged on, or with `is_anywhere` on any.
    after: tuple[int, ...] | None
    is_anywhere: bool


class Made(Struct, frozen=True, kw_only=True, tag=True):
    """It is a release now, or was one already, or would be one."""

    published: Published
    warnings: tuple[Problem, ...]


class Kept(Struct, frozen=True, kw_only=True, tag=True):
    """It is staged, or need not be."""

    staging: Staging
    warnings: tuple[Problem, ...]


class Gone(Struct, frozen=True, kw_only=True, tag=True):
    """Nothing is staged under that name, or no longer."""

    name: str


class Full(Struct, frozen=True, kw_only=True, tag=True):
    """So many releases are staged, and no more may be."""

    most: int


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


class Phase(StrEnum):
    """What is being done, in the order in which it is."""

    # Others publish.
    WAITING = "waiting"
    UNPACKING = "unpacking"
    # Files.
    READING = "reading"
    # Rules for the whole tree.
    CHECKING = "checking"
    # Texts that are rendered and rows that are written.
    WRITING = "writing"


class Step(Struct, frozen=True, kw_only=True, tag=True):
    """How far it has come: so many of `total`, None where that is not known (yet)."""

    phase: Phase
    done: int
    total: int | None


Outcome = Made | Kept | Gone | Full | Refused | Broken | Moved | Failed
# A line of what the process says: steps first, the outcome last.
Said = Step | Outcome
