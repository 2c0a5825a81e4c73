"""From an archive to a release: unpack, check, publish; whatever goes wrong is an outcome with words for its sender."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import Engine

from app.content.archive import ArchiveError, read_archive
from app.content.layout import MOVED
from app.content.problems import Problem, errors
from app.content.reader import read
from app.content.rendering import render_all
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
    Phase,
    Refused,
    StagedOrder,
    Trouble,
)
from app.releases.progress import CountedTree, Teller, counted_rules
from app.store.errors import (
    BusyError,
    IdsVanishedError,
    NoSuchStagedReleaseError,
    ReleaseMovedError,
    StagedFullError,
    StoreError,
    UnwritableError,
)
from app.store.publish import Clock, known_ids, publish, rehearse
from app.store.staged import discard, load_staged, stage

# The most problems that are told at once; who has more begins with these.
MOST_PROBLEMS: Final = 500


def receive(engine: Engine, order: Order, archive: bytes, *, clock: Clock, teller: Teller) -> Outcome:
    """Publish the content tree in *archive* as *order* says, or tell why not."""
    try:
        teller.begin(Phase.UNPACKING)
        tree = read_archive(archive, order.media_type, order.bounds)
        teller.begin(Phase.READING)
        reading = read(CountedTree(tree, teller), known_ids=known_ids(engine), rules=counted_rules(teller))
        if reading.library is None:
            return _broken(reading.problems)
        warnings = reading.problems[:MOST_PROBLEMS]
        if order.is_rehearsal:
            return Made(published=rehearse(engine, reading.library, after=order.after), warnings=warnings)
        teller.begin(Phase.WRITING)
        if order.staged_days is not None:
            lives = timedelta(days=order.staged_days)
            staging = stage(
                engine,
                reading.library,
                message=order.message,
                clock=clock,
                actor=order.actor,
                lives=lives,
                after=order.after,
            )
            return Kept(staging=staging, warnings=warnings)
        published = publish(
            engine,
            reading.library,
            message=order.message,
            clock=clock,
            render=render_all,
            progress=teller.count,
            actor=order.actor,
            after=order.after,
        )
        return Made(published=published, warnings=warnings)
    except ArchiveError as error:
        return Refused(message=error.message, member=error.member)
    except StoreError as error:
        return _failure(error)


def publish_staged(engine: Engine, order: StagedOrder, *, clock: Clock, teller: Teller) -> Outcome:
    """Publish what is staged as *order* says, and keep it staged no longer; or tell why not."""
    try:
        teller.begin(Phase.WRITING)
        staged, library = load_staged(engine, order.name, clock())
        after = None if order.is_anywhere else (staged.base,) if order.after is None else order.after
        published = publish(
            engine,
            library,
            message=order.message or staged.message,
            clock=clock,
            render=render_all,
            progress=teller.count,
            actor=order.actor,
            after=after,
        )
        # Whoever is killed between the two leaves it staged; published again, it is no second release.
        discard(engine, order.name, now=clock(), actor=order.actor, published=published.number)
    except StoreError as error:
        return _failure(error)
    return Made(published=published, warnings=())


def _failure(error: StoreError) -> Outcome:
    match error:
        case ReleaseMovedError():
            return Moved(active=error.active)
        case IdsVanishedError():
            # They were published while this tree was being read, or while it was staged.
            return _broken(
                Problem(path=MOVED, message=f"published id {one} is gone without a word", cure="Say what became of it.")
                for one in error.ids
            )
        case NoSuchStagedReleaseError():
            return Gone(name=error.name)
        case StagedFullError():
            return Full(most=error.most)
        case _:
            return Failed(why=_trouble(error), message=str(error))


def _broken(problems: Iterable[Problem]) -> Broken:
    told = tuple(problems)
    wrong = sum(1 for _ in errors(told))
    return Broken(problems=told[:MOST_PROBLEMS], errors=wrong, warnings=len(told) - wrong)


def _trouble(error: StoreError) -> Trouble:
    if isinstance(error, UnwritableError):
        return Trouble.UNWRITABLE
    return Trouble.BUSY if isinstance(error, BusyError) else Trouble.AWAY
