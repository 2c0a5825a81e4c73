"""From an archive to a release: unpack, check, publish; whatever goes wrong is an outcome with words for its sender."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Engine

from app.content.archive import ArchiveError, read_archive
from app.content.layout import MOVED
from app.content.problems import Problem, errors
from app.content.reader import read
from app.content.rendering import render_all
from app.domain.library import Library
from app.releases.orders import Broken, Failed, Made, Moved, Order, Outcome, Refused, Trouble
from app.store.errors import BusyError, IdsVanishedError, ReleaseMovedError, StoreError, UnwritableError
from app.store.publish import Clock, known_ids, publish, rehearse
from app.store.values import Published

# The most problems that are told at once; who has more begins with these.
MOST_PROBLEMS: Final = 500


def receive(engine: Engine, order: Order, archive: bytes, *, clock: Clock) -> Outcome:
    """Publish the content tree in *archive* as *order* says, or tell why not."""
    try:
        tree = read_archive(archive, order.media_type, order.bounds)
        reading = read(tree, known_ids=known_ids(engine))
        if reading.library is None:
            return _broken(reading.problems)
        published = _publish(engine, order, reading.library, clock)
    except ArchiveError as error:
        return Refused(message=error.message, member=error.member)
    except ReleaseMovedError as error:
        return Moved(active=error.active)
    except IdsVanishedError as error:
        # They were published while this tree was being read.
        return _broken(
            Problem(path=MOVED, message=f"published id {one} is gone without a word", cure="Say what became of it.")
            for one in error.ids
        )
    except StoreError as error:
        return Failed(why=_trouble(error), message=str(error))
    return Made(published=published, warnings=reading.problems[:MOST_PROBLEMS])


def _publish(engine: Engine, order: Order, library: Library, clock: Clock) -> Published:
    if order.is_rehearsal:
        return rehearse(engine, library, after=order.after)
    return publish(
        engine, library, message=order.message, clock=clock, render=render_all, actor=order.actor, after=order.after
    )


def _broken(problems: Iterable[Problem]) -> Broken:
    told = tuple(problems)
    wrong = sum(1 for _ in errors(told))
    return Broken(problems=told[:MOST_PROBLEMS], errors=wrong, warnings=len(told) - wrong)


def _trouble(error: StoreError) -> Trouble:
    if isinstance(error, UnwritableError):
        return Trouble.UNWRITABLE
    return Trouble.BUSY if isinstance(error, BusyError) else Trouble.AWAY
